import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node-gpu'
import type { TensorFlow } from './backend'
import type { Layer, MapShape } from './layers'

/**
 * Halving and doubling of maps, each the other's adjoint up to a factor, so that both differentiate any number of times: what
 * gradient penalties need.
 */

/** Means of squares of 2 × 2 pixels, zeros beyond an odd edge: [n, h, w, c] → [n, ⌈h/2⌉, ⌈w/2⌉, c]. */
export function averagePool(tf: TensorFlow, x: Tensor4D): Tensor4D {
  const [, height, width] = x.shape
  return tf.customGrad((given) => ({
    value: pooled(tf, given as Tensor4D),
    gradFunc: (dy: Tensor) => tf.div(enlarge(tf, dy as Tensor4D, [height, width]), 4),
  }))(x) as Tensor4D
}

/** Each pixel as a square of 2 × 2, cut off at `size`: [n, ⌈h/2⌉, ⌈w/2⌉, c] → [n, h, w, c]. @param size h and w */
export function enlarge(tf: TensorFlow, x: Tensor4D, size: readonly [number, number]): Tensor4D {
  return tf.customGrad((given) => ({
    value: enlarged(tf, given as Tensor4D, size),
    gradFunc: (dy: Tensor) => tf.mul(averagePool(tf, dy as Tensor4D), 4),
  }))(x) as Tensor4D
}

function pooled(tf: TensorFlow, x: Tensor4D): Tensor4D {
  const [, height, width] = x.shape
  const odd = height % 2 !== 0 || width % 2 !== 0
  const even = odd
    ? tf.pad(x, [
        [0, 0],
        [0, height % 2],
        [0, width % 2],
        [0, 0],
      ])
    : x
  return tf.avgPool(even, 2, 2, 'valid')
}

function enlarged(tf: TensorFlow, x: Tensor4D, [height, width]: readonly [number, number]): Tensor4D {
  const [n, rows, columns, channels] = x.shape
  const squares = tf.image.resizeNearestNeighbor(x, [2 * rows, 2 * columns])
  const fits = height === 2 * rows && width === 2 * columns
  return fits ? squares : tf.slice(squares, [0, 0, 0, 0], [n, height, width, channels])
}

/** Height and width halve, rounding up. */
export function pooling([height, width, channels]: MapShape): Layer {
  return {
    parameters: [],
    outputShape: [Math.ceil(height / 2), Math.ceil(width / 2), channels],
    apply: ({ tf }, x) => averagePool(tf, x as Tensor4D),
  }
}

/** Onto height and width of which the input's are halves, rounded up. */
export function enlarging(output: MapShape): Layer {
  const [height, width] = output
  return {
    parameters: [],
    outputShape: output,
    apply: ({ tf }, x) => enlarge(tf, x as Tensor4D, [height, width]),
  }
}
