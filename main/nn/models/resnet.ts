import {
  activation,
  convolution,
  dense,
  flatten,
  residual,
  reshape,
  sequence,
  type Layer,
  type MapShape,
  type Sequence,
} from '../layers'
import { batchNormalisation } from '../layers-normalisation'
import { enlarging, pooling } from '../resampling'
import type { ResnetAutoencoderSpec } from '../spec'
import { sizeOf } from '../weights'

/**
 * A convolution, then a block for each entry of `filters`, the decoder's backwards; the parameters are named `ROLE/picture`,
 * `ROLE/block…` and `ROLE/norm`.
 */
export function resnetTrunk(spec: ResnetAutoencoderSpec, role: string): Sequence {
  const maps = mapsOf(spec)
  const { height, width, channels } = spec
  const layers: Layer[] = [plain(spec, `${role}/picture`, [height, width, channels], spec.filters[0]!)]
  for (let i = 1; i < maps.length; i++) {
    layers.push(downBlock(spec, `${role}/block${i}`, maps[i - 1]!, maps[i]![2]))
  }
  const innermost = maps.at(-1)!
  return sequence([...layers, ...activated(spec, `${role}/norm`, innermost), flatten(innermost)])
}

/** SNGAN's generator (Miyato et al. 2018, table 4): a dense layer, blocks that double height and width, a convolution. */
export function resnetDecoder(spec: ResnetAutoencoderSpec): Layer {
  const maps = mapsOf(spec)
  const [outermost, innermost] = [maps[0]!, maps.at(-1)!]
  const layers: Layer[] = [
    dense('decoder/features', spec.latent, sizeOf(innermost), 'none'),
    reshape(innermost),
  ]
  for (let i = maps.length - 1; i > 0; i--) {
    layers.push(upBlock(spec, `decoder/block${i}`, maps[i]!, maps[i - 1]!))
  }
  layers.push(
    ...activated(spec, 'decoder/norm', outermost),
    convolution('decoder/picture', outermost, spec.channels, 3, 'sigmoid', true, 1),
  )
  return sequence(layers)
}

/** Shapes of the maps between the blocks, from the picture inwards. */
function mapsOf({ height, width, filters }: ResnetAutoencoderSpec): MapShape[] {
  const maps: MapShape[] = [[height, width, filters[0]!]]
  for (const channels of filters) {
    const [rows, columns] = maps.at(-1)!
    maps.push([Math.ceil(rows / 2), Math.ceil(columns / 2), channels])
  }
  return maps
}

function downBlock(spec: ResnetAutoencoderSpec, name: string, input: MapShape, filters: number): Layer {
  const [height, width, channels] = input
  const values = sequence([
    ...activated(spec, `${name}/norm1`, input),
    plain(spec, `${name}/conv1`, input, channels),
    ...activated(spec, `${name}/norm2`, input),
    plain(spec, `${name}/conv2`, input, filters),
    pooling([height, width, filters]),
  ])
  const halved = pooling(input)
  const [rows, columns] = halved.outputShape
  // Pooled first: the same values as pooled last, from a quarter of the products.
  const shortcut = sequence([
    halved,
    plain(spec, `${name}/shortcut`, [rows!, columns!, channels], filters, 1),
  ])
  return residual(values, shortcut)
}

function upBlock(spec: ResnetAutoencoderSpec, name: string, input: MapShape, output: MapShape): Layer {
  const [height, width, filters] = output
  const values = sequence([
    ...activated(spec, `${name}/norm1`, input),
    enlarging([height, width, input[2]]),
    plain(spec, `${name}/conv1`, [height, width, input[2]], filters),
    ...activated(spec, `${name}/norm2`, output),
    plain(spec, `${name}/conv2`, output, filters),
  ])
  // Enlarged last: the same values as enlarged first, from a quarter of the products.
  const shortcut = sequence([plain(spec, `${name}/shortcut`, input, filters, 1), enlarging(output)])
  return residual(values, shortcut)
}

/**
 * A convolution that keeps height and width. Where maps are normalised it has no bias: a shift of a whole channel is
 * passed on as one, up to a normalisation that takes it away.
 */
function plain(spec: ResnetAutoencoderSpec, name: string, input: MapShape, filters: number, side = 3): Layer {
  return convolution(name, input, filters, side, 'none', spec.normalisation === 'none', 1)
}

/** The activation, after a normalisation by the batch where the specification says so. */
function activated(spec: ResnetAutoencoderSpec, name: string, shape: MapShape): Layer[] {
  const curve = activation(spec.activation, shape)
  return spec.normalisation === 'none' ? [curve] : [batchNormalisation(name, shape), curve]
}
