import type { Scalar, Tensor } from '@tensorflow/tfjs-node-gpu'
import { expect } from 'vitest'
import { random } from '../../shared/random'
import type { TensorFlow } from './backend'

/** Values without zeros, so that no kink of a rectifier lies within a difference. */
export function values(length: number, seed: number): Float32Array {
  const source = random(seed)
  return Float32Array.from({ length }, () => {
    const value = source.normal()
    return value + Math.sign(value) * 0.1
  })
}

/**
 * Compares gradients with central differences along random directions: in single precision, the difference of two sums
 * says more of a direction than of one coordinate.
 * @param value a scalar function of the tensors
 */
export function expectGradients(
  tf: TensorFlow,
  tensors: readonly Tensor[],
  value: (...tensors: Tensor[]) => Scalar,
  tolerance = 2e-3,
): void {
  const step = 3e-3
  tf.tidy(() => {
    const gradients = tf.grads((...given) => value(...given))([...tensors])
    tensors.forEach((tensor, i) => {
      for (let trial = 0; trial < 3; trial++) {
        const direction = tf.tensor(values(tensor.size, 100 * i + trial), tensor.shape)
        const unit = tf.div(direction, tf.norm(direction)) as Tensor
        const at = (t: number) =>
          value(
            ...tensors.map((other, j) => (j === i ? tf.add(tensor, tf.mul(unit, t)) : other)),
          ).dataSync()[0]!
        const difference = (at(step) - at(-step)) / (2 * step)
        const claimed = tf.sum(tf.mul(gradients[i]!, unit)).dataSync()[0]!
        const size = Math.max(1, tf.norm(gradients[i]!).dataSync()[0]!)
        expect(Math.abs(claimed - difference) / size, `of tensor ${i}`).toBeLessThan(tolerance)
      }
    })
  })
}
