import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-node-gpu'
import type { TensorFlow } from '../backend'

/**
 * Mean over the batch of KL(N(mean, e^logVariance) ‖ N(0, I)) = ½ Σ (mean² + variance − 1 − log variance), in nats
 * (Kingma and Welling 2014, appendix B).
 * @param mean [n, d]
 * @param logVariance [n, d]
 */
export function klToStandardNormal(tf: TensorFlow, mean: Tensor, logVariance: Tensor): Scalar {
  const each = tf.sub(tf.add(tf.square(mean), tf.exp(logVariance)), tf.add(logVariance, 1))
  return tf.mul(tf.mean(tf.sum(each, 1)), 0.5)
}

/**
 * Log density of N(mean, e^logVariance) at mean + σ·noise, without the constant −d/2·log 2π, [n].
 * @param logVariance [n, d]
 * @param noise [n, d]
 */
export function logDensity(tf: TensorFlow, logVariance: Tensor, noise: Tensor): Tensor {
  return tf.mul(tf.sum(tf.add(logVariance, tf.square(noise)), 1), -0.5)
}

/**
 * Log density of the even mixture of k normal distributions, without the constant −d/2·log 2π, [n].
 * @param codes where, [n, d]
 * @param means [k, d]
 * @param logVariances [k, d]
 */
export function logMixtureDensity(
  tf: TensorFlow,
  codes: Tensor,
  means: Tensor,
  logVariances: Tensor,
): Tensor {
  const [k, d] = means.shape
  const across = (parameters: Tensor): Tensor => tf.reshape(parameters, [1, k!, d!])
  const squared = tf.square(tf.sub(tf.reshape(codes, [-1, 1, d!]), across(means)))
  const scaled = tf.mul(squared, tf.exp(tf.neg(across(logVariances))))
  const each = tf.mul(tf.sum(tf.add(scaled, across(logVariances)), 2), -0.5)
  return tf.sub(tf.logSumExp(each, 1), Math.log(k!))
}

/** Scales of the inverse multiquadratic kernels, as WAE's reference code has them. */
const imqScales = [0.1, 0.2, 0.5, 1, 2, 5, 10] as const

/**
 * Unbiased squared maximum mean discrepancy of two samples under the sum of kernels C/(C + ‖x − y‖²), C = 2dσ²s over the
 * scales s (Tolstikhin et al. 2018, section 4, with the constants of their code). It may be negative.
 * @param codes [n, d], n ≥ 2
 * @param prior [n, d]
 * @param deviation σ of the prior
 */
export function mmdImq(tf: TensorFlow, codes: Tensor2D, prior: Tensor2D, deviation: number): Scalar {
  const dimension = codes.shape[1]
  // A tensor, so that the batch may have any size where this is captured.
  const n = tf.sum(tf.onesLike(tf.slice(codes, [0, 0], [-1, 1])))
  const pairs = tf.mul(n, tf.sub(n, 1))
  const all = tf.square(n)
  const within = [codes, prior].map((sample) => squaredDistances(tf, sample, sample))
  const across = squaredDistances(tf, codes, prior)
  return imqScales.reduce<Scalar>((sum, scale) => {
    const constant = 2 * dimension * deviation ** 2 * scale
    const kernel = (squared: Tensor): Tensor => tf.div(constant, tf.add(squared, constant))
    // A point's kernel with itself is 1 and does not count.
    const own = within.map((squared) => tf.div(tf.sub(tf.sum(kernel(squared)), n), pairs))
    return tf.add(sum, tf.sub(tf.add(own[0]!, own[1]!), tf.mul(tf.div(tf.sum(kernel(across)), all), 2)))
  }, tf.scalar(0))
}

/** ‖x_i − y_j‖², [n, m], never below 0. */
export function squaredDistances(tf: TensorFlow, x: Tensor2D, y: Tensor2D): Tensor2D {
  const own = tf.sum(tf.square(x), 1, true)
  const others = tf.transpose(tf.sum(tf.square(y), 1, true))
  return tf.relu(tf.sub(tf.add(own, others), tf.mul(tf.matMul(x, y, false, true), 2)) as Tensor2D)
}

/**
 * Mean of −log σ(logit) for label 1, of −log(1 − σ(logit)) for label 0: the cross-entropy of a discriminator that gives
 * logits, without overflow.
 */
export function crossEntropy(tf: TensorFlow, logits: Tensor, label: 0 | 1): Scalar {
  return tf.mean(tf.softplus(label === 1 ? tf.neg(logits) : logits))
}
