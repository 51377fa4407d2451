import type { Scalar, Tensor2D } from '@tensorflow/tfjs-node-gpu'
import type { Nets } from '../models/nets'
import { drawn } from '../ops'
import type { ObjectiveSpec } from '../../../shared/objectives'
import { mmdImq } from './divergences'
import { meanSquaredError, normalPrior, trainedOf, valuesOf, type Objective } from './objective'

/**
 * Wasserstein autoencoder with the mean discrepancy as penalty (Tolstikhin et al. 2018, algorithm 2): squared error summed
 * over a picture + λ MMD(codes, N(0, σ²I)), inverse multiquadratic kernels.
 */
export function waeMmd(
  nets: Nets,
  { lambda, deviation }: Extract<ObjectiveSpec, { kind: 'wae-mmd' }>,
): Objective {
  const { encoder, decoder } = nets
  const size = valuesOf(nets)
  return {
    parameters: [],
    optimiser: 'adam',
    prior: normalPrior(deviation),
    steps: [
      {
        name: 'train',
        changes: trainedOf(encoder, decoder),
        loss(context, { pictures, seed }) {
          const { tf } = context
          const codes = encoder.apply(context, pictures) as Tensor2D
          const made = decoder.apply(context, codes)
          const error = meanSquaredError(context, made, pictures)
          const prior = tf.mul(drawn(tf, 'normal', seed, codes.shape), deviation) as Tensor2D
          const discrepancy = mmdImq(tf, codes, prior, deviation)
          const loss: Scalar = tf.add(tf.mul(error, size), tf.mul(discrepancy, lambda))
          return { loss, figures: { reconstruction: error, 'mean discrepancy': discrepancy } }
        },
      },
    ],
  }
}
