import type { Layer } from '../layers'
import type { ModelSpec } from '../spec'
import type { Parameter } from '../weights'
import { convolutionalAutoencoder } from './convolutional'
import { denseAutoencoder } from './dense'

/** Encoder [n, height, width, channels] → [n, latent] and decoder back, values of pictures in [0, 1]. */
export interface Autoencoder {
  readonly spec: ModelSpec
  readonly encoder: Layer
  readonly decoder: Layer
  /** Those of the encoder, then those of the decoder. Names are stable: files refer to them. */
  readonly parameters: readonly Parameter[]
}

/** The parameters that the optimiser changes. */
export function trained({ parameters }: Autoencoder): Parameter[] {
  return parameters.filter(({ trainable }) => trainable !== false)
}

export function buildAutoencoder(spec: ModelSpec): Autoencoder {
  const { encoder, decoder } =
    spec.kind === 'ae-dense' ? denseAutoencoder(spec) : convolutionalAutoencoder(spec)
  return { spec, encoder, decoder, parameters: [...encoder.parameters, ...decoder.parameters] }
}
