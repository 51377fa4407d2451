import type { Tensor2D } from '@tensorflow/tfjs-node-gpu'
import { describe, expect, it } from 'vitest'
import { random } from '../../../shared/random'
import { loadBackend } from '../backend'
import { expectGradients, values } from '../gradients.fixture'
import {
  crossEntropy,
  klToStandardNormal,
  logDensity,
  logMixtureDensity,
  mmdImq,
  squaredDistances,
} from './divergences'

const { tf } = await loadBackend()
const drawn = (n: number, d: number, seed: number, shift = 0): Tensor2D => {
  const source = random(seed)
  return tf.tensor2d(
    Float32Array.from({ length: n * d }, () => source.normal() + shift),
    [n, d],
  )
}
const number = (value: { dataSync(): ArrayLike<number> }) => value.dataSync()[0]!

describe('the divergence of a normal distribution from the standard one', () => {
  it('is that of its closed form, and zero for the standard normal itself', () => {
    const mean = tf.tensor2d([[1, -2, 0]])
    const logVariance = tf.tensor2d([[0, Math.log(4), Math.log(0.25)]])
    const expected = 0.5 * (1 + 0 + (4 + 4 - 1 - Math.log(4)) + (0.25 - 1 - Math.log(0.25)))
    expect(number(klToStandardNormal(tf, mean, logVariance))).toBeCloseTo(expected, 5)
    expect(number(klToStandardNormal(tf, tf.zeros([4, 3]), tf.zeros([4, 3])))).toBeCloseTo(0, 7)
  })

  it('has the gradients of finite differences', () => {
    const tensors = [tf.tensor(values(12, 1), [4, 3]), tf.tensor(values(12, 2), [4, 3])]
    expectGradients(tf, tensors, (mean, logVariance) => klToStandardNormal(tf, mean!, logVariance!))
  })
})

describe('the density of a mixture of normal distributions', () => {
  const [means, logVariances] = [
    [
      [0, 1],
      [-2, 0.5],
    ],
    [
      [0, -1],
      [1, 0.3],
    ],
  ]
  it('is what its definition gives, up to the constant', () => {
    const z = [0.4, -0.7]
    const each = means.map((mean, k) =>
      Math.exp(
        -0.5 *
          z.reduce((sum, value, d) => {
            const log = logVariances[k]![d]!
            return sum + log + (value - mean[d]!) ** 2 / Math.exp(log)
          }, 0),
      ),
    )
    const made = logMixtureDensity(tf, tf.tensor2d([z]), tf.tensor2d(means), tf.tensor2d(logVariances))
    expect(made.dataSync()[0]).toBeCloseTo(Math.log((each[0]! + each[1]!) / 2), 5)
  })

  it('of one component gives the divergence in closed form, in the mean over draws', () => {
    const n = 20_000
    const noise = drawn(n, 2, 6)
    const [mean, logVariance] = [tf.tensor2d([[1, -0.5]]), tf.tensor2d([[-1, 0.4]])]
    const codes = tf.add(mean, tf.mul(tf.exp(tf.mul(logVariance, 0.5)), noise))
    const own = logDensity(tf, tf.tile(logVariance, [n, 1]), noise)
    const prior = logMixtureDensity(tf, codes, tf.zeros([1, 2]), tf.zeros([1, 2]))
    const estimate = number(tf.mean(tf.sub(own, prior)))
    // One draw's standard deviation is near 1.2, the mean's below 0.01.
    expect(Math.abs(estimate - number(klToStandardNormal(tf, mean, logVariance)))).toBeLessThan(0.03)
  })

  it('has the gradients of finite differences', () => {
    const tensors = [
      tf.tensor(values(12, 1), [4, 3]),
      tf.tensor(values(15, 2), [5, 3]),
      tf.tensor(values(15, 3), [5, 3]),
    ]
    expectGradients(tf, tensors, (codes, at, spread) => tf.mean(logMixtureDensity(tf, codes!, at!, spread!)))
  })
})

describe('the mean discrepancy', () => {
  it('is what its definition gives, pair by pair', () => {
    const [x, y] = [drawn(6, 3, 1), drawn(6, 3, 2, 0.5)]
    const [a, b] = [x.arraySync(), y.arraySync()]
    const squared = (p: number[], q: number[]) => p.reduce((sum, value, k) => sum + (value - q[k]!) ** 2, 0)
    let expected = 0
    for (const scale of [0.1, 0.2, 0.5, 1, 2, 5, 10]) {
      const constant = 2 * 3 * scale
      const kernel = (p: number[], q: number[]) => constant / (constant + squared(p, q))
      for (let i = 0; i < 6; i++) {
        for (let j = 0; j < 6; j++) {
          if (i !== j) expected += (kernel(a[i]!, a[j]!) + kernel(b[i]!, b[j]!)) / 30
          expected -= (2 * kernel(a[i]!, b[j]!)) / 36
        }
      }
    }
    expect(number(mmdImq(tf, x, y, 1))).toBeCloseTo(expected, 5)
  })

  it('is nothing on average between two samples of one distribution, and grows with their distance', () => {
    const mean = (shift: number) => {
      let sum = 0
      for (let trial = 0; trial < 40; trial++)
        sum += number(mmdImq(tf, drawn(64, 4, 2 * trial, shift), drawn(64, 4, 2 * trial + 1), 1)) / 40
      return sum
    }
    const [none, near, far] = [mean(0), mean(0.5), mean(1)]
    // One value has a standard deviation of about 0.02 here, the mean of forty a sixth of it.
    expect(Math.abs(none)).toBeLessThan(0.015)
    expect(near).toBeGreaterThan(0.1)
    expect(far).toBeGreaterThan(3 * near)
  })

  it('has the gradients of finite differences', () => {
    const prior = drawn(5, 3, 4)
    expectGradients(tf, [drawn(5, 3, 3, 0.5)], (codes) => mmdImq(tf, codes as Tensor2D, prior, 1))
  })
})

it('squared distances are those of the pairs, zero for a point and itself', () => {
  const made = squaredDistances(
    tf,
    tf.tensor2d([
      [0, 0],
      [3, 4],
    ]),
    tf.tensor2d([
      [0, 0],
      [3, 0],
    ]),
  )
  expect([...made.dataSync()]).toEqual([0, 9, 25, 16])
})

it("a discriminator's cross-entropy is finite for any logit", () => {
  expect(number(crossEntropy(tf, tf.tensor1d([0]), 1))).toBeCloseTo(Math.log(2), 6)
  expect(number(crossEntropy(tf, tf.tensor1d([200]), 0))).toBeCloseTo(200, 3)
  expect(number(crossEntropy(tf, tf.tensor1d([200]), 1))).toBeCloseTo(0, 6)
})
