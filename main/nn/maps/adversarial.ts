import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import type { MapMethod, MapSpec } from '../../../shared/contracts/mapper'
import type { Random } from '../../../shared/random'
import { adamInputs, type AdamSettings } from '../adam'
import { discriminatorLoss, generatorLoss, gradientPenalty, meanVerdict, packed } from '../adversarial'
import { inference } from '../autoencoder-functions'
import { descend } from '../descend'
import { withGradientNorm } from '../gradient-norms'
import type { LayerContext } from '../layers'
import { trainedOf } from '../objectives/objective'
import type { Call, FunctionDefinition, InputSpec } from '../program/definition'
import { drawNoise, drawRows } from './draws'
import type { MapTrainee } from './method'
import { generatorNet, perceptron } from './nets'

/**
 * Codes by a generator against a discriminator: the games of `adversarial.ts`, with weights clipped (WGAN, Arjovsky et al.
 * 2017, algorithm 1) or slopes penalised (WGAN-GP, Gulrajani et al. 2017, algorithm 1), and several codes judged at once
 * (PacGAN, Lin et al. 2018). A step is `discriminatorSteps` of the discriminator, each on codes and noise of its own, and
 * one of the generator. All by Adam, where WGAN's paper takes RMSProp: β₁ 0 is nearest to it.
 */
export function adversarialMap(spec: MapSpec, method: Extract<MapMethod, { kind: 'gan' }>): MapTrainee {
  const { game, lipschitz, pack, discriminatorSteps, discriminatorHidden, discriminatorActivation } = method
  const generator = generatorNet(spec)
  const judged = pack * spec.dimension
  const discriminator = perceptron('discriminator', judged, discriminatorHidden, 1, discriminatorActivation)
  const noise: InputSpec = { kind: 'float', shape: ['batch', spec.noiseDimension] }

  const scoreOf =
    (context: LayerContext) =>
    (samples: Tensor): Tensor =>
      discriminator.apply(context, samples)

  const discriminate = (call: Call, settings: AdamSettings): Record<string, Tensor> => {
    const { tf, inputs } = call
    const descent = descend(call, trainedOf(discriminator), settings, 'adam', (context) => {
      // Its running statistics are the generator's own step's to change.
      const made = generator.apply({ tf, weights: context.weights, training: true }, inputs['noise']!)
      const [real, fake] = [inputs['codes']!, made].map((codes) => packed(tf, codes, pack)) as [
        Tensor,
        Tensor,
      ]
      const score = scoreOf(context)
      // At once: the nets are small, and a call of an operation costs more than what it computes.
      const [ofReal, ofFake] = tf.split(score(tf.concat([real, fake])), 2) as [Tensor, Tensor]
      const loss = discriminatorLoss(tf, game, ofReal, ofFake)
      const figures = {
        discriminator: loss,
        'D(real)': meanVerdict(tf, game, ofReal),
        'D(fake)': meanVerdict(tf, game, ofFake),
      }
      if (lipschitz.kind !== 'penalty') return { loss, figures }
      const { penalty, norm } = gradientPenalty(tf, score, real, fake, inputs['seed']!)
      return {
        loss: tf.add(loss, tf.mul(penalty, lipschitz.weight)),
        figures: { ...figures, 'gradient penalty': penalty, 'slope of D': norm },
      }
    })
    return withGradientNorm(tf, descent, 'gradient norm of D')
  }

  const generate = (call: Call, settings: AdamSettings): Record<string, Tensor> => {
    const { tf } = call
    const descent = descend(call, trainedOf(generator), settings, 'adam', (context) => {
      const made = packed(tf, generator.apply(context, call.inputs['noise']!), pack)
      const loss = generatorLoss(tf, game, scoreOf(context)(made))
      return { loss, figures: { generator: loss } }
    })
    return withGradientNorm(tf, descent, 'gradient norm of G')
  }

  const clip = (bound: number): FunctionDefinition => ({
    inputs: {},
    run({ tf, variables, assign }) {
      for (const { name } of trainedOf(discriminator)) {
        assign(name, tf.clipByValue(variables[name]!, -bound, bound))
      }
      return {}
    },
  })

  return {
    parameters: [...generator.parameters, ...discriminator.parameters],
    map: {
      inputs: { noise },
      run: (call) => ({ codes: generator.apply(inference(call), call.inputs['noise']!) }),
    },
    training: (settings) => ({
      discriminate: {
        inputs: {
          noise,
          codes: { kind: 'float', shape: ['batch', spec.dimension] },
          ...(lipschitz.kind === 'penalty' && { seed: { kind: 'int', shape: [2] } }),
          ...adamInputs,
        },
        run: (call) => discriminate(call, settings),
      },
      generate: { inputs: { noise, ...adamInputs }, run: (call) => generate(call, settings) },
      ...(lipschitz.kind === 'clipping' && { clip: clip(lipschitz.bound) }),
    }),
    begin: async ({ targets, batchSize, run, train }) => {
      const drawn = (source: Random) => drawNoise(spec, batchSize, source).data
      return async (source) => {
        let figures = {}
        for (let step = 0; step < discriminatorSteps; step++) {
          const codes = drawRows(targets, batchSize, source).data
          const seed = Int32Array.from({ length: 2 }, () => source.integer(0x7fffffff))
          figures = await train('discriminate', { noise: drawn(source), codes, seed })
          if (lipschitz.kind === 'clipping') await run('clip', {})
        }
        return { ...figures, ...(await train('generate', { noise: drawn(source) })) }
      }
    },
  }
}
