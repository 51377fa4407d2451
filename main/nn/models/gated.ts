import {
  convolution,
  dense,
  flatten,
  gated,
  reshape,
  sequence,
  type Layer,
  type MapShape,
  type Sequence,
} from '../layers'
import type { Stride } from '../conv-ops'
import type { GatedAutoencoderSpec } from '../spec'
import { sizeOf } from '../weights'

/** Channels of the encoder's last map. */
const innermostFilters = 6
/** Convolutions of the decoder before the picture. */
const decoderStages = 4

/**
 * The encoder of SWAE's published code: gated convolutions of sides 7, 3, 5, 3 and 3, the second and fourth with stride 2. Its
 * parameters are named `ROLE/conv…`.
 */
export function gatedTrunk(
  { height, width, channels, filters }: GatedAutoencoderSpec,
  role: string,
): Sequence {
  const [outer, inner] = [filters[0]!, filters[1]!]
  const stages: readonly (readonly [filters: number, side: number, stride: Stride])[] = [
    [outer, 7, 1],
    [outer, 3, 2],
    [inner, 5, 1],
    [inner, 3, 2],
    [innermostFilters, 3, 1],
  ]
  let map: MapShape = [height, width, channels]
  const layers = stages.map(([count, side, stride], i) => {
    const layer = gatedConvolution(`${role}/conv${i + 1}`, map, count, side, stride)
    map = [Math.ceil(map[0] / stride), Math.ceil(map[1] / stride), count]
    return layer
  })
  return sequence([...layers, flatten(map)])
}

/** Its decoder: two gated dense layers onto a picture, four gated convolutions, one of side 1 and a sigmoid. */
export function gatedDecoder({
  height,
  width,
  channels,
  latent,
  filters,
  hidden,
}: GatedAutoencoderSpec): Layer {
  const picture: MapShape = [height, width, channels]
  const map: MapShape = [height, width, filters[1]!]
  const stages = Array.from({ length: decoderStages }, (_, i) =>
    gatedConvolution(`decoder/conv${i + 1}`, i === 0 ? picture : map, filters[1]!, 3, 1),
  )
  return sequence([
    gatedDense('decoder/dense1', latent, hidden),
    gatedDense('decoder/dense2', hidden, sizeOf(picture)),
    reshape(picture),
    ...stages,
    convolution('decoder/picture', map, channels, 1, 'sigmoid', true, 1),
  ])
}

function gatedDense(name: string, inputs: number, outputs: number): Layer {
  const part = (which: string) => widely(dense(`${name}/${which}`, inputs, outputs, 'none'))
  return gated(part('values'), part('gate'))
}

function gatedConvolution(
  name: string,
  input: MapShape,
  filters: number,
  side: number,
  stride: Stride,
): Layer {
  const part = (which: string) =>
    widely(convolution(`${name}/${which}`, input, filters, side, 'none', true, stride))
  return gated(part('values'), part('gate'))
}

/** The layer beginning with twice the variance of a linear one, as before a rectifier (He et al. 2015): a gate halves too. */
function widely(layer: Layer): Layer {
  const parameters = layer.parameters.map((parameter) => ({
    ...parameter,
    bound: parameter.bound * Math.SQRT2,
  }))
  return { ...layer, parameters }
}
