import * as v from 'valibot'
import { safetensorsPieces } from '../../data/safetensors'
import { checkSpec } from '../../nn/spec'
import { checkTraining, type TrainingCheckpoint, type TrainingSettings } from '../../nn/training'
import type { NamedArrays } from '../../nn/weights'
import { decodeDescribed, prefixed, without } from './described-weights'

/**
 * A training checkpoint as one safetensors file: `weights/…`, `moments/…` and `kept/…` are the arrays, the rest is JSON
 * in the file's metadata under `brenier`. Other programs read the weights by their names.
 * @returns the file in pieces that follow one another and share the checkpoint's memory
 */
export const modelPieces = (checkpoint: TrainingCheckpoint): Uint8Array[] =>
  safetensorsPieces(...inFile(checkpoint))

function inFile(checkpoint: TrainingCheckpoint): [NamedArrays, Readonly<Record<string, string>>] {
  const { weights, moments, kept, ...rest } = checkpoint
  const arrays: NamedArrays = {
    ...prefixed('weights/', weights),
    ...prefixed('moments/', moments),
    ...prefixed('kept/', kept),
  }
  return [arrays, { brenier: JSON.stringify(rest) }]
}

const finite = v.pipe(v.number(), v.finite())
/** Figures of a training, as files have them. */
export const figures = v.record(v.string(), finite)
const sums = v.union([
  v.strictObject({ sums: figures, pictures: figures }),
  // Studies of format 2 had one number for all figures.
  v.pipe(
    v.strictObject({ sums: figures, pictures: finite }),
    v.transform(({ sums, pictures }) => ({
      sums,
      pictures: Object.fromEntries(Object.keys(sums).map((name) => [name, pictures])),
    })),
  ),
])
/** An epoch in figures, as files have it. */
export const epochPoint = v.strictObject({
  epoch: finite,
  step: finite,
  figures,
  heldOutLoss: v.nullable(finite),
  seconds: finite,
})
const restSchema = v.object({
  format: v.literal(1),
  spec: v.unknown(),
  settings: v.unknown(),
  pictures: finite,
  step: finite,
  seconds: finite,
  losses: v.array(v.strictObject({ step: finite, figures })),
  epochs: v.array(epochPoint),
  sincePoint: sums,
  sinceEpoch: sums,
})

/**
 * Reads a model file.
 * @param where the file, for the error's sentence
 * @throws BrenierError `file-format` and what the safetensors reader throws
 */
export function decodeModel(bytes: Uint8Array, where: string): TrainingCheckpoint {
  const { arrays, description } = decodeDescribed(bytes, restSchema, where)
  const spec = checkSpec(description.spec)
  // Files written before there were such epochs name none.
  const settings = checkTraining({ refineEpochs: 0, ...(description.settings as object) } as TrainingSettings)
  return {
    ...description,
    spec,
    settings,
    weights: without('weights/', arrays),
    moments: without('moments/', arrays),
    kept: without('kept/', arrays),
  }
}
