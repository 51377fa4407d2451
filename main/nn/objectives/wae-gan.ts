import type { Scalar } from '@tensorflow/tfjs-node-gpu'
import { dense, sequence } from '../layers'
import type { Nets } from '../models/nets'
import { drawn } from '../ops'
import type { ObjectiveSpec } from '../../../shared/objectives'
import { crossEntropy } from './divergences'
import { meanSquaredError, normalPrior, trainedOf, valuesOf, type Objective } from './objective'

/**
 * Wasserstein autoencoder with a discriminator of codes (Tolstikhin et al. 2018, algorithm 1): the discriminator, four
 * layers of `units`, tells codes from draws of N(0, σ²I); the encoder makes codes that it takes for draws, weight λ.
 */
export function waeGan(
  nets: Nets,
  { lambda, deviation, units }: Extract<ObjectiveSpec, { kind: 'wae-gan' }>,
): Objective {
  const { spec, encoder, decoder } = nets
  const size = valuesOf(nets)
  const discriminator = sequence([
    ...[1, 2, 3, 4].map((i) =>
      dense(`discriminator/dense${i}`, i === 1 ? spec.latent : units, units, 'relu'),
    ),
    dense('discriminator/logit', units, 1, 'none'),
  ])
  return {
    parameters: discriminator.parameters,
    optimiser: 'adam',
    prior: normalPrior(deviation),
    steps: [
      {
        name: 'train',
        changes: trainedOf(encoder, decoder),
        loss(context, { pictures }) {
          const { tf } = context
          const codes = encoder.apply(context, pictures)
          const error = meanSquaredError(context, decoder.apply(context, codes), pictures)
          const deceived = crossEntropy(tf, discriminator.apply(context, codes), 1)
          const loss: Scalar = tf.add(tf.mul(error, size), tf.mul(deceived, lambda))
          return { loss, figures: { reconstruction: error, 'encoder against discriminator': deceived } }
        },
      },
      {
        name: 'discriminate',
        changes: trainedOf(discriminator),
        loss(context, { pictures, seed }) {
          const { tf } = context
          // Codes as they are: nothing of the encoder is changed here.
          const codes = encoder.apply({ ...context, training: false }, pictures)
          const prior = tf.mul(drawn(tf, 'normal', seed, codes.shape), deviation)
          const loss: Scalar = tf.add(
            crossEntropy(tf, discriminator.apply(context, prior), 1),
            crossEntropy(tf, discriminator.apply(context, codes), 0),
          )
          return { loss, figures: { discriminator: loss } }
        },
      },
    ],
  }
}
