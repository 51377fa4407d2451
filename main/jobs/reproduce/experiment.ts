import { BrenierError } from '../../../shared/errors'
import { meanOf, type MeanValue } from '../../metrics/mean-value'
import type { JobHandle } from '../job-manager'
import type { Tools } from '../tools'

/** A figure of ours beside the one a paper prints. */
export interface Cell {
  /** Over the seeds; null where it was not measured. */
  readonly ours: MeanValue | null
  /** As the paper prints it, with its deviation where it has one. */
  readonly published: string | null
}

export interface ReproducedTable {
  readonly title: string
  /** The paper and its table, or figure. */
  readonly source: string
  readonly columns: readonly ReproducedColumn[]
  readonly rows: readonly { readonly name: string; readonly cells: readonly Cell[] }[]
}

export interface ReproducedColumn {
  readonly name: string
  /** Digits after the point. */
  readonly digits: number
}

export interface Reproduction {
  readonly tables: readonly ReproducedTable[]
  /** What was scaled down, and what else differs from the paper, in sentences. */
  readonly notes: readonly string[]
}

export interface ExperimentOptions {
  /** Scaled down to be done in a minute. */
  readonly quick: boolean
  /** Each run is made once for each. */
  readonly seeds: readonly number[]
}

/** An experiment of a paper, run again. */
export interface Experiment {
  readonly name: string
  readonly description: string
  /** Seeds where the person names no number. */
  readonly seeds: { readonly quick: number; readonly whole: number }
  /** @throws BrenierError `cancelled`, `training-diverged` */
  run(options: ExperimentOptions, tools: Tools, job: JobHandle): Promise<Reproduction>
}

/** @throws BrenierError `cancelled`: half an experiment compares with nothing */
export function requireGoing({ control }: JobHandle): void {
  if (control.cancelled) throw new BrenierError('cancelled', 'The experiment was cancelled before its end.')
}

/** @param values of the seeds; none where it was not measured */
export const cell = (values: readonly number[], published: string | null): Cell => ({
  ours: values.length > 0 ? meanOf(values) : null,
  published,
})

/** A table in Markdown: each figure as "ours ± deviation (published)". */
export function tableText({ title, source, columns, rows }: ReproducedTable): string {
  const shown = ({ ours, published }: Cell, digits: number): string => {
    const own = ours
      ? `${ours.mean.toFixed(digits)}${ours.deviation === null ? '' : ` ± ${ours.deviation.toFixed(digits)}`}`
      : '–'
    return published === null ? own : `${own} (${published})`
  }
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    `${title} — ${source}`,
    '',
    line(['ours ± deviation (published)', ...columns.map(({ name }) => name)]),
    line(['---', ...columns.map(() => '---')]),
    ...rows.map(({ name, cells }) =>
      line([name, ...cells.map((held, i) => shown(held, columns[i]!.digits))]),
    ),
  ].join('\n')
}
