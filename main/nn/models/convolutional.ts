import {
  activation,
  convolution,
  dense,
  flatten,
  reshape,
  sequence,
  transposedConvolution,
  type Layer,
  type LayerActivation,
  type MapShape,
} from '../layers'
import { batchNormalisation } from '../layers-normalisation'
import type { ConvAutoencoderSpec } from '../spec'
import { sizeOf } from '../weights'

/** Makes a layer, given how it ends. */
type Make = (curve: LayerActivation, biased: boolean) => Layer

/**
 * Strided convolutions, an optional dense layer, the code; the decoder runs the same sizes backwards, so that each of its
 * stages lands on the size its encoder stage came from, odd ones too (23 → 12 → 23).
 */
export function convolutionalAutoencoder(spec: ConvAutoencoderSpec): { encoder: Layer; decoder: Layer } {
  const { kernel, activation: curve, hidden, latent } = spec
  const stage = (name: string, make: Make): Layer =>
    spec.normalisation === 'batch' ? normalised(name, make, curve) : make(curve, true)

  const maps: MapShape[] = [[spec.height, spec.width, spec.channels]]
  const encoder: Layer[] = []
  spec.filters.forEach((filters, i) => {
    const name = `encoder/conv${i + 1}`
    const make: Make = (...end) => convolution(name, maps[i]!, filters, kernel, ...end)
    // Statistics of the first layer would take contrast and brightness out of the pictures.
    encoder.push(i === 0 ? make(curve, true) : stage(name, make))
    const [height, width] = maps[i]!
    maps.push([Math.ceil(height / 2), Math.ceil(width / 2), filters])
  })
  const innermost = maps.at(-1)!
  const features = sizeOf(innermost)
  encoder.push(flatten(innermost))
  const denseStage = (name: string, inputs: number, outputs: number): Layer =>
    stage(name, (...end) => dense(name, inputs, outputs, ...end))
  if (hidden > 0) encoder.push(denseStage('encoder/dense', features, hidden))
  encoder.push(dense('encoder/code', hidden || features, latent, 'none'))

  const decoder: Layer[] = []
  if (hidden > 0) decoder.push(denseStage('decoder/dense', latent, hidden))
  decoder.push(denseStage('decoder/features', hidden || latent, features), reshape(innermost))
  for (let i = maps.length - 1; i > 0; i--) {
    const last = i === 1
    const name = last ? 'decoder/picture' : `decoder/conv${i}`
    const make: Make = (...end) => transposedConvolution(name, maps[i]!, maps[i - 1]!, kernel, ...end)
    decoder.push(last ? make('sigmoid', true) : stage(name, make))
  }
  return { encoder: sequence(encoder), decoder: sequence(decoder) }
}

/** A layer's affine part, normalised by the batch before its activation. */
function normalised(name: string, make: Make, curve: LayerActivation): Layer {
  const affine = make('none', false)
  const { outputShape } = affine
  return sequence([affine, batchNormalisation(`${name}/norm`, outputShape), activation(curve, outputShape)])
}
