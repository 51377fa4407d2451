import { BrenierError } from '../../../shared/errors'
import type { Picture } from '../../data/picture-set'
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
  readonly rows: readonly ReproducedRow[]
}

export interface ReproducedRow {
  readonly name: string
  readonly cells: readonly Cell[]
}

export interface ReproducedColumn {
  readonly name: string
  /** Digits after the point. */
  readonly digits: number
}

/** A picture that belongs to the tables. */
export interface ReproducedFigure {
  /** Of its file, after the experiment's: words joined by hyphens. */
  readonly name: string
  /** What is seen where. */
  readonly caption: string
  /** Pixels, or an SVG document. */
  readonly picture: Picture | string
}

export interface Reproduction {
  readonly tables: readonly ReproducedTable[]
  readonly figures?: readonly ReproducedFigure[]
  /** What was scaled down, and what else differs from the paper, in sentences. */
  readonly notes: readonly string[]
}

export interface ExperimentOptions {
  /** Scaled down to be done in a minute. */
  readonly quick: boolean
  /** Each run is made once for each. */
  readonly seeds: readonly number[]
  /** A folder with the data, where the person names one. */
  readonly data: string | null
}

/** Takes the results so far: tables with the rows that are done. */
export type Show = (made: Reproduction) => void

/** An experiment of a paper, run again. */
export interface Experiment {
  readonly name: string
  readonly description: string
  /** Whose it is, in short. */
  readonly paper: string
  /** What it takes on two processor cores; null where that was not measured. */
  readonly minutes: { readonly quick: number | null; readonly whole: number | null }
  /** Whether it runs on data of the person's: what does not ship has to be given. */
  readonly data: 'none' | 'optional' | 'required'
  /** Seeds where the person names no number. */
  readonly seeds: { readonly quick: number; readonly whole: number }
  /** @throws BrenierError `cancelled`, `training-diverged` */
  run(options: ExperimentOptions, tools: Tools, job: JobHandle, show: Show): Promise<Reproduction>
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

/**
 * @throws BrenierError `bad-argument` where an experiment is given data it does not take, or lacks what it needs
 */
export function checkData({ name, data: takes }: Experiment, data: string | null): void {
  if (data === null && takes === 'required') {
    throw new BrenierError(
      'bad-argument',
      `Expected a folder with the data of ${name}, which do not ship, got none. Name it with --data.`,
    )
  }
  if (data !== null && takes === 'none') {
    throw new BrenierError(
      'bad-argument',
      `Expected no data for ${name}, which draws its own, got ${data}. Leave --data out.`,
    )
  }
}

/** A figure of ours in words: "0.086 ± 0.001". */
export function oursText({ mean, deviation }: MeanValue, digits: number): string {
  return `${mean.toFixed(digits)}${deviation === null ? '' : ` ± ${deviation.toFixed(digits)}`}`
}

/** A table in Markdown: each figure as "ours ± deviation (published)". */
export function tableText({ title, source, columns, rows }: ReproducedTable): string {
  const shown = ({ ours, published }: Cell, digits: number): string => {
    const own = ours ? oursText(ours, digits) : '–'
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
