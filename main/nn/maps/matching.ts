import type { Scalar, Tensor, Tensor1D } from '@tensorflow/tfjs-node-gpu'
import { firstNonFinite, matrix, selectRows, type Matrix } from '../../../shared/matrix'
import type { Random } from '../../../shared/random'
import { adamInputs, type AdamSettings } from '../adam'
import { inference } from '../autoencoder-functions'
import type { TensorFlow } from '../backend'
import { descend } from '../descend'
import { withGradientNorm } from '../gradient-norms'
import { gatherRows } from '../gather-ops'
import { trainedOf } from '../objectives/objective'
import type { Call, InputSpec } from '../program/definition'
import { drawIndices, drawNoise, drawRows } from './draws'
import type { MapSession, MapTrainee } from './method'
import { generatorNet, meanSquaredLength } from './nets'
import type { MapMethod, MapSpec } from '../../../shared/contracts/mapper'

type Matched = Extract<MapMethod, { kind: 'ottrans' | 'otgen' }>

/** Pairs that the diversity term compares in each step, as the published code has it. */
const diversityPairs = 1000

/** Noise with the code each point is to become. */
interface Pairs {
  readonly noise: Matrix
  readonly codes: Matrix
}

/**
 * AE-OTtrans and AE-OTgen: a network f regresses the codes that an optimal bijection σ gives its noise ("Optimal Transport
 * Based Generative Autoencoders", algorithms 1 and 2). OTtrans matches noise, OTgen what f makes of it. σ is a constant of
 * the loss. The paper regresses squared distances, its code the mean absolute difference per coordinate.
 *
 * OTgen's diversity term is that of the code, |a_k − b_k| meant over coordinates k with a_k = E|f(n)_k − f(n')_k| and b_k
 * likewise of codes, over pairs drawn in each step: the formula of the paper is 0 for every f.
 */
export function matchedMap(spec: MapSpec, method: Matched): MapTrainee {
  const net = generatorNet(spec)
  const lambda = method.kind === 'otgen' ? method.diversity : null
  const noise: InputSpec = { kind: 'float', shape: ['batch', spec.noiseDimension] }
  const pair: InputSpec = { kind: 'int', shape: [diversityPairs] }

  const step = (call: Call, settings: AdamSettings): Record<string, Tensor> => {
    const { tf, inputs } = call
    const descent = descend(call, trainedOf(net), settings, 'adam', (context) => {
      const made = net.apply(context, inputs['noise']!)
      const regression = regressionLoss(tf, method.regression, tf.sub(made, inputs['codes']!))
      if (lambda === null) return { loss: regression, figures: { regression } }
      const [first, second] = (['first', 'second'] as const).map((side) =>
        gatherRows(tf, made, inputs[side] as Tensor1D),
      )
      const spread = tf.mean(tf.abs(tf.sub(first!, second!)), 0)
      const diversity: Scalar = tf.mean(tf.abs(tf.sub(spread, inputs['spread']!)))
      return { loss: tf.add(regression, tf.mul(diversity, lambda)), figures: { regression, diversity } }
    })
    return withGradientNorm(tf, descent)
  }

  return {
    parameters: net.parameters,
    map: {
      inputs: { noise },
      run: (call) => ({ codes: net.apply(inference(call), call.inputs['noise']!) }),
    },
    training: (settings) => ({
      train: {
        inputs: {
          noise,
          codes: { kind: 'float', shape: ['batch', spec.dimension] },
          ...(lambda !== null && {
            first: pair,
            second: pair,
            spread: { kind: 'float', shape: [spec.dimension] },
          }),
          ...adamInputs,
        },
        run: (call) => step(call, settings),
      },
    }),
    begin: (session, source) =>
      method.kind === 'ottrans'
        ? beginTransport(spec, method.pairs, session, source)
        : beginGenerator(spec, method.pairs, session, source),
  }
}

function regressionLoss(tf: TensorFlow, regression: 'l1' | 'l2', difference: Tensor): Scalar {
  return regression === 'l1' ? tf.mean(tf.abs(difference)) : meanSquaredLength(tf, difference)
}

async function beginTransport(spec: MapSpec, pairs: number, session: MapSession, source: Random) {
  const { targets, batchSize, match, train } = session
  const matched = async (count: number, random: Random): Promise<Pairs> => {
    const noise = drawNoise(spec, count, random)
    const codes = drawRows(targets, count, random)
    const { partners } = await match(noise, codes)
    return { noise, codes: selectRows(codes, partners) }
  }
  const kept = pairs > 0 ? await matched(pairs, source) : null
  return async (random: Random) => {
    const { noise, codes } = kept ? someOf(kept, batchSize, random) : await matched(batchSize, random)
    return train('train', { noise: noise.data, codes: codes.data })
  }
}

function someOf({ noise, codes }: Pairs, count: number, source: Random): Pairs {
  const chosen = drawIndices(noise.rows, count, source)
  return { noise: selectRows(noise, chosen), codes: selectRows(codes, chosen) }
}

async function beginGenerator(spec: MapSpec, pairs: number, session: MapSession, source: Random) {
  const { targets, batchSize, match, run, train } = session
  const kept = pairs > 0 ? drawNoise(spec, pairs, source) : null
  return async (random: Random) => {
    const noise = kept ? drawRows(kept, batchSize, random) : drawNoise(spec, batchSize, random)
    const made = matrix(batchSize, spec.dimension, (await run('map', { noise: noise.data }))['codes'])
    // Weights that left the numbers show here first; the trainer says so of any figure.
    if (firstNonFinite(made.data) >= 0) return { regression: Number.NaN }
    const codes = drawRows(targets, batchSize, random)
    const { partners } = await match(made, codes)
    const matched = selectRows(codes, partners)
    return train('train', { noise: noise.data, codes: matched.data, ...spreadOf(codes, random) })
  }
}

/** Pairs for the diversity term, and the mean absolute difference of codes by coordinate over them. */
function spreadOf({ rows, columns, data }: Matrix, source: Random) {
  const [first, second] = [0, 1].map(() =>
    Int32Array.from({ length: diversityPairs }, () => source.integer(rows)),
  ) as [Int32Array, Int32Array]
  const spread = new Float32Array(columns)
  for (let p = 0; p < diversityPairs; p++) {
    for (let k = 0; k < columns; k++) {
      const difference = data[first[p]! * columns + k]! - data[second[p]! * columns + k]!
      spread[k]! += Math.abs(difference) / diversityPairs
    }
  }
  return { first, second, spread }
}
