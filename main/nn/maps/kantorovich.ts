import type { Scalar, Tensor } from '@tensorflow/tfjs-node-gpu'
import { matrix, selectRows, type Matrix } from '../../../shared/matrix'
import type { Random } from '../../../shared/random'
import { adamInputs, type AdamSettings } from '../adam'
import { norms } from '../adversarial'
import { inference } from '../autoencoder-functions'
import { descend } from '../descend'
import { withGradientNorm } from '../gradient-norms'
import type { LayerContext } from '../layers'
import { trainedOf } from '../objectives/objective'
import type { Call, InputSpec } from '../program/definition'
import { drawIndices, drawNoise, drawRows } from './draws'
import type { MapTrainee } from './method'
import { meanSquaredLength, perceptron } from './nets'
import type { MapMethod, MapSpec } from '../../../shared/contracts/mapper'

/** Noise with Kantorovich's potential there, and the way to the code that it belongs to. */
interface Solved {
  readonly noise: Matrix
  readonly potential: Float32Array
  readonly ways: Matrix
}

/**
 * AE-OT by Kantorovich's potential (arXiv 1809.05964): duals φ of the exact transport of a batch under ½|x − y|² (equation
 * 14) are regressed by a network D (equation 15), its gradient held to the ways y_σ(x) − x (equation 18, weight λ), and
 * noise is moved by x + ∇D(x). The order σ of equation 17, the code of least reduced cost, is the bijection itself; of
 * entropic potentials it is that code by them.
 */
export function kantorovichMap(
  spec: MapSpec,
  { pairs, lambda, compares, entropy }: Extract<MapMethod, { kind: 'kantorovich' }>,
): MapTrainee {
  const { dimension } = spec
  const net = perceptron('potential', dimension, spec.hidden, 1, spec.activation)
  const points: InputSpec = { kind: 'float', shape: ['batch', dimension] }

  const slopes = (context: LayerContext, x: Tensor): Tensor =>
    context.tf.grad((at: Tensor) => context.tf.sum(net.apply(context, at)))(x)

  const step = (call: Call, settings: AdamSettings): Record<string, Tensor> => {
    const { tf, inputs } = call
    const [noise, ways] = [inputs['noise']!, inputs['ways']!]
    const descent = descend(call, trainedOf(net), settings, 'adam', (context) => {
      const height = tf.reshape(net.apply(context, noise), [-1])
      const potential: Scalar = tf.mean(tf.squaredDifference(height, inputs['potential']!))
      const gradient = slopes(context, noise)
      const error = meanSquaredLength(tf, tf.sub(gradient, ways))
      const penalty: Scalar =
        compares === 'vectors' ? error : tf.mean(tf.squaredDifference(norms(tf, gradient), norms(tf, ways)))
      const figures = { potential, 'gradient penalty': penalty, 'squared error of the map': error }
      return { loss: lambda === 0 ? potential : tf.add(potential, tf.mul(penalty, lambda)), figures }
    })
    return withGradientNorm(tf, descent)
  }

  return {
    parameters: net.parameters,
    map: {
      inputs: { noise: points },
      run: (call) => {
        const noise = call.inputs['noise']!
        const context = inference(call)
        const potential = call.tf.reshape(net.apply(context, noise), [-1])
        return { codes: call.tf.add(noise, slopes(context, noise)), potential }
      },
    },
    training: (settings) => ({
      train: {
        inputs: {
          noise: points,
          potential: { kind: 'float', shape: ['batch'] },
          ways: points,
          ...adamInputs,
        },
        run: (call) => step(call, settings),
      },
    }),
    async begin({ targets, batchSize, match, train }, source) {
      const solved = async (count: number, random: Random): Promise<Solved> => {
        const noise = drawNoise(spec, count, random)
        const codes = drawRows(targets, count, random)
        const { partners, potential } = await match(noise, codes, entropy)
        const ways = matrix(
          count,
          dimension,
          selectRows(codes, partners).data.map((value, at) => value - noise.data[at]!),
        )
        return { noise, potential: Float32Array.from(potential), ways }
      }
      const kept = pairs > 0 ? await solved(pairs, source) : null
      return async (random) => {
        const { noise, potential, ways } = kept
          ? someOf(kept, batchSize, random)
          : await solved(batchSize, random)
        return train('train', { noise: noise.data, potential, ways: ways.data })
      }
    },
  }
}

function someOf({ noise, potential, ways }: Solved, count: number, source: Random): Solved {
  const chosen = drawIndices(noise.rows, count, source)
  return {
    noise: selectRows(noise, chosen),
    potential: Float32Array.from(chosen, (index) => potential[index]!),
    ways: selectRows(ways, chosen),
  }
}
