import * as v from 'valibot'
import { count, declared, finite, float32, int32, listOf, measured, text, uint32, uint8 } from './arrays'
import { threshold } from './study'

/** Draws that one sample may hold: the engine groups them anew between two frames. */
export const mostDraws = 100_000

/** What counts as a mode. */
export const modesBy = v.variant('kind', [
  v.strictObject({ kind: v.literal('class') }),
  v.strictObject({ kind: v.literal('attribute'), name: text() }),
  /** Clusters of the real codes. */
  v.strictObject({ kind: v.literal('clusters'), count: v.pipe(count(), v.minValue(2), v.maxValue(500)) }),
])
export type ModesBy = v.InferOutput<typeof modesBy>

/** What codes are drawn from: the transport map, the distribution that a model's training gave its codes, a learned map. */
export const sampleSource = v.picklist(['map', 'prior', 'mapper'])
export type SampleSource = v.InferOutput<typeof sampleSource>

export const modesParameters = v.strictObject({
  source: sampleSource,
  draws: v.pipe(count(), v.minValue(10), v.maxValue(mostDraws)),
  by: modesBy,
  seed: count(),
})
export type ModesParameters = v.InferOutput<typeof modesParameters>

/** A counted share with its 95 % interval. */
export const share = v.strictObject({
  count: count(),
  of: count(),
  share: finite(),
  low: finite(),
  high: finite(),
})
export type Share = v.InferOutput<typeof share>

export const modeRow = v.strictObject({
  name: text(),
  real: share,
  generated: share,
  /** Generated over real share; null where the real share is 0. */
  ratio: measured(),
  standing: v.picklist(['missed', 'undecided', 'thin', 'covered', 'absent']),
  /** Real codes of the mode that their own nearest codes tell rightly; null where there are none. */
  recognised: v.nullable(share),
  /** The real code nearest to the mode's mean; null for a mode without any. */
  typical: v.nullable(count()),
})
export type ModeRow = v.InferOutput<typeof modeRow>

/** Cells that T itself reaches with draws of its own. Arrays over cells stand in the order of `items`. */
export const cellReport = v.pipe(
  v.strictObject({
    cells: count(),
    draws: count(),
    hit: count(),
    /** Cells that exact masses would leave unhit by as many draws, and one standard deviation of that number. */
    idealHit: finite(),
    idealDeviation: finite(),
    items: uint32(),
    hits: uint32(),
    /** Draws, and distinct cells after them: of this map, and of one with exact masses. */
    curve: v.strictObject({ draws: float32(), hit: float32(), ideal: float32() }),
    relativeRms: measured(),
    relativeRmsError: measured(),
  }),
  declared(({ cells, items }) => [cells, items.length], 'items'),
  declared(({ cells, hits }) => [cells, hits.length], 'hits'),
)
export type CellReport = v.InferOutput<typeof cellReport>

/** Distances to the nearest real code, of generated codes and of the real codes among themselves. */
export const nearnessReport = v.strictObject({
  nearCopies: share,
  medianDistance: finite(),
  medianRatio: finite(),
})

export const memoryReport = v.strictObject({
  generated: nearnessReport,
  real: nearnessReport,
  /** Shares of both in bins of one width from 0 to `top`, the last bin with all beyond it. */
  histogram: v.strictObject({ top: finite(), generated: float32(), real: float32() }),
})
export type MemoryReport = v.InferOutput<typeof memoryReport>

export const prdReport = v.strictObject({
  precision: float32(),
  recall: float32(),
  f8: finite(),
  fEighth: finite(),
  f8Deviation: measured(),
  fEighthDeviation: measured(),
  samples: count(),
  clusters: count(),
  clusterings: count(),
  features: text(),
})
export type PrdReport = v.InferOutput<typeof prdReport>

/** Scores against the Gaussians a sample of points was drawn from. */
export const mixtureReport = v.strictObject({
  found: count(),
  modes: count(),
  highQuality: share,
  /** Nats; null where a mode was hit that the real points have none of. */
  reverseKl: measured(),
  reverseKlFloor: finite(),
  /** Nats, of good samples from equal modes; null where none is good. */
  jsdToUniform: measured(),
})
export type MixtureReport = v.InferOutput<typeof mixtureReport>

/** What a generated sample shows of a study's generator. Arrays over draws stand in the order of drawing. */
export const modesReport = v.pipe(
  v.strictObject({
    revision: count(),
    parameters: modesParameters,
    /** Codes drawn; fewer than asked for where the map refuses nearly all pairs. */
    drawn: count(),
    /** Noise drawn for them, and pairs refused across the singular set by the threshold; null without a map. */
    pairs: v.nullable(v.strictObject({ noise: count(), refused: count(), threshold })),
    dimension: count(),
    modes: listOf(modeRow),
    present: count(),
    reached: count(),
    /** ½ Σ |generated − real share|, and what counting alone makes of it. */
    totalVariation: finite(),
    totalVariationFloor: finite(),
    unassigned: v.strictObject({ generated: count(), real: count() }),
    /** Nearest real codes that vote on a draw's mode, and how often that vote is right among the real ones. */
    voters: count(),
    voteAccuracy: v.nullable(share),
    /** The mode of each real code and of each draw; -1 where unknown. */
    realModes: int32(),
    drawnModes: int32(),
    /** The nearest real code of each draw, and the distance to it in normalised codes. */
    nearest: uint32(),
    distance: float32(),
    /** Codes that each draw lies between and the weight of the second; empty without a map. */
    first: uint32(),
    second: uint32(),
    weight: float32(),
    /** Normalised codes of the draws, [drawn, dimension], where that is 2 or 3; else empty. */
    points: float32(),
    cells: v.nullable(cellReport),
    memory: memoryReport,
    prd: prdReport,
    mixture: v.nullable(mixtureReport),
    seconds: finite(),
  }),
  declared(({ drawn, drawnModes }) => [drawn, drawnModes.length], 'drawnModes'),
  declared(({ drawn, nearest }) => [drawn, nearest.length], 'nearest'),
  declared(({ drawn, distance }) => [drawn, distance.length], 'distance'),
)
export type ModesReport = v.InferOutput<typeof modesReport>

/** Draws near a mode, nearest first: where it is missed, what the generator makes instead. */
export const nearMode = v.pipe(
  v.strictObject({
    draws: uint32(),
    /** Distance of each to the nearest real code of the mode, over the local spacing there. */
    spacings: float32(),
  }),
  declared(({ draws, spacings }) => [draws.length, spacings.length], 'spacings'),
)
export type NearMode = v.InferOutput<typeof nearMode>

/** Decoded pictures of draws, Uint8 [draws, height, width, channels]. */
export const drawnPictures = v.strictObject({
  height: count(),
  width: count(),
  channels: count(),
  pixels: uint8(),
})
export type DrawnPictures = v.InferOutput<typeof drawnPictures>
