import type { DrawnPictures, NearMode } from '../../../shared/contracts/modes'
import { BrenierError } from '../../../shared/errors'
import { row, selectRows } from '../../../shared/matrix'
import { modesState, type MeasuredModes } from './measured-modes'
import { modeMeans, squaredDistance } from './mode-groups'
import type { Study } from '../study/study'
import { decodeNormalised } from '../paths/trace-path'

/**
 * Decoded pictures of draws of the study's sample.
 * @throws BrenierError `missing-stage` without a decoder, `bad-argument` for a draw that is none
 */
export async function drawnPictures(study: Study, draws: readonly number[]): Promise<DrawnPictures> {
  const { height, width, channels } = study.pictures()
  study.requireCoder()
  const { sample } = requireModes(study)
  const bad = draws.find((draw) => draw >= sample.codes.rows)
  if (bad !== undefined) {
    throw new BrenierError('bad-argument', `Expected draws from 0 to ${sample.codes.rows - 1}, got ${bad}.`)
  }
  const pixels = await decodeNormalised(study, selectRows(sample.codes, draws))
  return { height, width, channels, pixels }
}

/**
 * The draws nearest to a mode's mean code, with how far each lies from the mode's own codes.
 * @throws BrenierError `missing-stage`, `bad-argument`
 */
export function drawsNearMode(study: Study, mode: number, count: number): NearMode {
  const { sample, report } = requireModes(study)
  const { modes, realModes } = report
  if (mode >= modes.length) {
    throw new BrenierError('bad-argument', `Expected modes from 0 to ${modes.length - 1}, got ${mode}.`)
  }
  const { normalised, spacing } = study.requireCodes()
  const mean = modeMeans(realModes, normalised, modes.length).subarray(mode * normalised.columns)
  const fromMean = Float64Array.from({ length: sample.codes.rows }, (_, draw) =>
    squaredDistance(row(sample.codes, draw), mean),
  )
  const members = [...realModes.keys()].filter((item) => realModes[item] === mode)
  const draws = members.length === 0 ? new Uint32Array(0) : smallest(fromMean, count)
  const spacings = Float32Array.from(draws, (draw) => {
    let least = Infinity
    let at = 0
    for (const item of members) {
      const squared = squaredDistance(row(sample.codes, draw), row(normalised, item))
      if (squared >= least) continue
      least = squared
      at = item
    }
    return spacing[at]! > 0 ? Math.sqrt(least) / spacing[at]! : 0
  })
  return { draws, spacings }
}

/** Positions of the smallest values, ascending. */
function smallest(values: Float64Array, count: number): Uint32Array {
  const bound = values.slice().sort()[Math.min(count, values.length) - 1]!
  return Uint32Array.from(values.keys())
    .filter((i) => values[i]! <= bound)
    .sort((a, b) => values[a]! - values[b]!)
    .slice(0, count)
}

/** @throws BrenierError `missing-stage` without a sample, or where it is of other codes than the study has now */
function requireModes(study: Study): MeasuredModes {
  const { modes } = study
  if (modes && modesState(study)?.changed === 'codes') {
    throw new BrenierError(
      'missing-stage',
      'This needs codes of the study’s model, and these were drawn for an earlier one. Draw a sample anew.',
    )
  }
  if (modes) return modes
  throw new BrenierError(
    'missing-stage',
    'This needs generated codes, and none have been drawn. Draw a sample first.',
  )
}
