import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-node-gpu'
import { BrenierError } from '../../shared/errors'
import { sequence, type Convolution, type Layer } from './layers'
import { batchNormalise, biasAdd, stopGradient } from './ops'
import { sizeOf } from './weights'

/** Share that the running statistics keep in a step; Keras' momentum, 1 − torch's. */
const keptShare = 0.9
/** Added to a variance before it divides, as torch has it. */
const varianceFloor = 1e-5

const namesOf = (name: string) => ({
  gamma: `${name}/gamma`,
  beta: `${name}/beta`,
  mean: `${name}/mean`,
  variance: `${name}/variance`,
})

/**
 * Batch normalisation (Ioffe and Szegedy 2015) over all axes but the last: by the batch's statistics in training, by
 * running ones otherwise. γ begins at 1.
 * @param shape of one element of the batch, channels last
 */
export function batchNormalisation(name: string, shape: readonly number[]): Layer {
  const channels = [shape.at(-1)!]
  const { gamma, beta, mean, variance } = namesOf(name)
  return {
    parameters: [
      { name: gamma, shape: channels, bound: 0, fill: 1 },
      { name: beta, shape: channels, bound: 0 },
      { name: mean, shape: channels, bound: 0, trainable: false },
      { name: variance, shape: channels, bound: 0, fill: 1, trainable: false },
    ],
    outputShape: shape,
    apply({ tf, weights, training, update }, x) {
      const [scale, offset] = [weights[gamma]!, weights[beta]!]
      if (!training) {
        const [held, spread] = [weights[mean]!, weights[variance]!]
        return tf.batchNorm(
          x as Tensor4D,
          held as Tensor1D,
          spread as Tensor1D,
          offset as Tensor1D,
          scale as Tensor1D,
          varianceFloor,
        )
      }
      const map = shape.length === 3 ? (x as Tensor4D) : (tf.reshape(x, [-1, 1, 1, channels[0]!]) as Tensor4D)
      const made = batchNormalise(tf, map, scale, offset, varianceFloor)
      const moved = (held: string, value: Tensor) =>
        update?.(held, tf.add(tf.mul(weights[held]!, keptShare), tf.mul(value, 1 - keptShare)))
      moved(mean, made.mean)
      moved(variance, made.variance)
      return shape.length === 3 ? made.value : tf.reshape(made.value, [-1, ...shape])
    },
  }
}

/**
 * A convolution K without bias and the batch normalisation of its maps. By running statistics m, v the two are one
 * convolution, (x ∗ K)·s + t = x ∗ (K·s) + β − m·s with s = γ/√(v + ε): it spares a pass over the maps, which are larger
 * than the kernel.
 */
export function normalisedConvolution(name: string, convolution: Convolution): Layer {
  const normalisation = batchNormalisation(name, convolution.outputShape)
  const both = sequence([convolution, normalisation])
  const { gamma, beta, mean, variance } = namesOf(name)
  const { name: kernel, axis } = convolution.kernel
  return {
    parameters: both.parameters,
    outputShape: both.outputShape,
    apply(context, x) {
      const { tf, weights, training } = context
      if (training) return both.apply(context, x)
      const scale = tf.mul(weights[gamma]!, tf.rsqrt(tf.add(weights[variance]!, varianceFloor)))
      const offset = tf.sub(weights[beta]!, tf.mul(weights[mean]!, scale))
      const taps = tf.mul(weights[kernel]!, axis === 3 ? scale : tf.reshape(scale, [-1, 1]))
      const map = convolution.apply({ ...context, weights: { ...weights, [kernel]: taps } }, x)
      return biasAdd(tf, map, offset)
    },
  }
}

/**
 * Layer normalisation (Ba et al. 2016): each element of the batch is brought to mean 0 and variance 1 over all its values,
 * then scaled and shifted by channel.
 * @param shape of one element, channels last
 */
export function layerNormalisation(name: string, shape: readonly number[]): Layer {
  const channels = [shape.at(-1)!]
  const [gamma, beta] = [`${name}/gamma`, `${name}/beta`]
  return {
    parameters: [
      { name: gamma, shape: channels, bound: 0, fill: 1 },
      { name: beta, shape: channels, bound: 0 },
    ],
    outputShape: shape,
    apply({ tf, weights }, x) {
      const axes = shape.map((_, axis) => axis + 1)
      const centred = tf.sub(x, tf.mean(x, axes, true))
      const variance = tf.mean(tf.square(centred), axes, true)
      const scaled = tf.mul(centred, tf.rsqrt(tf.add(variance, varianceFloor)))
      return tf.add(tf.mul(scaled, weights[gamma]!), weights[beta]!)
    },
  }
}

/**
 * Spectral normalisation (Miyato et al. 2018) of a layer's kernel: it is divided by its largest singular value, followed
 * by one step of the power method in each training step. The kernel counts as the matrix [all but the last axis, last].
 * @param layer has a parameter `NAME/kernel`
 */
export function spectralNormalisation(name: string, layer: Layer): Layer {
  const kernel = layer.parameters.find((parameter) => parameter.name === `${name}/kernel`)
  if (!kernel) {
    throw new BrenierError('internal', `Spectral normalisation found no kernel of ${name} to normalise.`)
  }
  const columns = kernel.shape.at(-1)!
  const rows = sizeOf(kernel.shape) / columns
  const direction = `${name}/direction`
  return {
    // Any start does that is not orthogonal to the first singular vector.
    parameters: [...layer.parameters, { name: direction, shape: [1, columns], bound: 1, trainable: false }],
    outputShape: layer.outputShape,
    apply(context, x) {
      const { tf, weights, training, update } = context
      const flat = tf.reshape(weights[kernel.name]!, [rows, columns]) as Tensor2D
      const unit = (vector: Tensor): Tensor2D => tf.div(vector, tf.add(tf.norm(vector), 1e-12))
      // Neither vector is differentiated through: σ = uᵀWv is, for fixed u and v (section 2.1 of the paper).
      const fixed = stopGradient(tf, flat) as Tensor2D
      const left = unit(tf.matMul(stopGradient(tf, weights[direction]!) as Tensor2D, fixed, false, true))
      const right = unit(tf.matMul(left, fixed))
      if (training) update?.(direction, right)
      const largest = tf.reshape(tf.matMul(tf.matMul(left, flat), right, false, true), [])
      const normalised = tf.div(weights[kernel.name]!, largest)
      return layer.apply({ ...context, weights: { ...weights, [kernel.name]: normalised } }, x)
    },
  }
}
