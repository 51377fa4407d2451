import type { Scalar, Tensor, Tensor4D } from '@tensorflow/tfjs-node-gpu'
import type { TensorFlow } from './backend'
import type { Kernels, OpAttribute } from './capture/binding'

/**
 * Operations that tfjs composes of many, or differentiates by many, although TensorFlow has one for it. On native
 * TensorFlow they run as that one; elsewhere as tfjs composes them.
 */

/** TensorFlow itself, where it is what computes. */
export function nativeKernels(tf: TensorFlow): Kernels | null {
  return tf.getBackend() === 'tensorflow' ? (tf.backend() as unknown as Kernels) : null
}

const floats = (kernels: Kernels, name = 'T'): OpAttribute => ({
  name,
  type: kernels.binding.TF_ATTR_TYPE,
  value: kernels.binding.TF_FLOAT,
})

/** Channels below which a bias is laid out along whole rows of a map: vectors of the processor are longer than it. */
const fewChannels = 8

/** `x + b` with b along the last axis, [..., c] + [c]. */
export function biasAdd(tf: TensorFlow, x: Tensor, bias: Tensor): Tensor {
  const kernels = nativeKernels(tf)
  if (!kernels) return tf.add(x, bias)
  const [width, channels] = [x.shape.at(-2)!, x.shape.at(-1)!]
  if (x.rank === 4 && channels < fewChannels) {
    const row = tf.reshape(tf.add(tf.zeros([width, channels]), bias), [-1])
    return tf.reshape(biasAdd(tf, tf.reshape(x, [-1, width * channels]), row), x.shape)
  }
  const sum = (gradient: Tensor): Tensor =>
    tf.customGrad((dy) => ({
      value: kernels.executeSingleOutput('BiasAddGrad', [floats(kernels)], [dy as Tensor]),
      gradFunc: (ddb: Tensor) => tf.add(tf.zerosLike(dy as Tensor), ddb),
    }))(gradient)
  return tf.customGrad((a, b) => ({
    value: kernels.executeSingleOutput('BiasAdd', [floats(kernels)], [a as Tensor, b as Tensor]),
    gradFunc: (dy: Tensor) => [dy, sum(dy)],
  }))(x, bias)
}

/** max(x, slope·x); slope 0 is the rectifier. Its second derivative is zero wherever it has one. */
export function leakyRelu(tf: TensorFlow, x: Tensor, slope: number): Tensor {
  const kernels = nativeKernels(tf)
  if (!kernels) return slope === 0 ? tf.relu(x) : tf.leakyRelu(x, slope)
  const alpha: OpAttribute = { name: 'alpha', type: kernels.binding.TF_ATTR_FLOAT, value: slope }
  const [forward, backward] = slope === 0 ? ['Relu', 'ReluGrad'] : ['LeakyRelu', 'LeakyReluGrad']
  const attributes = slope === 0 ? [floats(kernels)] : [floats(kernels), alpha]
  const gradient = (dy: Tensor, at: Tensor): Tensor =>
    tf.customGrad((g) => ({
      value: kernels.executeSingleOutput(backward!, attributes, [g as Tensor, at]),
      gradFunc: (ddx: Tensor) => gradient(ddx, at),
    }))(dy)
  // Of the result, not of x: its sign is the same, and TensorFlow can then fuse the layer up to here into one operation.
  return tf.customGrad((a, save) => {
    const value = kernels.executeSingleOutput(forward!, attributes, [a as Tensor])
    ;(save as (tensors: Tensor[]) => void)([value])
    return { value, gradFunc: (dy: Tensor, saved: Tensor[]) => gradient(dy, saved[0]!) }
  })(x)
}

/** 1/(1 + e⁻ˣ). */
export function sigmoid(tf: TensorFlow, x: Tensor): Tensor {
  const kernels = nativeKernels(tf)
  if (!kernels) return tf.sigmoid(x)
  const gradient = (value: Tensor, dy: Tensor): Tensor =>
    tf.customGrad((y, g, save) => {
      const given = [y as Tensor, g as Tensor]
      ;(save as (tensors: Tensor[]) => void)(given)
      return {
        value: kernels.executeSingleOutput('SigmoidGrad', [floats(kernels)], given),
        // Of g·y(1 − y) by y and by g.
        gradFunc: (dd: Tensor, saved: Tensor[]) => {
          const [at, by] = saved
          return [tf.mul(dd, tf.mul(by!, tf.sub(1, tf.mul(at!, 2)))), gradient(at!, dd)]
        },
      }
    })(value, dy)
  // The value is computed anew from x, which TensorFlow sees and avoids: tfjs loses a saved result's own derivative.
  return tf.customGrad((a, save) => {
    ;(save as (tensors: Tensor[]) => void)([a as Tensor])
    return {
      value: kernels.executeSingleOutput('Sigmoid', [floats(kernels)], [a as Tensor]),
      gradFunc: (dy: Tensor, saved: Tensor[]) => gradient(sigmoid(tf, saved[0]!), dy),
    }
  })(x)
}

