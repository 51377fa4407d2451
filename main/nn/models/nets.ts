import { dense, sequence, type Layer, type Sequence } from '../layers'
import type { ModelSpec } from '../spec'
import { convolutionalDecoder, convolutionalTrunk } from './convolutional'
import { denseDecoder, denseTrunk } from './dense'
import { gatedDecoder, gatedTrunk } from './gated'
import { resnetDecoder, resnetTrunk } from './resnet'

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
  const encoder = sequence([trunk, codeLayer('encoder/code', trunk, spec)])
  return { spec, trunk, encoder, decoder: decoderOf(spec) }
}

/** Pictures → features by a net like the encoder's, with parameters of its own. */
export function trunkOf(spec: ModelSpec, role: string): Sequence {
  switch (spec.kind) {
    case 'ae-dense':
      return denseTrunk(spec, role)
    case 'ae-conv':
      return convolutionalTrunk(spec, role)
    case 'ae-resnet':
      return resnetTrunk(spec, role)
    case 'ae-gated':
      return gatedTrunk(spec, role)
  }
}

function decoderOf(spec: ModelSpec): Layer {
  switch (spec.kind) {
    case 'ae-dense':
      return denseDecoder(spec)
    case 'ae-conv':
      return convolutionalDecoder(spec)
    case 'ae-resnet':
      return resnetDecoder(spec)
    case 'ae-gated':
      return gatedDecoder(spec)
  }
}

/** Features of a trunk → as many numbers as a code has. */
export function codeLayer(name: string, trunk: Layer, { latent }: ModelSpec): Layer {
  return dense(name, trunk.outputShape[0]!, latent, 'none')
}
