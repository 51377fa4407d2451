import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-node-gpu'
import { gatherRows } from '../gather-ops'
import type { LayerContext } from '../layers'
import { codeLayer, trunkOf, type Nets } from '../models/nets'
import { drawn } from '../ops'
import type { ObjectiveSpec } from '../../../shared/objectives'
import { squaredDistances } from './divergences'
import { meanSquaredError, trainedOf, valuesOf, type Objective } from './objective'
import { pseudoInputs } from './pseudo-inputs'

/** Bounds of the conditional prior's log variance, as the reference code has them: nothing else keeps it from collapsing. */
const [leastLogVariance, mostLogVariance] = [-6, 2] as const

/**
 * Symmetric Wasserstein autoencoder (Sun and Guo 2021, algorithm 1): β‖x − D(z_d)‖² + (1 − β)‖x − D(E(x))‖² + α‖E(x) − z_d‖²,
 * sums over a picture and a code. z_d is drawn from the conditional prior of the pseudo-input nearest to x: a normal
 * distribution whose mean and variance a second net, like the encoder, makes of the pseudo-input. Pseudo-inputs are
 * learned through that net and begin as the first pictures of the training. Gradients are normalised (AdamNormGrad).
 */
export function swae(nets: Nets, settings: Extract<ObjectiveSpec, { kind: 'swae' }>): Objective {
  const { spec, encoder, decoder } = nets
  const { beta, alpha } = settings
  const size = valuesOf(nets)
  const trunk = trunkOf(spec, 'prior')
  const centre = codeLayer('prior/code', trunk, spec)
  const spread = codeLayer('prior/spread', trunk, spec)
  const inputs = pseudoInputs(spec, settings.pseudoInputs)

  /** A code of each chosen pseudo-input. */
  const codesOf = (context: LayerContext, choice: Tensor1D, noise: Tensor): Tensor => {
    const { tf } = context
    const seen = trunk.apply(context, gatherRows(tf, inputs.pictures(context), choice))
    const logVariance = tf.clipByValue(spread.apply(context, seen), leastLogVariance, mostLogVariance)
    return tf.add(centre.apply(context, seen), tf.mul(tf.exp(tf.mul(logVariance, 0.5)), noise))
  }
  const nearest = (context: LayerContext, pictures: Tensor): Tensor1D => {
    const { tf } = context
    const flat = (tensor: Tensor) => tf.reshape(tensor, [-1, size]) as Tensor2D
    return tf.argMin(squaredDistances(tf, flat(pictures), flat(inputs.pictures(context))), 1)
  }

  return {
    parameters: [inputs.parameter, ...trunk.parameters, ...centre.parameters, ...spread.parameters],
    optimiser: 'normalised',
    prior: {
      clusters: settings.pseudoInputs,
      codes: (context, noise, choice) => codesOf(context, choice as Tensor1D, noise),
      clusterOf: nearest,
    },
    steps: [
      {
        name: 'train',
        changes: [inputs.parameter, ...trainedOf(trunk, centre, spread, encoder, decoder)],
        loss(context, { pictures, seed }) {
          const { tf } = context
          const encoded = encoder.apply(context, pictures)
          const noise = drawn(tf, 'normal', seed, encoded.shape)
          const conditional = codesOf(context, nearest(context, pictures), noise)
          // In one call, so that normalisation by the batch sees both kinds of code.
          const made = decoder.apply(context, tf.concat([encoded, conditional]))
          const [ofEncoded, ofConditional] = tf.split(made, 2)
          const error = meanSquaredError(context, ofEncoded!, pictures)
          const generated = meanSquaredError(context, ofConditional!, pictures)
          const latent = meanSquaredError(context, encoded, conditional)
          const loss: Scalar = tf.add(
            tf.mul(tf.add(tf.mul(generated, beta), tf.mul(error, 1 - beta)), size),
            tf.mul(latent, alpha * spec.latent),
          )
          const figures = {
            reconstruction: error,
            'generation loss': generated,
            'latent loss': latent,
          }
          return { loss, figures }
        },
      },
    ],
    initial: inputs.initial,
  }
}
