import type { Tensor1D } from '@tensorflow/tfjs-node-gpu'
import type { ObjectiveSpec } from '../../../shared/objectives'
import { gatherRows } from '../gather-ops'
import type { Nets } from '../models/nets'
import { logDensity, logMixtureDensity } from './divergences'
import { exceptOffset, withoutUpdates, type Objective } from './objective'
import { pseudoInputs } from './pseudo-inputs'
import { codeOf, posteriorOf, variational } from './variational'

/**
 * Variational autoencoder with the VampPrior (Tomczak and Welling 2018, equation 9): the prior is the mixture of what the
 * encoder makes of K pseudo-inputs, which are learned. The divergence from it has no closed form and is estimated by the
 * code drawn for each picture, log q(z | x) − log p(z).
 */
export function vamp(nets: Nets, settings: Extract<ObjectiveSpec, { kind: 'vamp' }>): Objective {
  const { beta, likelihood } = settings
  const inputs = pseudoInputs(nets.spec, settings.pseudoInputs)
  const posterior = posteriorOf(nets)
  const objective = variational(nets, {
    beta,
    likelihood,
    posterior: { ...posterior, changes: exceptOffset(nets, posterior.changes) },
    parameters: [inputs.parameter],
    prior: {
      clusters: settings.pseudoInputs,
      codes(context, noise, choice) {
        const chosen = gatherRows(context.tf, inputs.pictures(context), choice as Tensor1D)
        return codeOf(context, posterior.of(context, chosen), noise)
      },
    },
    divergence(context, normal, codes, noise) {
      const { tf } = context
      // Running statistics are those of pictures alone.
      const mixture = posterior.of(withoutUpdates(context), inputs.pictures(context))
      const own = logDensity(tf, normal.logVariance, noise)
      return tf.mean(tf.sub(own, logMixtureDensity(tf, codes, mixture.mean, mixture.logVariance)))
    },
  })
  return { ...objective, initial: inputs.initial }
}
