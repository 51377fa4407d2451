import * as v from 'valibot'
import { safetensorsPieces } from '../../data/safetensors'
import { checkClassifier, type ClassifierSpec } from '../../nn/classifier-spec'
import type { NamedArrays } from '../../nn/weights'
import { decodeDescribed, prefixed, without } from './described-weights'

const counted = v.pipe(v.number(), v.integer(), v.minValue(0))

/** How a classifier came about and what it is worth. */
const provenance = v.strictObject({
  /** The pictures it was trained on. */
  data: v.string(),
  pictures: counted,
  seed: counted,
  epochs: counted,
  mirror: v.boolean(),
  /** Pictures it was not trained on, and how many of them it told rightly. */
  test: v.strictObject({ data: v.string(), right: counted, of: counted }),
})

const description = v.strictObject({
  format: v.literal('classifier-1'),
  /** What results call it. */
  name: v.string(),
  spec: v.unknown(),
  provenance,
})

/** A classifier at rest. */
export interface ClassifierFile {
  readonly name: string
  readonly spec: ClassifierSpec
  readonly provenance: v.InferOutput<typeof provenance>
  readonly weights: NamedArrays
}

/** A classifier as a safetensors file, in pieces that follow one another: `weights/…`, the rest in the metadata. */
export function classifierPieces({ weights, ...rest }: ClassifierFile): Uint8Array[] {
  const described = { format: 'classifier-1', ...rest } satisfies v.InferInput<typeof description>
  return safetensorsPieces(prefixed('weights/', weights), { brenier: JSON.stringify(described) })
}

/** @throws BrenierError `file-format`, `bad-argument` and what the safetensors reader throws */
export function decodeClassifier(bytes: Uint8Array, where: string): ClassifierFile {
  const { arrays, description: found } = decodeDescribed(bytes, description, where)
  const { name, spec, provenance: origin } = found
  return {
    name,
    spec: checkClassifier(spec),
    provenance: origin,
    weights: without('weights/', arrays),
  }
}
