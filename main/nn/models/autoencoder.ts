import type { Objective } from '../objectives/objective'
import { objectiveOf } from '../objectives/registry'
import type { ModelSpec } from '../spec'
import type { Parameter } from '../weights'
import { buildNets, type Nets } from './nets'

/** An autoencoder with what it is trained for. */
export interface Autoencoder extends Nets {
  readonly objective: Objective
  /** Those of the encoder, the decoder and the objective. Names are stable: files refer to them. */
  readonly parameters: readonly Parameter[]
}

/** The parameters that an optimiser changes. */
export function trained({ parameters }: Autoencoder): Parameter[] {
  return parameters.filter(({ trainable }) => trainable !== false)
}

export function buildAutoencoder(spec: ModelSpec): Autoencoder {
  const nets = buildNets(spec)
  const objective = objectiveOf(nets)
  const parameters = [...nets.encoder.parameters, ...nets.decoder.parameters, ...objective.parameters]
  return { ...nets, objective, parameters }
}
