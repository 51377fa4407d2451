import type { Scalar, Tensor } from '@tensorflow/tfjs-node-gpu'
import { describe, expect, it } from 'vitest'
import {
  discriminatorLoss,
  generatorLoss,
  gradientPenalty,
  meanVerdict,
  packed,
  type AdversarialGame,
} from './adversarial'
import { loadBackend } from './backend'
import { expectGradients, values } from './gradients.fixture'
import { convolution, dense, flatten, sequence } from './layers'

const { tf } = await loadBackend()
const number = (value: Scalar) => value.dataSync()[0]!
const sigma = (x: number) => 1 / (1 + Math.exp(-x))
const mean = (numbers: number[]) => numbers.reduce((sum, value) => sum + value, 0) / numbers.length

const real = [1.5, -0.4, 0.2]
const made = [-2, 0.7, 0.1]
const column = (numbers: number[]) => tf.tensor2d(numbers, [numbers.length, 1])

describe('the losses of a game', () => {
  const expected: Record<AdversarialGame, [discriminator: number, generator: number]> = {
    minimax: [
      mean(real.map((d) => -Math.log(sigma(d)))) - mean(made.map((d) => Math.log(1 - sigma(d)))),
      mean(made.map((d) => Math.log(1 - sigma(d)))),
    ],
    'non-saturating': [
      mean(real.map((d) => -Math.log(sigma(d)))) - mean(made.map((d) => Math.log(1 - sigma(d)))),
      mean(made.map((d) => -Math.log(sigma(d)))),
    ],
    'least-squares': [
      mean(real.map((d) => (d - 1) ** 2)) / 2 + mean(made.map((d) => d ** 2)) / 2,
      mean(made.map((d) => (d - 1) ** 2)) / 2,
    ],
    wasserstein: [mean(made) - mean(real), -mean(made)],
  }
  it.each(Object.keys(expected) as AdversarialGame[])('%s are those of their definition', (game) => {
    expect(number(discriminatorLoss(tf, game, column(real), column(made)))).toBeCloseTo(expected[game][0], 5)
    expect(number(generatorLoss(tf, game, column(made)))).toBeCloseTo(expected[game][1], 5)
  })

  it('push a made sample’s score up, the saturating one least where the score is low', () => {
    const slope = (game: AdversarialGame) =>
      tf
        .grad((d: Tensor) => generatorLoss(tf, game, d))(column([-6]))
        .dataSync()[0]!
    // −σ(−6) and −σ(6).
    expect(slope('minimax')).toBeCloseTo(-0.00247, 4)
    expect(slope('non-saturating')).toBeCloseTo(-0.99753, 4)
    expect(slope('least-squares')).toBeCloseTo(-7, 4)
    expect(slope('wasserstein')).toBeCloseTo(-1, 6)
  })

  it('record a probability of logits and the score of a critic', () => {
    expect(number(meanVerdict(tf, 'minimax', column(real)))).toBeCloseTo(mean(real.map(sigma)), 6)
    expect(number(meanVerdict(tf, 'wasserstein', column(real)))).toBeCloseTo(mean(real), 6)
  })
})

describe('packing', () => {
  it('puts each sample once in every place', () => {
    const samples = tf.tensor2d([1, 10, 2, 20, 3, 30, 4, 40], [4, 2])
    expect(packed(tf, samples, 3).arraySync()).toEqual([
      [1, 10, 2, 20, 3, 30],
      [2, 20, 3, 30, 4, 40],
      [3, 30, 4, 40, 1, 10],
      [4, 40, 1, 10, 2, 20],
    ])
    expect(packed(tf, samples, 1)).toBe(samples)
  })

  it('has the gradients of finite differences, on pictures too', () => {
    expectGradients(tf, [tf.tensor(values(30, 1), [5, 3, 2, 1])], (samples) =>
      tf.mean(tf.square(tf.sum(packed(tf, samples!, 2), -1))),
    )
  })
})

describe('the gradient penalty', () => {
  const seed = tf.tensor1d([3, 4], 'int32')

  it('of a linear score is (norm of its weights − 1)², wherever it is taken', () => {
    const weights = tf.tensor2d([3, 0, 4], [3, 1])
    const [x, g] = [tf.tensor2d(values(12, 1), [4, 3]), tf.tensor2d(values(12, 2), [4, 3])]
    const { penalty, norm } = gradientPenalty(tf, (at) => tf.matMul(at as typeof x, weights), x, g, seed)
    expect(number(norm)).toBeCloseTo(5, 5)
    expect(number(penalty)).toBeCloseTo(16, 4)
  })

  it('is taken between the real and the made, each sample at a place of its own', () => {
    // The slope of half the square is the place itself.
    const { norm } = gradientPenalty(
      tf,
      (x) => tf.mul(tf.sum(tf.square(x), 1, true), 0.5),
      tf.fill([4000, 1], 1),
      tf.fill([4000, 1], 3),
      seed,
    )
    // The mean of uniform numbers on [1, 3]; its standard deviation is 0.01.
    expect(Math.abs(number(norm) - 2)).toBeLessThan(0.04)
  })

  it('has the derivatives by a convolutional critic’s weights that finite differences have', () => {
    const critic = sequence([
      convolution('a', [6, 5, 1], 4, 4, 'silu'),
      flatten([3, 3, 4]),
      dense('b', 36, 1, 'none'),
    ])
    const [x, g] = [tf.tensor(values(60, 3), [2, 6, 5, 1]), tf.tensor(values(60, 4), [2, 6, 5, 1])]
    const names = critic.parameters.map(({ name }) => name)
    const tensors = critic.parameters.map(({ shape }, i) =>
      tf.mul(
        tf.tensor(
          values(
            shape.reduce((product, side) => product * side, 1),
            10 + i,
          ),
          [...shape],
        ),
        0.4,
      ),
    )
    expectGradients(tf, tensors, (...given) => {
      const weights = Object.fromEntries(names.map((name, i) => [name, given[i]!]))
      const score = (at: Tensor) => critic.apply({ tf, weights, training: true }, at)
      // The last bias has no part in a slope.
      return tf.add(gradientPenalty(tf, score, x, g, seed).penalty, tf.mean(score(x)))
    })
  })
})
