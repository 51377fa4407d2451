import type { Scalar, Tensor, Tensor1D } from '@tensorflow/tfjs-node-gpu'
import type { TensorFlow } from './backend'
import { gatherRows } from './gather-ops'
import { crossEntropy } from './objectives/divergences'
import { drawn, sigmoid } from './ops'

/**
 * How a discriminator and a generator play against each other, by what each makes smaller. d is the discriminator's
 * score, σ the logistic function, x real, g made.
 *
 * - `minimax`: −log σ(d(x)) − log(1 − σ(d(g))) against log(1 − σ(d(g))), which saturates (Goodfellow et al. 2014, equation 1)
 * - `non-saturating`: the same against −log σ(d(g)) (section 3 there)
 * - `least-squares`: ½(d(x) − 1)² + ½d(g)² against ½(d(g) − 1)² (Mao et al. 2017, equation 9)
 * - `wasserstein`: d(g) − d(x) against −d(g), for a d kept Lipschitz by other means (Arjovsky et al. 2017, equation 3)
 */
export type AdversarialGame = 'minimax' | 'non-saturating' | 'least-squares' | 'wasserstein'

/**
 * What the discriminator makes smaller, the mean over both batches.
 * @param real scores [n, 1]
 * @param made scores [m, 1]
 */
export function discriminatorLoss(tf: TensorFlow, game: AdversarialGame, real: Tensor, made: Tensor): Scalar {
  switch (game) {
    case 'minimax':
    case 'non-saturating':
      return tf.add(crossEntropy(tf, real, 1), crossEntropy(tf, made, 0))
    case 'least-squares':
      return tf.mul(tf.add(tf.mean(tf.square(tf.sub(real, 1))), tf.mean(tf.square(made))), 0.5)
    case 'wasserstein':
      return tf.sub(tf.mean(made), tf.mean(real))
  }
}

/**
 * What the generator makes smaller, the mean over the batch.
 * @param made scores [n, 1]
 */
export function generatorLoss(tf: TensorFlow, game: AdversarialGame, made: Tensor): Scalar {
  switch (game) {
    case 'minimax':
      return tf.neg(crossEntropy(tf, made, 0))
    case 'non-saturating':
      return crossEntropy(tf, made, 1)
    case 'least-squares':
      return tf.mul(tf.mean(tf.square(tf.sub(made, 1))), 0.5)
    case 'wasserstein':
      return tf.mean(tf.neg(made))
  }
}

/** The mean of what the discriminator says, as it is recorded: a probability where scores are logits, else the score. */
export function meanVerdict(tf: TensorFlow, game: AdversarialGame, scores: Tensor): Scalar {
  const logits = game === 'minimax' || game === 'non-saturating'
  return tf.mean(logits ? sigmoid(tf, scores) : scores)
}

/**
 * Each sample with the `size` − 1 that follow it in the batch, as one sample of as many times its channels, for a
 * discriminator that judges several at a time (Lin et al. 2018, PacGAN). A batch gives as many packs as it has samples,
 * each sample once in every place: independent within a pack, where the batch has that many, and no sample is left over.
 * @param samples [n, ..., c]
 * @returns [n, ..., size · c]
 */
export function packed(tf: TensorFlow, samples: Tensor, size: number): Tensor {
  if (size === 1) return samples
  const ones = tf.ones([samples.shape[0]!])
  const [after, count] = [tf.cumsum(ones), tf.sum(ones)]
  const shifted = Array.from({ length: size - 1 }, (_, i) =>
    gatherRows(tf, samples, tf.cast(tf.mod(tf.add(after, i), count), 'int32') as Tensor1D),
  )
  return tf.concat([samples, ...shifted], -1)
}

/** Kept within the root, so that it has a derivative where a norm vanishes. */
const normFloor = 1e-12

/** Euclidean norm of each sample, [n, ...] → [n]. */
export function norms(tf: TensorFlow, samples: Tensor): Tensor {
  const axes = samples.shape.slice(1).map((_, axis) => axis + 1)
  return tf.sqrt(tf.add(tf.sum(tf.square(samples), axes), normFloor))
}

/**
 * ‖∇d(x)‖ at each sample, [n, ...] → [n]. Differentiable by the critic's weights where its layers differentiate twice and
 * each sample's score is of that sample alone.
 * @param score [n, ...] → [n, 1]
 */
export function slopeNorms(tf: TensorFlow, score: (samples: Tensor) => Tensor, samples: Tensor): Tensor {
  return norms(tf, tf.grad((x: Tensor) => tf.sum(score(x)))(samples))
}

/**
 * Penalty that keeps a critic's slope near 1: the mean of (‖∇d(x̂)‖ − 1)², x̂ uniform on the segment between a real and a
 * made sample (Gulrajani et al. 2017, equation 3). Differentiable as `slopeNorms` is.
 * @param score [n, ...] → [n, 1]
 * @param real [n, ...]
 * @param made of the same shape, not differentiated through
 * @param seed int32 [2]
 * @returns the penalty and the mean norm
 */
export function gradientPenalty(
  tf: TensorFlow,
  score: (samples: Tensor) => Tensor,
  real: Tensor,
  made: Tensor,
  seed: Tensor,
): { penalty: Scalar; norm: Scalar } {
  const [n, ...rest] = real.shape
  const share = drawn(tf, 'uniform', seed, [n!, ...rest.map(() => 1)])
  const slopes = slopeNorms(tf, score, tf.add(real, tf.mul(share, tf.sub(made, real))))
  return { penalty: tf.mean(tf.square(tf.sub(slopes, 1))), norm: tf.mean(slopes) }
}
