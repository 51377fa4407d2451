import { dense, sequence, type Layer } from '../layers'
import { trunkOf } from '../models/nets'
import type { ModelSpec } from '../spec'

/**
 * The encoder's layers, with weights of their own, as layers of a discriminator. Without normalisation by the batch: a
 * score is of one sample alone. With the sigmoid-weighted unit, which gradient penalties differentiate twice.
 * @param pack pictures that are judged as one, their channels in a row
 */
export function discriminatorTrunk(spec: ModelSpec, pack = 1): Layer {
  const { channels } = spec
  const own = { channels: channels * pack, activation: 'silu' } as const
  const judging: ModelSpec =
    spec.kind === 'ae-dense' ? { ...spec, ...own } : { ...spec, ...own, normalisation: 'none' }
  return trunkOf(judging, 'discriminator')
}

/** Pictures [n, height, width, pack · channels] → scores [n, 1]. */
export function pictureDiscriminator(spec: ModelSpec, pack = 1): Layer {
  const trunk = discriminatorTrunk(spec, pack)
  return sequence([trunk, dense('discriminator/score', trunk.outputShape[0]!, 1, 'none')])
}
