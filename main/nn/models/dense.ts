import { dense, flatten, reshape, sequence, type Layer, type Sequence } from '../layers'
import type { DenseAutoencoderSpec } from '../spec'

/** Layers pixels → hidden… inwards; its parameters are named `ROLE/dense…`. */
export function denseTrunk(spec: DenseAutoencoderSpec, role: string): Sequence {
  const picture = [spec.height, spec.width, spec.channels]
  const widths = [spec.height * spec.width * spec.channels, ...spec.hidden]
  const layers = spec.hidden.map((units, i) =>
    dense(`${role}/dense${i + 1}`, widths[i]!, units, spec.activation),
  )
  return sequence([flatten(picture), ...layers])
}

/** Layers code → the hidden widths backwards → pixels, ending in a sigmoid. */
export function denseDecoder(spec: DenseAutoencoderSpec): Layer {
  const picture = [spec.height, spec.width, spec.channels]
  const pixels = spec.height * spec.width * spec.channels
  const widths = [spec.latent, ...spec.hidden.toReversed()]
  const layers = spec.hidden.map((_, i) =>
    dense(`decoder/dense${i + 1}`, widths[i]!, widths[i + 1]!, spec.activation),
  )
  return sequence([...layers, dense('decoder/picture', widths.at(-1)!, pixels, 'sigmoid'), reshape(picture)])
}
