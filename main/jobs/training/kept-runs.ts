import * as v from 'valibot'
import { count, finite, float64, listOf, measured, uint8 } from '../../../shared/contracts/arrays'
import { drawMeasures, runMeasures } from '../../../shared/contracts/compare'
import { generator, threshold } from '../../../shared/contracts/study'
import { packValue, unpackValue } from '../../data/packed'
import type { MeasuredRun } from '../compare/compare-runs'
import { matrix, neighbours } from '../study/kept-shapes'
import { codesOf } from './make-codes'
import type { Codes } from '../study/study'

/** The parts of a saved study that hold what was measured of a run, and its codes where they are not the study's. */
export const runPart = (run: string): string => `compare-${run}.npz`
export const runCodesPart = (run: string): string => `compare-${run}-codes.npz`

const measuredRun = v.strictObject({
  run: v.string(),
  epoch: count(),
  measures: runMeasures,
  draws: listOf(
    v.strictObject({
      generator,
      basis: v.strictObject({
        through: v.nullable(v.string()),
        test: v.nullable(threshold),
      }),
      relativeRms: measured(),
      codes: matrix,
      measures: drawMeasures,
      pixels: uint8(),
    }),
  ),
})

const runCodes = v.strictObject({
  raw: matrix,
  normalisation: v.strictObject({ centre: float64(), scale: finite() }),
  neighbours,
})

export function packRun({ codes: _codes, ...measured }: MeasuredRun): Uint8Array {
  return packValue(measured)
}

export const packRunCodes = ({ raw, normalisation, neighbours: near }: Codes): Uint8Array =>
  packValue({ raw, normalisation, neighbours: near })

/** @throws BrenierError `file-format` */
export const unpackRun = (bytes: Uint8Array, run: string): Omit<MeasuredRun, 'codes'> =>
  unpackValue(bytes, runPart(run), measuredRun)

/** @throws BrenierError `file-format` */
export function unpackRunCodes(bytes: Uint8Array, run: string): Codes {
  const { raw, normalisation, neighbours: near } = unpackValue(bytes, runCodesPart(run), runCodes)
  return codesOf(raw, normalisation, near)
}
