import { dense, sequence, type Layer } from '../layers'
import { trunkOf } from '../models/nets'
import type { ModelSpec } from '../spec'

/**
 * The encoder's layers, with weights of their own, as layers of a discriminator. Without normalisation by the batch: a
 * score is of one sample alone. Where they are not gated, with the sigmoid-weighted unit, which gradient penalties differentiate twice.
 * @param pack pictures that are judged as one, their channels in a row
 */
export function discriminatorTrunk(spec: ModelSpec, pack = 1): Layer {
  return trunkOf(judging({ ...spec, channels: spec.channels * pack }), 'discriminator')
}

function judging(spec: ModelSpec): ModelSpec {
  switch (spec.kind) {
    case 'ae-dense':
      return { ...spec, activation: 'silu' }
    case 'ae-conv':
    case 'ae-resnet':
      return { ...spec, activation: 'silu', normalisation: 'none' }
    case 'ae-gated':
      return spec
  }
}

/** Pictures [n, height, width, pack · channels] → scores [n, 1]. */
export function pictureDiscriminator(spec: ModelSpec, pack = 1): Layer {
  const trunk = discriminatorTrunk(spec, pack)
  return sequence([trunk, dense('discriminator/score', trunk.outputShape[0]!, 1, 'none')])
}
