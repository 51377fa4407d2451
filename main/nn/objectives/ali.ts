import type { Scalar, Tensor } from '@tensorflow/tfjs-node-gpu'
import type { ObjectiveSpec } from '../../../shared/objectives'
import { discriminatorLoss, generatorLoss, meanVerdict } from '../adversarial'
import { dense, sequence, type LayerContext } from '../layers'
import type { Nets } from '../models/nets'
import { drawn, forkedSeed } from '../ops'
import { discriminatorTrunk } from './discriminator'
import {
  meanSquaredError,
  normalPrior,
  trainedOf,
  withoutUpdates,
  type Objective,
  type StepBatch,
} from './objective'
import { codeOf, posteriorOf } from './variational'

/**
 * Adversarially learned inference (Dumoulin et al. 2017, algorithm 1): one discriminator of pairs tells a real picture with
 * a code drawn for it from a drawn code with the picture made of it; encoder and decoder both learn to be taken for the
 * other. The encoder draws from a normal distribution of which a picture's code is the mean.
 */
export function ali(nets: Nets, { units }: Extract<ObjectiveSpec, { kind: 'ali' }>): Objective {
  const { spec, decoder } = nets
  const { latent } = spec
  const posterior = posteriorOf(nets)
  const seeing = discriminatorTrunk(spec)
  const judging = sequence([
    dense('discriminator/pair1', seeing.outputShape[0]! + latent, units, 'silu'),
    dense('discriminator/pair2', units, units, 'silu'),
    dense('discriminator/score', units, 1, 'none'),
  ])

  const score = (context: LayerContext, pictures: Tensor, codes: Tensor): Tensor =>
    judging.apply(context, context.tf.concat([seeing.apply(context, pictures), codes], 1))
  /** Scores of real pictures with their codes, and of drawn codes with their pictures. */
  const both = (context: LayerContext, { pictures, seed }: StepBatch, fork: number) => {
    const { tf } = context
    const noise = (stream: number) =>
      drawn(tf, 'normal', forkedSeed(tf, seed, 2 * fork + stream), [pictures.shape[0]!, latent])
    const normal = posterior.of(context, pictures)
    const codes = codeOf(context, normal, noise(0))
    const prior = noise(1)
    const made = decoder.apply(context, prior)
    return { mean: normal.mean, real: score(context, pictures, codes), made: score(context, made, prior) }
  }

  return {
    parameters: [...posterior.parameters, ...seeing.parameters, ...judging.parameters],
    optimiser: 'adam',
    prior: normalPrior(1),
    steps: [
      {
        name: 'train',
        changes: [...posterior.changes, ...trainedOf(decoder)],
        loss(context, batch) {
          const { tf } = context
          const { mean, real, made } = both(context, batch, 0)
          // −log(1 − σ(d)) on real pairs is −log σ of the other side's score.
          const deceiving: Scalar = tf.add(
            generatorLoss(tf, 'non-saturating', made),
            generatorLoss(tf, 'non-saturating', tf.neg(real)),
          )
          const again = decoder.apply({ ...context, training: false }, mean)
          const figures = {
            reconstruction: meanSquaredError(context, again, batch.pictures),
            'encoder and generator': deceiving,
          }
          return { loss: deceiving, figures }
        },
      },
      {
        name: 'discriminate',
        changes: trainedOf(seeing, judging),
        loss(context, batch) {
          const { tf } = context
          const { real, made } = both(withoutUpdates(context), batch, 1)
          const telling = discriminatorLoss(tf, 'non-saturating', real, made)
          const figures = {
            discriminator: telling,
            'D(real)': meanVerdict(tf, 'non-saturating', real),
            'D(fake)': meanVerdict(tf, 'non-saturating', made),
          }
          return { loss: telling, figures }
        },
      },
    ],
  }
}
