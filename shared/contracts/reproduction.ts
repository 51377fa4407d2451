import * as v from 'valibot'
import { count, finite, listOf, measured, text } from './arrays'

/** An experiment of the papers, in the size that is asked for. */
export const experimentChoice = v.strictObject({
  name: text(),
  /** Scaled down to about a minute. */
  quick: v.boolean(),
})
export type ExperimentChoice = v.InferOutput<typeof experimentChoice>

/** How the latest run of an experiment ended. */
export const keptReproduction = v.strictObject({
  /** Whether it came to its end: else it has the rows that were done. */
  finished: v.boolean(),
  seconds: finite(),
  /** Milliseconds since 1970. */
  made: finite(),
})

export const experimentSummary = v.strictObject({
  name: text(),
  description: text(),
  /** Whose it is. */
  paper: text(),
  /** Whether it runs on data of the person's only. */
  needsData: v.boolean(),
  /** Minutes on two processor cores, null where not measured, and the latest run of either size. */
  quick: v.strictObject({ minutes: measured(), kept: v.nullable(keptReproduction) }),
  whole: v.strictObject({ minutes: measured(), kept: v.nullable(keptReproduction) }),
})
export type ExperimentSummary = v.InferOutput<typeof experimentSummary>

/** Longest figure, in characters. */
const mostFigure = 8_000_000

/** What an experiment gave, each figure of ours in words beside the published one. */
export const reproductionReport = v.strictObject({
  ...experimentChoice.entries,
  ...keptReproduction.entries,
  seeds: listOf(count()),
  tables: listOf(
    v.strictObject({
      title: text(),
      /** The paper and its table, or figure. */
      source: text(),
      columns: listOf(text()),
      rows: listOf(
        v.strictObject({
          name: text(),
          /** Null where it was not measured, or not published. */
          cells: listOf(v.strictObject({ ours: v.nullable(text()), published: v.nullable(text()) })),
        }),
      ),
    }),
  ),
  figures: listOf(
    v.strictObject({ caption: text(), /** A data URL. */ url: v.pipe(v.string(), v.maxLength(mostFigure)) }),
  ),
  notes: listOf(text()),
})
export type ReproductionReport = v.InferOutput<typeof reproductionReport>
