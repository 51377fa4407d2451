import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-node-gpu'
import { selectRows, type Matrix } from '../../../shared/matrix'
import type { Random } from '../../../shared/random'
import type { MapMethod, MapSpec } from '../../../shared/contracts/mapper'
import { adamInputs, type AdamSettings } from '../adam'
import { inference } from '../autoencoder-functions'
import { descend } from '../descend'
import { withGradientNorm } from '../gradient-norms'
import { squaredDistances } from '../objectives/divergences'
import { meanSquaredError, trainedOf } from '../objectives/objective'
import type { Call, InputSpec } from '../program/definition'
import { drawNoise, drawRows } from './draws'
import type { MapSession, MapTrainee } from './method'
import { generatorNet } from './nets'

/** Codes whose nearest are looked for in one go, which bounds the memory of their distances. */
const soughtAtOnce = 1024

/** Codes with the noise of what was made nearest to each. */
interface Round {
  readonly noise: Matrix
  readonly codes: Matrix
}

/**
 * Implicit maximum likelihood (Li and Malik 2018), as GLANN has it on codes (Hoshen, Li and Malik 2019, section 3.2): for
 * each code the nearest of what the map makes of noise is drawn to it, so that no code is left without noise of its own. A
 * round makes codes of `draws` noise points and looks for the nearest to half as many codes, as the published code does
 * for all codes at once; its batches are then regressed one by one.
 */
export function imleMap(spec: MapSpec, { draws }: Extract<MapMethod, { kind: 'imle' }>): MapTrainee {
  const { dimension } = spec
  const net = generatorNet(spec)
  const noise: InputSpec = { kind: 'float', shape: ['batch', spec.noiseDimension] }
  const codes: InputSpec = { kind: 'float', shape: ['batch', dimension] }

  const step = (call: Call, settings: AdamSettings): Record<string, Tensor> => {
    const { tf, inputs } = call
    const descent = descend(call, trainedOf(net), settings, 'adam', (context) => {
      const made = net.apply(context, inputs['noise']!)
      const regression: Scalar = meanSquaredError(context, made, inputs['codes']!)
      return { loss: regression, figures: { regression } }
    })
    return withGradientNorm(tf, descent)
  }

  const round = async ({ targets, batchSize, run }: MapSession, source: Random): Promise<Round> => {
    const drawn = drawNoise(spec, draws, source)
    const made = (await run('map', { noise: drawn.data }))['codes']!
    const sought = drawRows(targets, Math.max(batchSize, Math.floor(draws / 2)), source)
    const nearest = new Uint32Array(sought.rows)
    for (let start = 0; start < sought.rows; start += soughtAtOnce) {
      const part = sought.data.slice(start * dimension, (start + soughtAtOnce) * dimension)
      nearest.set((await run('nearest', { codes: part, made }))['nearest']!, start)
    }
    return { noise: selectRows(drawn, nearest), codes: sought }
  }

  return {
    parameters: net.parameters,
    map: {
      inputs: { noise },
      run: (call) => ({ codes: net.apply(inference(call), call.inputs['noise']!) }),
    },
    training: (settings) => ({
      nearest: {
        inputs: { codes, made: { kind: 'float', shape: [draws, dimension] } },
        run: ({ tf, inputs }) => {
          const distances = squaredDistances(tf, inputs['codes'] as Tensor2D, inputs['made'] as Tensor2D)
          return { nearest: tf.cast(tf.argMin(distances, 1), 'float32') }
        },
      },
      train: { inputs: { noise, codes, ...adamInputs }, run: (call) => step(call, settings) },
    }),
    async begin(session) {
      const { batchSize, train } = session
      let held: Round | null = null
      let used = 0
      return async (source) => {
        if (!held || used + batchSize > held.codes.rows) {
          held = await round(session, source)
          used = 0
        }
        const batch = ({ columns, data }: Matrix) => data.slice(used * columns, (used + batchSize) * columns)
        const rows = { noise: batch(held.noise), codes: batch(held.codes) }
        used += batchSize
        return train('train', rows)
      }
    },
  }
}
