import type { Generator } from '../../../shared/contracts/study'
import { isMapperMethod, type MapperMethod } from '../../../shared/mapper-settings'
import type { ComparedRow } from '../../stores/comparison'
import { mapperName } from '../transport/mapper-text'

const names: Readonly<Record<Exclude<Generator, MapperMethod>, string>> = {
  map: 'optimal map',
  prior: 'prior',
  gaussian: 'Gaussian of codes',
}

/** What codes are drawn by, a learned map as its paper abbreviates it. */
export function generatorText({ generator, summary }: Pick<ComparedRow, 'generator' | 'summary'>): string {
  if (generator === null) return ''
  return isMapperMethod(generator)
    ? mapperName(generator, summary.parameters.objective.kind)
    : names[generator]
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
