import * as v from 'valibot'
import { count, finite, float32, float64, listOf, uint32, uint8 } from '../../../shared/contracts/arrays'
import { discontinuityParameters } from '../../../shared/contracts/discontinuity'
import { modesReport, sampleSource } from '../../../shared/contracts/modes'
import { threshold } from '../../../shared/contracts/study'
import { packValue, unpackValue } from '../../data/packed'
import { matrix, neighbours } from './kept-shapes'
import type { FoundDiscontinuities } from '../transport/discontinuity'
import type { MeasuredModes } from '../modes/measured-modes'

/** The parts of a saved study that hold what was measured of it. */
export const modesPart = 'modes.npz'
export const discontinuityPart = 'discontinuity.npz'

const fingerprint = v.nullable(v.string())

const measuredModes = v.strictObject({
  basis: v.strictObject({ codes: v.string(), map: fingerprint, mapper: fingerprint }),
  sample: v.strictObject({
    source: sampleSource,
    codes: matrix,
    pairs: v.nullable(
      v.strictObject({
        first: uint32(),
        second: uint32(),
        weight: float32(),
        noise: count(),
        refused: count(),
        test: threshold,
      }),
    ),
  }),
  near: neighbours,
  report: modesReport,
})

const walkedSegments = v.strictObject({
  count: count(),
  lengths: float64(),
  starts: uint32(),
  finishes: uint32(),
  crossings: v.strictObject({
    segment: uint32(),
    time: float64(),
    from: uint32(),
    to: uint32(),
    angle: float32(),
    distance: float32(),
  }),
})

const foundDiscontinuities = v.strictObject({
  parameters: discontinuityParameters,
  map: v.string(),
  source: v.variant('kind', [
    v.strictObject({ kind: v.picklist(['cube', 'gaussian']), dimension: count() }),
    v.strictObject({ kind: v.literal('polygon'), dimension: v.literal(2), corners: float64() }),
    v.strictObject({ kind: v.literal('polytope'), dimension: v.literal(3), corners: float64() }),
  ]),
  items: uint32(),
  walks: v.strictObject({ segments: walkedSegments, lines: walkedSegments }),
  relativeJumps: float32(),
  control: v.nullable(float32()),
  largest: listOf(
    v.strictObject({
      crossing: count(),
      times: count(),
      offData: finite(),
      way: v.tuple([count(), count()]),
    }),
  ),
  pictures: uint8(),
})

export const packModes = (modes: MeasuredModes): Uint8Array => packValue(modes)
export const packDiscontinuities = (found: FoundDiscontinuities): Uint8Array => packValue(found)

/** @throws BrenierError `file-format` */
export const unpackModes = (bytes: Uint8Array): MeasuredModes => unpackValue(bytes, modesPart, measuredModes)

/** @throws BrenierError `file-format` */
export const unpackDiscontinuities = (bytes: Uint8Array): FoundDiscontinuities =>
  unpackValue(bytes, discontinuityPart, foundDiscontinuities)
