import {
  convolution,
  dense,
  flatten,
  reshape,
  sequence,
  transposedConvolution,
  type Layer,
  type MapShape,
} from '../layers'
import type { ConvAutoencoderSpec } from '../spec'
import { sizeOf } from '../weights'

/**
 * Strided convolutions, an optional dense layer, the code; the decoder runs the same sizes backwards, so that each of its
 * stages lands on the size its encoder stage came from, odd ones too (23 → 12 → 23).
 */
export function convolutionalAutoencoder(spec: ConvAutoencoderSpec): { encoder: Layer; decoder: Layer } {
  const { kernel, activation, hidden, latent } = spec
  const maps: MapShape[] = [[spec.height, spec.width, spec.channels]]
  const encoder: Layer[] = []
  spec.filters.forEach((filters, i) => {
    const stage = convolution(`encoder/conv${i + 1}`, maps[i]!, filters, kernel, activation)
    encoder.push(stage)
    const [height, width] = maps[i]!
    maps.push([Math.ceil(height / 2), Math.ceil(width / 2), filters])
  })
  const innermost = maps.at(-1)!
  const features = sizeOf(innermost)
  encoder.push(flatten(innermost))
  if (hidden > 0) encoder.push(dense('encoder/dense', features, hidden, activation))
  encoder.push(dense('encoder/code', hidden || features, latent, 'none'))

  const decoder: Layer[] = []
  if (hidden > 0) decoder.push(dense('decoder/dense', latent, hidden, activation))
  decoder.push(dense('decoder/features', hidden || latent, features, activation), reshape(innermost))
  for (let i = maps.length - 1; i > 0; i--) {
    const last = i === 1
    const name = last ? 'decoder/picture' : `decoder/conv${i}`
    decoder.push(transposedConvolution(name, maps[i]!, maps[i - 1]!, kernel, last ? 'sigmoid' : activation))
  }
  return { encoder: sequence(encoder), decoder: sequence(decoder) }
}
