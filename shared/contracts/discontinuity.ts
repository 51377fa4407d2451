import * as v from 'valibot'
import { count, declared, finite, float32, listOf, measured, text, uint8 } from './arrays'
import { share } from './modes'
import { threshold } from './study'

/** Which noise the segments of the test join. */
export const segmentChoice = v.variant('kind', [
  /** Two draws of the source. */
  v.strictObject({ kind: v.literal('random') }),
  /** The cells of two pictures. */
  v.strictObject({ kind: v.literal('pictures'), first: count(), second: count() }),
  /** Cells of two classes, or of two values of an attribute; by their codes. */
  v.strictObject({
    kind: v.literal('values'),
    attribute: v.nullable(text()),
    first: count(),
    second: count(),
  }),
])
export type SegmentChoice = v.InferOutput<typeof segmentChoice>

export const discontinuityParameters = v.strictObject({
  between: segmentChoice,
  segments: v.pipe(count(), v.minValue(1), v.maxValue(20_000)),
  /** Whether a connected control is mapped and walked for comparison. */
  control: v.boolean(),
  seed: count(),
})
export type DiscontinuityParameters = v.InferOutput<typeof discontinuityParameters>

/** The area of a set of facets: estimated with one standard error and, in the plane, exact. */
const area = v.strictObject({ estimate: finite(), error: finite(), exact: measured() })

/** Quantiles of jump over local spacing. */
const jumpQuantiles = v.strictObject({ crossings: count(), median: finite(), q95: finite(), q99: finite() })
export type JumpQuantiles = v.InferOutput<typeof jumpQuantiles>

/** Label changes at singular crossings against ordinary ones. */
const labelChange = v.strictObject({
  /** Null for the class. */
  attribute: v.nullable(text()),
  singular: v.strictObject({ count: count(), of: count() }),
  ordinary: v.strictObject({ count: count(), of: count() }),
  oddsRatio: finite(),
  low: finite(),
  high: finite(),
  /** Fisher's exact test. */
  p: finite(),
  /** Share of crossings that change it, by fifths of jump over spacing, lowest first. */
  byFifths: v.array(finite()),
})
export type LabelChange = v.InferOutput<typeof labelChange>

const largeCrossing = v.strictObject({
  segment: count(),
  /** t of the segment, 0 … 1. */
  at: finite(),
  /** Items: the segment's ends, and both sides of the facet. */
  start: count(),
  from: count(),
  to: count(),
  finish: count(),
  angle: finite(),
  jump: finite(),
  relativeJump: finite(),
  singular: v.boolean(),
  /** Segments that cross this facet. */
  times: count(),
  /** Distance of the mean of the two codes to the nearest code, over the local spacing there. */
  offData: finite(),
  /** Items whose cells, joined in turn, make a path through noise that shows the crossing. */
  way: v.pipe(listOf(count()), v.minLength(2)),
  /** What changes: null for the class, else the attribute. */
  changes: listOf(v.nullable(text())),
})
export type LargeCrossing = v.InferOutput<typeof largeCrossing>

export const discontinuityReport = v.pipe(
  v.strictObject({
    parameters: discontinuityParameters,
    /** Whether the map has become another since it was walked. */
    changed: v.boolean(),
    threshold,
    segments: count(),
    crossings: count(),
    singular: count(),
    /** Segments that cross the singular set. */
    tornSegments: share,
    crossingsPerLength: finite(),
    singularPerLength: finite(),
    /** By the crossings of random lines; in a bounded domain the area, on Gaussian noise weighted by its density. */
    area: v.strictObject({ lines: count(), all: area, singular: area }),
    /** Jump over local spacing, of the study and of the control. */
    jumps: v.strictObject({
      /** [bins + 1] */
      edges: float32(),
      /** Share of the crossings in each bin; the control's is empty where there is none. */
      study: float32(),
      control: float32(),
      quantiles: jumpQuantiles,
      controlQuantiles: v.nullable(jumpQuantiles),
    }),
    /** How many crossings jump further than 99 % of the control's do; null without a control. */
    tail: v.nullable(v.strictObject({ beyond: finite(), share, torn: v.boolean() })),
    changes: listOf(labelChange),
    /** Facets with the largest jumps over spacing, each once, largest first. */
    largest: listOf(largeCrossing),
    height: count(),
    width: count(),
    channels: count(),
    /** Decoded before, mean of the two codes, after: Uint8 [largest, 3, h, w, c]; empty without a decoder. */
    pictures: uint8(),
  }),
  declared(({ jumps }) => [jumps.edges.length - 1, jumps.study.length], 'jumps'),
)
export type DiscontinuityReport = v.InferOutput<typeof discontinuityReport>
