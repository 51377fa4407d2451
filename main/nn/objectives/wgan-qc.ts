import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-node-gpu'
import { firstNonFinite } from '../../../shared/matrix'
import type { ObjectiveSpec } from '../../../shared/objectives'
import { generatorLoss, norms, slopeNorms } from '../adversarial'
import { picturesOf } from '../autoencoder-functions'
import { gatherRows } from '../gather-ops'
import type { LayerContext } from '../layers'
import type { Nets } from '../models/nets'
import { drawn, forkedSeed } from '../ops'
import { pictureDiscriminator } from './discriminator'
import { squaredDistances } from './divergences'
import { latentRegressor } from './latent-regressor'
import { normalPrior, trainedOf, valuesOf, withoutUpdates, type Objective, type StepBatch } from './objective'

/**
 * WGAN with quadratic transport cost (Liu, Gu and Samaras, ICCV 2019): the exact transport of each batch of made pictures
 * onto the real ones under K/2 ‖x − y‖², K one over the values of a picture, gives Kantorovich's potential at both. The
 * critic regresses it, its slope held to the way each made picture is to go by γ, and the generator climbs the critic.
 *
 * As in the published code: real pictures enter by the mean of their potential alone, values run from −1 to 1, one critic
 * step a step of the generator, on the same noise. Its residual nets and its running mean of the generator are left out.
 */
export function wganQc(nets: Nets, { gamma }: Extract<ObjectiveSpec, { kind: 'wgan-qc' }>): Objective {
  const { spec, decoder } = nets
  const critic = pictureDiscriminator(spec)
  const prior = normalPrior(1)
  const scale = 1 / valuesOf(nets)

  const codesFor = (
    context: LayerContext,
    { pictures, seed }: Pick<StepBatch, 'pictures' | 'seed'>,
    fork: number,
  ) => {
    const { tf } = context
    const noise = drawn(tf, 'normal', forkedSeed(tf, seed, fork), [pictures.shape[0]!, spec.latent])
    return prior.codes(context, noise, tf.scalar(0, 'int32'))
  }
  /** What the generator makes in this batch, in every step the same. */
  const generated = (context: LayerContext, batch: Pick<StepBatch, 'pictures' | 'seed'>): Tensor =>
    centred(context, decoder.apply(context, codesFor(context, batch, 2)))
  const score =
    (context: LayerContext) =>
    (pictures: Tensor): Tensor =>
      critic.apply(context, pictures)

  return {
    parameters: critic.parameters,
    optimiser: 'adam',
    prior,
    functions: {
      costs: {
        inputs: { pictures: picturesOf(spec), seed: { kind: 'int', shape: [2] } },
        run({ tf, variables, inputs }) {
          const batch = { pictures: inputs['pictures']!, seed: inputs['seed']! }
          const context: LayerContext = { tf, weights: variables, training: true }
          const rows = [generated(context, batch), centred(context, batch.pictures)].map(
            (pictures) => tf.reshape(pictures, [-1, valuesOf(nets)]) as Tensor2D,
          )
          return { costs: tf.mul(squaredDistances(tf, rows[0]!, rows[1]!), scale / 2) }
        },
      },
    },
    accompany: ({ run, match }) => ({
      async before({ pictures, seed }) {
        const costs = (await run('costs', { pictures, seed }))['costs']!
        // Weights that left the numbers show here first; the trainer says so of any figure.
        if (firstNonFinite(costs) >= 0) {
          const size = Math.sqrt(costs.length)
          return { partners: new Int32Array(size), potential: new Float32Array(size).fill(Number.NaN) }
        }
        const { partners, potential } = await match(costs)
        return { partners: Int32Array.from(partners), potential: Float32Array.from(potential) }
      },
    }),
    steps: [
      latentRegressor(nets, (context, batch) => codesFor(context, batch, 1)),
      {
        name: 'discriminate',
        changes: trainedOf(critic),
        inputs: {
          partners: { kind: 'int', shape: ['batch'] },
          potential: { kind: 'float', shape: ['batch'] },
        },
        loss(context, batch) {
          const { tf } = context
          const made = generated(withoutUpdates(context), batch)
          const real = centred(context, batch.pictures)
          const [ofMade, ofReal] = [made, real].map((pictures) => tf.reshape(score(context)(pictures), [-1]))
          const potential = batch.inputs['potential']!
          const mean = tf.mean(potential)
          // Both sides of the potential together have mean 0.
          const offReal = tf.square(tf.add(tf.mean(ofReal!), mean))
          const regression: Scalar = tf.mul(
            tf.add(tf.mean(tf.squaredDifference(ofMade!, potential)), offReal),
            0.5,
          )
          const ways = tf.sub(gatherRows(tf, real, batch.inputs['partners'] as Tensor1D), made)
          const slopes = slopeNorms(tf, score(context), made)
          const apart = tf.mean(tf.squaredDifference(slopes, tf.mul(norms(tf, ways), scale)))
          // Λ/2 · ‖∇D‖/(2√K) − √K/2 ‖y − x‖ squared, with Λ = 4√K γ.
          const penalty: Scalar = tf.mul(apart, 0.5 / Math.sqrt(scale))
          return {
            loss: tf.add(regression, tf.mul(penalty, gamma)),
            figures: {
              'regression of D': regression,
              'gradient penalty': penalty,
              'slope of D': tf.mean(slopes),
              'transport cost': tf.mul(mean, -2),
              'D(real)': tf.mean(ofReal!),
              'D(fake)': tf.mean(ofMade!),
            },
          }
        },
      },
      {
        name: 'generate',
        changes: trainedOf(decoder),
        loss(context, batch) {
          const climbing = generatorLoss(context.tf, 'wasserstein', score(context)(generated(context, batch)))
          return { loss: climbing, figures: { generator: climbing } }
        },
      },
    ],
  }
}

/** Values of pictures from −1 to 1. */
const centred = ({ tf }: LayerContext, pictures: Tensor): Tensor => tf.sub(tf.mul(pictures, 2), 1)
