import type { Scalar, Tensor, Tensor1D } from '@tensorflow/tfjs-node-gpu'
import type { ObjectiveSpec } from '../../../shared/objectives'
import { discriminatorLoss, generatorLoss, meanVerdict } from '../adversarial'
import { gatherRows } from '../gather-ops'
import { codeLayer, type Nets } from '../models/nets'
import type { LayerContext } from '../layers'
import { drawn, forkedSeed } from '../ops'
import { pictureDiscriminator } from './discriminator'
import { meanSquaredError, trainedOf, withoutUpdates, type Objective, type StepBatch } from './objective'

/** Share of pictures of generated codes in what the discriminator is shown as made: 3 to 1 in the paper (section 4). */
const generatedShare = 0.75

/** The parameter that holds generated codes, [pool, latent]. */
export const generatedCodes = 'generator/codes'

/**
 * AE-OT-GAN (An et al. 2020, arXiv 2001.03698, equation 1): the decoder goes on as a generator against a discriminator, the
 * encoder stays as it is. The discriminator tells real pictures from those made of real codes and of codes that the extended
 * map T̃ generated; pictures made of real codes are held to the real ones by β times the mean squared error and by the
 * mean squared differences of the encoder's features. Generator steps: T a step of the discriminator, whose rate is R times
 * smaller.
 *
 * Pictures of real and of generated codes, as many of each, weigh 1 to 3 in the losses: what batches in that ratio give in the
 * mean. Squares are means over values, so that β = 2000 weighs as in the paper on pictures of any size. The last feature is
 * the code, whose weight 2/‖Z‖₂ is taken as 2 over the mean square of the batch's codes.
 */
export function aeOtGan(nets: Nets, settings: Extract<ObjectiveSpec, { kind: 'ae-ot-gan' }>): Objective {
  const { spec, trunk, encoder, decoder } = nets
  const { loss: game, content, features, codes: codeWeight, rateRatio, generatorSteps, pool } = settings
  const discriminator = pictureDiscriminator(spec)
  const head = codeLayer('encoder/code', trunk, spec)
  // Begins with random codes: a training gets those that the map generated.
  const held = { name: generatedCodes, shape: [pool, spec.latent], bound: 1, trainable: false } as const

  const still = (context: LayerContext): LayerContext => ({ ...context, training: false })
  const codesFor = ({ tf, weights }: LayerContext, { pictures, seed }: StepBatch, fork: number): Tensor => {
    const places = tf.mul(drawn(tf, 'uniform', forkedSeed(tf, seed, fork), [pictures.shape[0]!]), pool)
    // Rounding may bring a number just below 1 onto the end.
    const choice = tf.cast(tf.minimum(tf.floor(places), pool - 1), 'int32') as Tensor1D
    return gatherRows(tf, weights[held.name]!, choice)
  }
  /** Outputs of the encoder's layers that have weights, the code last. */
  const featuresOf = (context: LayerContext, pictures: Tensor): Tensor[] => {
    let at = pictures
    return [...trunk.layers, head].flatMap((layer) => {
      at = layer.apply(context, at)
      return layer.parameters.length > 0 ? [at] : []
    })
  }
  /** Pictures of the real ones' codes and of generated codes. */
  const bothMade = (context: LayerContext, batch: StepBatch, codes: Tensor, fork: number): Tensor[] =>
    // In one call, so that normalisation by the batch sees both kinds of code.
    context.tf.split(decoder.apply(context, context.tf.concat([codes, codesFor(context, batch, fork)])), 2)
  const mixed = ({ tf }: LayerContext, ofReal: Scalar, ofGenerated: Scalar): Scalar =>
    tf.add(tf.mul(ofReal, 1 - generatedShare), tf.mul(ofGenerated, generatedShare))

  return {
    parameters: [held, ...discriminator.parameters],
    optimiser: 'adam',
    prior: {
      clusters: pool,
      codes: ({ tf, weights }, _, choice) => gatherRows(tf, weights[held.name]!, choice as Tensor1D),
    },
    steps: [
      {
        name: 'train',
        changes: trainedOf(decoder),
        loss(context, batch) {
          const { tf } = context
          const { pictures } = batch
          const given = featuresOf(still(context), pictures)
          const codes = given.at(-1)!
          const [again, made] = bothMade(context, batch, codes, 1)
          const deceived = (shown: Tensor) => generatorLoss(tf, game, discriminator.apply(context, shown))
          const adversarial = mixed(context, deceived(again!), deceived(made!))
          const error = meanSquaredError(context, again!, pictures)
          const apart = featuresOf(still(context), again!).map((feature, i) =>
            meanSquaredError(context, feature, given[i]!),
          )
          const ofCodes: Scalar = tf.div(tf.mul(apart.pop()!, codeWeight), tf.mean(tf.square(codes)))
          const feature = apart.reduce<Scalar>((sum, one) => tf.add(sum, tf.mul(one, features)), ofCodes)
          const loss: Scalar = tf.add(adversarial, tf.add(feature, tf.mul(error, content)))
          return {
            loss,
            figures: { reconstruction: error, generator: adversarial, 'feature loss': feature },
          }
        },
      },
      {
        name: 'discriminate',
        changes: trainedOf(discriminator),
        every: generatorSteps,
        rate: 1 / rateRatio,
        loss(context, batch) {
          const { tf } = context
          const { pictures } = batch
          const codes = encoder.apply(still(context), pictures)
          const [again, made] = bothMade(withoutUpdates(context), batch, codes, 2)
          const [ofReal, ofAgain, ofMade] = [pictures, again!, made!].map((shown) =>
            discriminator.apply(context, shown),
          )
          const telling = mixed(
            context,
            discriminatorLoss(tf, game, ofReal!, ofAgain!),
            discriminatorLoss(tf, game, ofReal!, ofMade!),
          )
          const figures = {
            discriminator: telling,
            'D(real)': meanVerdict(tf, game, ofReal!),
            'D(fake)': mixed(context, meanVerdict(tf, game, ofAgain!), meanVerdict(tf, game, ofMade!)),
          }
          return { loss: telling, figures }
        },
      },
    ],
  }
}
