import type { Rank, Scalar, Tensor, Tensor4D } from '@tensorflow/tfjs-node-gpu'
import type { TensorFlow } from '../backend'

/** One side of the filter of Burt and Adelson 1983, with a = 0.375. */
const taps = [1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16] as const
/** Levels of detail above what is left, and the shortest side that is halved. */
const mostLevels = 3
const shortestHalved = 4
/** Below half a level of grey. */
const rounding = 1e-3

/**
 * The distance Lap₁ of two batches of pictures (Ling and Okada 2006, as Bojanowski et al. 2018 have it): Σ_j 4^j |L^j|₁ over
 * the levels of the Laplacian pyramid of their difference, which is linear in the pictures, and what is left, per value
 * of the picture. As levels have a quarter of the pixels of the one before, it is the sum of their mean absolute values.
 * @param difference [n, height, width, channels]
 */
export function laplacianDistance(tf: TensorFlow, difference: Tensor): Scalar {
  const kernel = filter(tf, difference.shape[3]!)
  let level = difference as Tensor4D
  let distance: Scalar = tf.scalar(0)
  for (let j = 0; j < mostLevels && Math.min(level.shape[1], level.shape[2]) >= shortestHalved; j++) {
    distance = tf.add(distance, meanAbsolute(tf, tf.sub(level, blurred(tf, level, kernel, 1))))
    level = blurred(tf, level, kernel, 2)
  }
  return tf.add(distance, meanAbsolute(tf, level))
}

/** Mean absolute value, rounded off about 0: where its slope leapt, rounding would decide which way a code is moved. */
function meanAbsolute(tf: TensorFlow, x: Tensor): Scalar {
  return tf.sub(tf.mean(tf.sqrt(tf.add(tf.square(x), rounding ** 2))), rounding)
}

/** A weighted mean of what lies within the picture, at every `stride`th pixel. */
function blurred(tf: TensorFlow, x: Tensor4D, kernel: Tensor4D, stride: 1 | 2): Tensor4D {
  const [, height, width, channels] = x.shape
  const within = tf.conv2d(tf.ones<Rank.R4>([1, height, width, channels]), kernel, stride, 'same')
  return tf.div(tf.conv2d(x, kernel, stride, 'same'), within)
}

/** [5, 5, channels, channels], each channel by itself. */
function filter(tf: TensorFlow, channels: number): Tensor4D {
  const values = taps.flatMap((row) =>
    taps.flatMap((column) =>
      Array.from({ length: channels ** 2 }, (_, at) => (at % (channels + 1) === 0 ? row * column : 0)),
    ),
  )
  return tf.tensor4d(values, [taps.length, taps.length, channels, channels])
}
