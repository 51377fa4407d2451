import type { ObjectiveSpec } from '../../../shared/objectives'
import type { Nets } from '../models/nets'
import { klToStandardNormal } from './divergences'
import { normalPrior, type Objective } from './objective'
import { posteriorOf, variational } from './variational'

/**
 * Variational autoencoder (Kingma and Welling 2014): −log p(x | z) + β KL(q(z | x) ‖ N(0, I)), in nats per picture, z drawn
 * from the encoder's normal distribution. The encoder's code is its mean.
 *
 * `bernoulli` takes a pixel's value as a probability, the usual loss on MNIST. `gaussian` has one variance for all
 * pixels, the best for each batch (Rybkin et al. 2021, σ-VAE): D/2·log of the mean squared error, and no weight to choose.
 */
export function vae(nets: Nets, { beta, likelihood }: Extract<ObjectiveSpec, { kind: 'vae' }>): Objective {
  return variational(nets, {
    beta,
    likelihood,
    posterior: posteriorOf(nets),
    parameters: [],
    prior: normalPrior(1),
    divergence: ({ tf }, { mean, logVariance }) => klToStandardNormal(tf, mean, logVariance),
  })
}
