import type { Generator } from '../../../shared/contracts/study'
import type { ComparedRow } from '../../stores/comparison'
import { mapperName } from '../transport/mapper-text'

const names: Readonly<Record<Generator, string>> = {
  map: 'optimal map',
  prior: 'prior',
  mapper: 'learned map',
  gaussian: 'Gaussian of codes',
}

/** What codes are drawn by, a learned map as its paper abbreviates it. */
export function generatorText({
  generator,
  method,
  summary,
}: Pick<ComparedRow, 'generator' | 'method' | 'summary'>): string {
  if (method) return mapperName(method, summary.parameters.objective.kind)
  return generator ? names[generator] : ''
}

/** A row by its run and its generator: "ae 64-d, OTgen". */
export const rowText = (row: ComparedRow): string =>
  [row.summary.name, generatorText(row)].filter(Boolean).join(', ')

/** A row by what tells it from the others: its generator among those of one run, else its run, else both. */
export function shortRowText(row: ComparedRow, rows: readonly ComparedRow[]): string {
  const isOfSameRun = (other: ComparedRow) => other.summary.id === row.summary.id
  if (rows.every(isOfSameRun)) return generatorText(row)
  return rows.filter(isOfSameRun).length === 1 ? row.summary.name : rowText(row)
}
