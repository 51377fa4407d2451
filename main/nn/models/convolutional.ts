import {
  activation,
  convolution,
  dense,
  flatten,
  reshape,
  sequence,
  transposedConvolution,
  type Convolution,
  type Layer,
  type LayerActivation,
  type MapShape,
  type Sequence,
} from '../layers'
import { batchNormalisation, normalisedConvolution } from '../layers-normalisation'
import type { ConvAutoencoderSpec } from '../spec'
import { sizeOf } from '../weights'

/** What decides a trunk of convolutions. */
export type ConvTrunkSpec = Omit<ConvAutoencoderSpec, 'kind' | 'latent' | 'objective'>

/** Makes a convolution, given how it ends. */
type Make = (curve: LayerActivation, biased: boolean) => Convolution

/** Strided convolutions and an optional dense layer; the parameters are named `ROLE/conv…` and `ROLE/dense`. */
export function convolutionalTrunk(spec: ConvTrunkSpec, role: string): Sequence {
  const maps = mapsOf(spec)
  const layers: Layer[] = spec.filters.map((filters, i) => {
    const name = `${role}/conv${i + 1}`
    const make: Make = (...end) => convolution(name, maps[i]!, filters, spec.kernel, ...end)
    // Statistics of the first layer would take contrast and brightness out of the pictures.
    return i === 0 ? make(spec.activation, true) : stage(spec, name, make)
  })
  const innermost = maps.at(-1)!
  layers.push(flatten(innermost))
  if (spec.hidden > 0) layers.push(denseStage(spec, `${role}/dense`, sizeOf(innermost), spec.hidden))
  return sequence(layers)
}

/** The trunk's sizes backwards, so that each stage lands on the size its twin came from, odd ones too (23 → 12 → 23). */
export function convolutionalDecoder(spec: ConvAutoencoderSpec): Layer {
  const { kernel, hidden, latent } = spec
  const maps = mapsOf(spec)
  const innermost = maps.at(-1)!
  const layers: Layer[] = []
  if (hidden > 0) layers.push(denseStage(spec, 'decoder/dense', latent, hidden))
  layers.push(denseStage(spec, 'decoder/features', hidden || latent, sizeOf(innermost)), reshape(innermost))
  for (let i = maps.length - 1; i > 0; i--) {
    const last = i === 1
    const name = last ? 'decoder/picture' : `decoder/conv${i}`
    const make: Make = (...end) => transposedConvolution(name, maps[i]!, maps[i - 1]!, kernel, ...end)
    layers.push(last ? make('sigmoid', true) : stage(spec, name, make))
  }
  return sequence(layers)
}

/** Shapes of the feature maps from the picture inwards. */
function mapsOf(spec: ConvTrunkSpec): MapShape[] {
  const maps: MapShape[] = [[spec.height, spec.width, spec.channels]]
  for (const filters of spec.filters) {
    const [height, width] = maps.at(-1)!
    maps.push([Math.ceil(height / 2), Math.ceil(width / 2), filters])
  }
  return maps
}

/** A dense layer with its activation, and normalised by the batch before it where the specification says so. */
function denseStage(spec: ConvTrunkSpec, name: string, inputs: number, outputs: number): Layer {
  if (spec.normalisation === 'none') return dense(name, inputs, outputs, spec.activation)
  return sequence([
    dense(name, inputs, outputs, 'none', false),
    batchNormalisation(`${name}/norm`, [outputs]),
    activation(spec.activation, [outputs]),
  ])
}

/** A convolution in the same way. */
function stage(spec: ConvTrunkSpec, name: string, make: Make): Layer {
  if (spec.normalisation === 'none') return make(spec.activation, true)
  const normalised = normalisedConvolution(`${name}/norm`, make('none', false))
  return sequence([normalised, activation(spec.activation, normalised.outputShape)])
}
