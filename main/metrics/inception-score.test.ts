import { describe, expect, it } from 'vitest'
import { matrix, type Matrix } from '../../shared/matrix'
import { inceptionScore } from './inception-score'

/** Sure of class i mod 5, by turns. */
const sure = (n: number): Matrix =>
  matrix(
    n,
    5,
    Float32Array.from({ length: n * 5 }, (_, at) => (Math.floor(at / 5) % 5 === at % 5 ? 1 : 0)),
  )

describe('inceptionScore', () => {
  it('is the number of classes for sure and even answers, and 1 where every answer is the same', () => {
    expect(inceptionScore(sure(100), 'made up')).toEqual({
      mean: expect.closeTo(5, 12),
      deviation: expect.closeTo(0, 12),
      splits: 10,
      classifier: 'made up',
      samples: 100,
      classes: 5,
    })
    expect(inceptionScore(matrix(20, 5, new Float32Array(100).fill(0.2)), '').mean).toBeCloseTo(1, 6)
    expect(inceptionScore(matrix(20, 1, new Float32Array(20).fill(1)), '').mean).toBe(1)
  })

  it('is the exponential of the mean divergence by hand', () => {
    // Rows (.9, .1) and (.1, .9), p̄ even: KL = log 2 + .9 log .9 + .1 log .1.
    const divergence = Math.log(2) + 0.9 * Math.log(0.9) + 0.1 * Math.log(0.1)
    const { mean, deviation } = inceptionScore(matrix(2, 2, Float32Array.of(0.9, 0.1, 0.1, 0.9)), '', 1)
    // Probabilities are singles.
    expect(mean).toBeCloseTo(Math.exp(divergence), 6)
    expect(deviation).toBe(0)
  })

  it('takes consecutive rows as splits of almost equal size and their population deviation', () => {
    // Of 3 rows in two splits the first has one, whose score is 1; the second has two classes.
    const { mean, deviation } = inceptionScore(sure(3), '', 2)
    expect(mean).toBeCloseTo(1.5, 12)
    expect(deviation).toBeCloseTo(0.5, 12)
  })

  it('refuses logits, NaN and more splits than samples', () => {
    expect(() => inceptionScore(matrix(1, 2, Float32Array.of(3, -2)), '', 1)).toThrow('not its logits')
    expect(() => inceptionScore(matrix(1, 2, Float32Array.of(Number.NaN, 1)), '', 1)).toThrow('NaN')
    expect(() => inceptionScore(sure(9), '')).toThrow('Expected 1 to 9 splits of 9 samples, got 10')
  })
})
