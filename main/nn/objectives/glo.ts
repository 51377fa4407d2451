import type { Tensor, Tensor2D } from '@tensorflow/tfjs-node-gpu'
import type { ObjectiveSpec } from '../../../shared/objectives'
import { gatherPixels } from '../batches'
import type { Nets } from '../models/nets'
import type { NamedArrays } from '../weights'
import type { AccompaniedTraining } from './accompaniment'
import { gaussianOf, whitened } from './code-gaussian'
import { ItemCodes } from './item-codes'
import { laplacianDistance } from './laplacian-pyramid'
import { meanSquaredError, trainedOf, type Objective } from './objective'

/**
 * Generative latent optimisation (Bojanowski et al. 2018): each picture has a code of its own within the unit ball, learned
 * together with the decoder by Lap₁ and the squared error of the picture made of it. A normal distribution with the mean
 * and covariance of the codes, fitted at the end of each epoch, gives codes of new pictures. Adam in place of their SGD,
 * codes at `codeRate` times the decoder's rate, as the published code of GLANN (Hoshen, Li and Malik 2019) has both.
 *
 * Codes begin as what the encoder gives before it has learned anything, whitened, so that like pictures begin with like
 * codes: the paper takes principal components of the pixels, or random codes, with which nothing moves for many epochs.
 * The encoder then learns the codes beside, ‖E(x) − z‖²: it changes nothing of them, and gives pictures that were not
 * trained on codes.
 */
export function glo(nets: Nets, { squares, codeRate }: Extract<ObjectiveSpec, { kind: 'glo' }>): Objective {
  const { encoder, decoder } = nets
  const { latent } = nets.spec
  const inputs = { codes: { kind: 'float', shape: ['batch', latent] } } as const
  const mean = { name: 'prior/mean', shape: [latent], bound: 0, trainable: false } as const
  const factor = { name: 'prior/factor', shape: [latent, latent], bound: 0, trainable: false } as const

  return {
    parameters: [mean, factor],
    optimiser: 'adam',
    prior: {
      clusters: 1,
      codes: ({ tf, weights }, noise) =>
        tf.add(
          tf.matMul(noise as Tensor2D, weights[factor.name] as Tensor2D, false, true),
          weights[mean.name]!,
        ),
    },
    initial() {
      const data = Float32Array.from({ length: latent ** 2 }, (_, at) =>
        at % (latent + 1) === 0 ? 1 / Math.sqrt(latent) : 0,
      )
      return { [factor.name]: { shape: factor.shape, data } }
    },
    functions: {
      fit: {
        inputs: {
          mean: { kind: 'float', shape: [latent] },
          factor: { kind: 'float', shape: [latent, latent] },
        },
        run(call) {
          call.assign(mean.name, call.inputs['mean']!)
          call.assign(factor.name, call.inputs['factor']!)
          return {}
        },
      },
    },
    accompany(training, kept) {
      const { settings, indices, run } = training
      const begun = (start: NamedArrays) => new ItemCodes(indices, latent, settings, start)
      let codes = kept['codes'] ? begun(kept) : null
      return {
        async before(batch) {
          codes ??= begun({ codes: { shape: [], data: await firstCodes(training, latent) } })
          return { codes: codes.of(batch.indices) }
        },
        after(batch, { codes: slopes }) {
          // Each picture is met once in an epoch.
          codes!.move(batch.indices, slopes!, batch.learningRate * codeRate, batch.epoch + 1)
        },
        async epochEnded() {
          await run('fit', { ...(await gaussianOf(codes!.all(), latent)) })
        },
        kept: () => codes?.kept() ?? {},
      }
    },
    steps: [
      {
        name: 'train',
        changes: trainedOf(encoder),
        inputs,
        loss(context, { pictures, inputs: { codes } }) {
          const regression = meanSquaredError(context, encoder.apply(context, pictures), codes!)
          const still = { ...context, training: false }
          const again = decoder.apply(still, encoder.apply(still, pictures))
          const figures = {
            reconstruction: meanSquaredError(context, again, pictures),
            'code regression': regression,
          }
          return { loss: regression, figures }
        },
      },
      {
        name: 'generate',
        changes: trainedOf(decoder),
        inputs,
        learned: ['codes'],
        loss(context, { pictures, inputs: { codes } }) {
          const { tf } = context
          const made: Tensor = decoder.apply(context, codes!)
          const pyramid = laplacianDistance(tf, tf.sub(made, pictures))
          const error = meanSquaredError(context, made, pictures)
          return {
            loss: tf.add(pyramid, tf.mul(error, squares)),
            figures: { 'error of learned codes': error, 'Laplacian distance': pyramid },
          }
        },
      },
    ],
  }
}

/** Pictures encoded in one go. */
const encodedAtOnce = 512

/** Codes that the encoder gives before it has learned anything, whitened, of about norm 1. @returns [pictures, latent] */
async function firstCodes(
  { pictures, indices, run }: AccompaniedTraining,
  latent: number,
): Promise<Float32Array> {
  const codes = new Float32Array(indices.length * latent)
  for (let start = 0; start < indices.length; start += encodedAtOnce) {
    const part = gatherPixels(pictures, indices.subarray(start, start + encodedAtOnce))
    codes.set((await run('encode', { pictures: part }))['codes']!, start * latent)
  }
  return (await whitened(codes, latent)).map((value) => value / Math.sqrt(latent))
}
