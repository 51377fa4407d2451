import type { Scalar, Tensor } from '@tensorflow/tfjs-node-gpu'
import type { LayerContext } from '../layers'
import { codeLayer, type Nets } from '../models/nets'
import { drawn } from '../ops'
import type { ObjectiveSpec } from '../../../shared/objectives'
import { klToStandardNormal } from './divergences'
import { meanSquaredError, normalPrior, trainedOf, valuesOf, type Objective } from './objective'

/** Keeps a variance from leaving what single precision can divide by. */
const [leastLogVariance, mostLogVariance] = [-12, 6] as const

/**
 * Variational autoencoder (Kingma and Welling 2014): −log p(x | z) + β KL(q(z | x) ‖ N(0, I)), in nats per picture, z drawn
 * from the encoder's normal distribution. The encoder's code is its mean.
 *
 * `bernoulli` takes a pixel's value as a probability, the usual loss on MNIST. `gaussian` has one variance for all
 * pixels, the best for each batch (Rybkin et al. 2021, σ-VAE): D/2·log of the mean squared error, and no weight to choose.
 */
export function vae(nets: Nets, { beta, likelihood }: Extract<ObjectiveSpec, { kind: 'vae' }>): Objective {
  const { spec, trunk, decoder } = nets
  const size = valuesOf(nets)
  const centre = codeLayer('encoder/code', trunk, spec)
  const spread = codeLayer('encoder/spread', trunk, spec)

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
    parameters: spread.parameters,
    optimiser: 'adam',
    prior: normalPrior(1),
    steps: [
      {
        name: 'train',
        changes: trainedOf(trunk, centre, spread, decoder),
        loss(context, { pictures, seed }) {
          const { tf } = context
          const seen = trunk.apply(context, pictures)
          const mean = centre.apply(context, seen)
          const logVariance = tf.clipByValue(spread.apply(context, seen), leastLogVariance, mostLogVariance)
          const noise = drawn(tf, 'normal', seed, mean.shape)
          const code = tf.add(mean, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), noise))
          const made = decoder.apply(context, code)
          const error = meanSquaredError(context, made, pictures)
          const kl = klToStandardNormal(tf, mean, logVariance)
          const likely = negativeLogLikelihood(context, made, pictures, error)
          const loss: Scalar = tf.add(likely, tf.mul(kl, beta))
          return { loss, figures: { reconstruction: error, 'KL divergence': kl, 'negative ELBO': loss } }
        },
      },
    ],
  }
}