/** Mean of (a − b)² over all values of two tensors of one shape. */
export function meanSquaredDifference(tf: TensorFlow, a: Tensor, b: Tensor): Scalar {
  return tf.customGrad((x, y, save) => {
    const [one, other] = [x as Tensor, y as Tensor]
    ;(save as (tensors: Tensor[]) => void)([one, other])
    return {
      value: tf.mean(tf.squaredDifference(one, other)),
      // tfjs would lay the factor 2/size out over all values first.
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const towards = tf.mul(tf.sub(saved[0]!, saved[1]!), tf.div(tf.mul(dy, 2), one.size))
        return [towards, tf.neg(towards)]
      },
    }
  })(a, b) as Scalar
}

/** x, taken for a constant by gradients. */
export function stopGradient(tf: TensorFlow, x: Tensor): Tensor {
  return tf.customGrad((given) => {
    const tensor = given as Tensor
    return { value: tensor.clone(), gradFunc: () => tf.zerosLike(tensor) }
  })(x)
}

/** x·σ(x) (Hendrycks and Gimpel 2016). */
export function silu(tf: TensorFlow, x: Tensor): Tensor {
  return tf.mul(x, sigmoid(tf, x))
}

export interface Normalised {
  /** γ (x − mean)/√(variance + ε) + β, of x's shape. */
  readonly value: Tensor
  /** Of the batch, [c]; the variance is divided by the number of values less one. */
  readonly mean: Tensor
  readonly variance: Tensor
}

/**
 * Batch normalisation over all axes but the last (Ioffe and Szegedy 2015) by the batch's own statistics.
 * @param x [n, h, w, c]
 * @param scale γ, [c]
 * @param offset β, [c]
 */
export function batchNormalise(
  tf: TensorFlow,
  x: Tensor4D,
  scale: Tensor,
  offset: Tensor,
  epsilon: number,
): Normalised {
  const kernels = nativeKernels(tf)
  if (!kernels) return composedBatchNormalise(tf, x, scale, offset, epsilon)
  const { TF_ATTR_FLOAT, TF_ATTR_BOOL } = kernels.binding
  const attributes: OpAttribute[] = [
    floats(kernels),
    floats(kernels, 'U'),
    { name: 'epsilon', type: TF_ATTR_FLOAT, value: epsilon },
    { name: 'is_training', type: TF_ATTR_BOOL, value: true },
  ]
  let statistics: Tensor[] = []
  const value = tf.customGrad((a, gamma, beta, save) => {
    const none = tf.tensor1d([])
    const inputs = [a as Tensor, gamma as Tensor, beta as Tensor, none, none]
    const outputs = kernels.executeMultipleOutputs('FusedBatchNormV3', attributes, inputs, 6)
    statistics = outputs.slice(1, 3).map((tensor) => tf.keep(tensor))
    ;(save as (tensors: Tensor[]) => void)([a as Tensor, gamma as Tensor, ...outputs.slice(3)])
    return {
      value: outputs[0]!,
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const [at, gammaAt, ...reserved] = saved
        const given = [dy, at!, gammaAt!, ...reserved]
        return kernels.executeMultipleOutputs('FusedBatchNormGradV3', attributes, given, 5).slice(0, 3)
      },
    }
  })(x, scale, offset)
  const [mean, variance] = statistics.map((tensor) => {
    // Kept past the scope of the custom gradient only to be handed over to the caller's.
    const handed = tensor.clone()
    tensor.dispose()
    return handed
  })
  return { value, mean: mean!, variance: variance! }
}

function composedBatchNormalise(
  tf: TensorFlow,
  x: Tensor4D,
  scale: Tensor,
  offset: Tensor,
  epsilon: number,
): Normalised {
  const { mean, variance } = tf.moments(x, [0, 1, 2])
  const value = tf.add(tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, epsilon))), scale), offset)
  const count = x.size / x.shape[3]
  return { value, mean, variance: tf.mul(variance, count / Math.max(1, count - 1)) }
}

/** Another seed for each number, so that what is drawn by them is independent. @param seed int32 [2] */
export function forkedSeed(tf: TensorFlow, seed: Tensor, fork: number): Tensor {
  return tf.add(seed, tf.tensor1d([fork * 0x1f35_9b17, 0], 'int32'))
}

/**
 * Numbers that depend on a seed and nothing else, drawn where the function runs.
 * @param seed int32 [2]
 * @param shape float32 values are independent, normal (0, 1) or uniform [0, 1)
 */
export function drawn(tf: TensorFlow, kind: 'normal' | 'uniform', seed: Tensor, shape: number[]): Tensor {
  const kernels = nativeKernels(tf)
  if (kernels) {
    const { TF_ATTR_TYPE, TF_FLOAT, TF_INT32 } = kernels.binding
    const attributes: OpAttribute[] = [
      { name: 'dtype', type: TF_ATTR_TYPE, value: TF_FLOAT },
      { name: 'T', type: TF_ATTR_TYPE, value: TF_INT32 },
      { name: 'Tseed', type: TF_ATTR_TYPE, value: TF_INT32 },
    ]
    const op = kind === 'normal' ? 'StatelessRandomNormal' : 'StatelessRandomUniform'
    return kernels.executeSingleOutput(op, attributes, [tf.tensor1d(shape, 'int32'), seed])
  }
  const [a, b] = seed.dataSync()
  const mixed = (a! * 0x9e3779b1 + b!) >>> 0
  return kind === 'normal'
    ? tf.randomNormal(shape, 0, 1, 'float32', mixed)
    : tf.randomUniform(shape, 0, 1, 'float32', mixed)
}
