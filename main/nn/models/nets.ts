import { dense, sequence, type Layer, type Sequence } from '../layers'
import type { ModelSpec } from '../spec'
import { convolutionalDecoder, convolutionalTrunk } from './convolutional'
import { denseDecoder, denseTrunk } from './dense'

/** The nets of an autoencoder. */
export interface Nets {
  readonly spec: ModelSpec
  /** Pictures [n, height, width, channels] → features [n, f]: the encoder without its last layer. */
  readonly trunk: Sequence
  /** Pictures → codes [n, latent]. */
  readonly encoder: Layer
  /** Codes → pictures, values in [0, 1]. */
  readonly decoder: Layer
}

export function buildNets(spec: ModelSpec): Nets {
  const trunk = trunkOf(spec, 'encoder')
  const decoder = spec.kind === 'ae-dense' ? denseDecoder(spec) : convolutionalDecoder(spec)
  return { spec, trunk, encoder: sequence([trunk, codeLayer('encoder/code', trunk, spec)]), decoder }
}

/** Pictures → features by a net like the encoder's, with parameters of its own. */
export function trunkOf(spec: ModelSpec, role: string): Sequence {
  return spec.kind === 'ae-dense' ? denseTrunk(spec, role) : convolutionalTrunk(spec, role)
}

/** Features of a trunk → as many numbers as a code has. */
export function codeLayer(name: string, trunk: Layer, { latent }: ModelSpec): Layer {
  return dense(name, trunk.outputShape[0]!, latent, 'none')
}
