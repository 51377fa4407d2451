import type { Scalar, Tensor } from '@tensorflow/tfjs-node-gpu'
import type { LayerContext } from '../layers'
import { codeLayer, type Nets } from '../models/nets'
import { drawn } from '../ops'
import type { Parameter } from '../weights'
import { meanSquaredError, trainedOf, valuesOf, type Objective, type Prior } from './objective'

/** Keeps a variance from leaving what single precision can divide by. */
const [leastLogVariance, mostLogVariance] = [-12, 6] as const

/** A normal distribution for each of a batch, [n, latent] each. */
export interface Normal {
  readonly mean: Tensor
  readonly logVariance: Tensor
}

/** The encoder as a distribution of codes: a second head beside that of the code gives the logarithm of the variance. */
export interface Posterior {
  /** Of the second head, which is no part of the encoder. */
  readonly parameters: readonly Parameter[]
  /** All that is trained of it. */
  readonly changes: readonly Parameter[]
  of(context: LayerContext, pictures: Tensor): Normal
}

export function posteriorOf({ spec, trunk }: Nets): Posterior {
  const centre = codeLayer('encoder/code', trunk, spec)
  const spread = codeLayer('encoder/spread', trunk, spec)
  return {
    parameters: spread.parameters,
    changes: trainedOf(trunk, centre, spread),
    of(context, pictures) {
      const seen = trunk.apply(context, pictures)
      const logVariance = context.tf.clipByValue(
        spread.apply(context, seen),
        leastLogVariance,
        mostLogVariance,
      )
      return { mean: centre.apply(context, seen), logVariance }
    },
  }
}

/** mean + σ ξ. @param noise ξ, standard normal */
export function codeOf({ tf }: LayerContext, { mean, logVariance }: Normal, noise: Tensor): Tensor {
  return tf.add(mean, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), noise))
}

interface Variational {
  readonly beta: number
  readonly likelihood: 'bernoulli' | 'gaussian'
  readonly posterior: Posterior
  /** What the prior has of its own beside the encoder. */
  readonly parameters: readonly Parameter[]
  readonly prior: Prior
  /** KL of the posterior from the prior, in nats, mean over the batch. @param noise of which the codes were drawn */
  divergence(context: LayerContext, normal: Normal, codes: Tensor, noise: Tensor): Scalar
}

/** −log p(x | z) + β KL(q(z | x) ‖ prior) in nats per picture, z drawn from q: what variational autoencoders make smaller. */
export function variational(nets: Nets, settings: Variational): Objective {
  const { decoder } = nets
  const { beta, likelihood, posterior, parameters, prior, divergence } = settings
  const size = valuesOf(nets)

  const negativeLogLikelihood = (
    context: LayerContext,
    made: Tensor,
    given: Tensor,
    error: Scalar,
  ): Scalar => {
    const { tf } = context
    if (likelihood === 'gaussian') return tf.mul(tf.log(tf.add(error, 1e-8)), size / 2)
    const safe = tf.clipByValue(made, 1e-6, 1 - 1e-6)
    const each = tf.add(tf.mul(given, tf.log(safe)), tf.mul(tf.sub(1, given), tf.log(tf.sub(1, safe))))
    return tf.mul(tf.mean(each), -size)
  }

  return {
    parameters: [...posterior.parameters, ...parameters],
    optimiser: 'adam',
    prior,
    steps: [
      {
        name: 'train',
        changes: [...posterior.changes, ...parameters, ...trainedOf(decoder)],
        loss(context, { pictures, seed }) {
          const { tf } = context
          const normal = posterior.of(context, pictures)
          const noise = drawn(tf, 'normal', seed, normal.mean.shape)
          const codes = codeOf(context, normal, noise)
          const made = decoder.apply(context, codes)
          const error = meanSquaredError(context, made, pictures)
          const kl = divergence(context, normal, codes, noise)
          const likely = negativeLogLikelihood(context, made, pictures, error)
          const loss: Scalar = tf.add(likely, tf.mul(kl, beta))
          return { loss, figures: { reconstruction: error, 'KL divergence': kl, 'negative ELBO': loss } }
        },
      },
    ],
  }
}
