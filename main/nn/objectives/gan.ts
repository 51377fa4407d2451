import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import type { ObjectiveSpec } from '../../../shared/objectives'
import {
  discriminatorLoss,
  generatorLoss,
  gradientPenalty,
  meanVerdict,
  packed,
  type AdversarialGame,
} from '../adversarial'
import type { LayerContext } from '../layers'
import type { Nets } from '../models/nets'
import { drawn, forkedSeed } from '../ops'
import { pictureDiscriminator } from './discriminator'
import { latentRegressor } from './latent-regressor'
import {
  normalPrior,
  trainedOf,
  uniformPrior,
  withoutUpdates,
  type Objective,
  type StepBatch,
} from './objective'

type GanSpec = Extract<ObjectiveSpec, { kind: 'gan' }>

const games: Readonly<Record<GanSpec['loss'], AdversarialGame>> = {
  minimax: 'minimax',
  'non-saturating': 'non-saturating',
  'least-squares': 'least-squares',
  wasserstein: 'wasserstein',
  'wasserstein-gp': 'wasserstein',
}

/**
 * Generative adversarial net (Goodfellow et al. 2014) in which the decoder is the generator of codes drawn from a prior.
 * `loss` is one of `AdversarialGame`; Wasserstein with clipped weights (Arjovsky et al. 2017, algorithm 1) or with a gradient
 * penalty (Gulrajani et al. 2017, algorithm 1). The discriminator judges `packing` pictures at a time (Lin et al. 2018) and
 * takes `discriminatorSteps` steps a step of the generator.
 *
 * The encoder learns beside them to find the code a picture was made of, as `latentRegressor` says.
 */
export function gan(nets: Nets, settings: GanSpec): Objective {
  const { spec, decoder } = nets
  const { loss, packing, discriminatorSteps, bound, penalty } = settings
  const game = games[loss]
  const discriminator = pictureDiscriminator(spec, packing)
  const prior = settings.prior === 'normal' ? normalPrior(1) : uniformPrior

  const codesFor = (context: LayerContext, { pictures, seed }: StepBatch, fork: number): Tensor => {
    const { tf } = context
    const noise = drawn(tf, 'normal', forkedSeed(tf, seed, fork), [pictures.shape[0]!, spec.latent])
    return prior.codes(context, noise, tf.scalar(0, 'int32'))
  }
  const scores = (context: LayerContext, pictures: Tensor): Tensor =>
    discriminator.apply(context, packed(context.tf, pictures, packing))

  return {
    parameters: discriminator.parameters,
    optimiser: 'adam',
    prior,
    steps: [
      latentRegressor(nets, (context, batch) => codesFor(context, batch, 1)),
      {
        name: 'generate',
        changes: trainedOf(decoder),
        every: discriminatorSteps,
        loss(context, batch) {
          const { tf } = context
          const made = decoder.apply(context, codesFor(context, batch, 2))
          const deceiving = generatorLoss(tf, game, scores(context, made))
          return { loss: deceiving, figures: { generator: deceiving } }
        },
      },
      {
        name: 'discriminate',
        changes: trainedOf(discriminator),
        ...(loss === 'wasserstein' && { clip: bound }),
        loss(context, batch) {
          const { tf } = context
          const made = decoder.apply(withoutUpdates(context), codesFor(context, batch, 3))
          const [ofReal, ofMade] = [scores(context, batch.pictures), scores(context, made)]
          const telling = discriminatorLoss(tf, game, ofReal, ofMade)
          const figures = {
            discriminator: telling,
            'D(real)': meanVerdict(tf, game, ofReal),
            'D(fake)': meanVerdict(tf, game, ofMade),
          }
          if (loss !== 'wasserstein-gp') return { loss: telling, figures }
          const pair = [batch.pictures, made].map((pictures) => packed(tf, pictures, packing))
          const slope = gradientPenalty(
            tf,
            (pictures) => discriminator.apply(context, pictures),
            pair[0]!,
            pair[1]!,
            forkedSeed(tf, batch.seed, 4),
          )
          return {
            loss: tf.add(telling, tf.mul(slope.penalty, penalty)),
            figures: { ...figures, 'slope of D': slope.norm, 'gradient penalty': slope.penalty },
          }
        },
      },
    ],
  }
}
