import { describe, expect, it } from 'vitest'
import { matrix, type Matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import { drawPointSet, pointSetGaussians } from '../data/point-sets'
import { modeScores } from './mode-scores'
import { roundMixture } from './mixture'

const { centres, sigma } = pointSetGaussians('gaussians-25')!
const grid = roundMixture(centres, sigma)

/** Independent draws of the 25 Gaussians, modes by chance, unlike the sample's, which has as many of each. */
function draws(n: number, seed: number, modes = 25): Matrix {
  const source = random(seed)
  const points = matrix(n, 2)
  for (let i = 0; i < n; i++) {
    const mode = source.integer(modes)
    for (const k of [0, 1]) {
      points.data[2 * i + k] = centres.data[2 * mode + k]! + sigma * source.normal()
    }
  }
  return points
}

describe('modeScores', () => {
  it('of the true mixture are all modes and 1 − exp(−4.5) = 98.9 % good samples', () => {
    const scores = modeScores(grid, draws(100_000, 1), null)
    expect([scores.found, scores.modes, scores.missed]).toEqual([25, 25, []])
    // One standard error is 0.033 %; four of them.
    expect(Math.abs(scores.highQuality.share - (1 - Math.exp(-4.5)))).toBeLessThan(0.0014)
    expect(scores.highQuality.low).toBeLessThan(scores.highQuality.share)
    expect(scores.reverseKl).toBeNull()
  })

  it('of a perfect generator have the floor of reverse KL and not zero', () => {
    // 2,500 draws against as many real samples of each mode: 24/5000 = 0.0048.
    // One round scatters by √48 / 5000 = 0.0014; the mean of 40 by 0.0002.
    const real = drawPointSet('gaussians-25', 1, 5000)!.points
    let sum = 0
    for (let round = 0; round < 40; round++)
      sum += modeScores(grid, draws(2500, 10 + round), real).reverseKl! / 40
    expect(modeScores(grid, draws(2500, 1), real).reverseKlFloor).toBe(0.0048)
    expect(Math.abs(sum - 0.0048)).toBeLessThan(0.0008)
  })

  it('tell modes that were lost: KL is log(25 / 17) where 17 are hit alike', () => {
    const scores = modeScores(grid, draws(200_000, 3, 17), drawPointSet('gaussians-25', 1, 25_000)!.points)
    expect(scores.found).toBe(17)
    expect(scores.missed).toEqual([17, 18, 19, 20, 21, 22, 23, 24])
    // Counting 200,000 draws and a histogram without noise leaves 1e-4.
    expect(Math.abs(scores.reverseKl! - Math.log(25 / 17))).toBeLessThan(3e-4)
    expect(scores.realSamples).toBe(25_000)
  })

  it('count a sample far from every mode as bad, and have no divergence of good samples where there is none', () => {
    const scores = modeScores(grid, matrix(2, 2, Float32Array.of(9, 9, 0.3, 0.3)), null)
    expect(scores).toMatchObject({ found: 0, jsdToUniform: null, realSamples: null })
    expect(scores.highQuality).toMatchObject({ count: 0, of: 2, low: 0 })
    expect(scores.counts.reduce((a, b) => a + b)).toBe(2)
  })

  it('take one sample: one mode, and a divergence from uniform of its closed form', () => {
    const one = matrix(1, 2, centres.data.slice(0, 2))
    const { found, jsdToUniform } = modeScores(grid, one, null)
    expect(found).toBe(1)
    // P = e₁ and Q = 1/25 each: ½ log(50/26) + ½(1/25 log(2/26) + 24/25 log 2).
    const expected = 0.5 * Math.log(50 / 26) + 0.5 * (Math.log(2 / 26) / 25 + (24 / 25) * Math.log(2))
    expect(jsdToUniform).toBeCloseTo(expected, 12)
  })

  it('work for the ring as PacGAN draws it', () => {
    const ring = pointSetGaussians('ring')!
    const scores = modeScores(
      roundMixture(ring.centres, ring.sigma),
      drawPointSet('ring', 1, 8000)!.points,
      null,
    )
    expect([scores.found, scores.modes, ring.sigma]).toEqual([8, 8, 0.01])
    expect(Math.abs(scores.highQuality.share - 0.989)).toBeLessThan(0.005)
    expect(pointSetGaussians('moons')).toBeNull()
  })
})
