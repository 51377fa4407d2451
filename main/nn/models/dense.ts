import { dense, flatten, reshape, sequence, type Layer } from '../layers'
import type { DenseAutoencoderSpec } from '../spec'

/** Layers pixels → hidden… → latent and the same widths back, ending in a sigmoid. */
export function denseAutoencoder(spec: DenseAutoencoderSpec): { encoder: Layer; decoder: Layer } {
  const picture = [spec.height, spec.width, spec.channels]
  const pixels = spec.height * spec.width * spec.channels
  const inwards = [pixels, ...spec.hidden]
  const outwards = [spec.latent, ...spec.hidden.toReversed()]

  const encoder: Layer[] = [flatten(picture)]
  for (let i = 1; i < inwards.length; i++) {
    encoder.push(dense(`encoder/dense${i}`, inwards[i - 1]!, inwards[i]!, spec.activation))
  }
  encoder.push(dense('encoder/code', inwards.at(-1)!, spec.latent, 'none'))

  const decoder: Layer[] = []
  for (let i = 1; i < outwards.length; i++) {
    decoder.push(dense(`decoder/dense${i}`, outwards[i - 1]!, outwards[i]!, spec.activation))
  }
  decoder.push(dense('decoder/picture', outwards.at(-1)!, pixels, 'sigmoid'), reshape(picture))
  return { encoder: sequence(encoder), decoder: sequence(decoder) }
}
