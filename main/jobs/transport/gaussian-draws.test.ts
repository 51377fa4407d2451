import { describe, expect, it } from 'vitest'
import { matrix } from '../../../shared/matrix'
import { random } from '../../../shared/random'
import { fitGaussian } from '../../metrics/frechet'
import { gaussianDraws } from './gaussian-draws'

describe('draws of the Gaussian of codes', () => {
  const source = random(3)
  const codes = matrix(400, 2)
  for (let i = 0; i < codes.rows; i++) {
    const [a, b] = [source.normal(), source.normal()]
    codes.data.set([5 + 2 * a, -1 + a + 0.5 * b], 2 * i)
  }

  it('have the mean and the covariance of the codes', () => {
    const n = 20_000
    const wanted = fitGaussian(codes)
    const got = fitGaussian(gaussianDraws(codes, n, 1))
    // Four standard errors: σ/√n of a mean; of a covariance at most √2 σᵢσⱼ/√n.
    const sigma = Math.sqrt(Math.max(wanted.covariance[0]!, wanted.covariance[3]!))
    got.mean.forEach((m, j) => expect(Math.abs(m - wanted.mean[j]!)).toBeLessThan((4 * sigma) / Math.sqrt(n)))
    got.covariance.forEach((c, at) =>
      expect(Math.abs(c - wanted.covariance[at]!)).toBeLessThan((4 * Math.SQRT2 * sigma ** 2) / Math.sqrt(n)),
    )
  })

  it('are the same for the same seed, and none leaves the line that all codes lie on', () => {
    const line = matrix(
      50,
      3,
      Float32Array.from({ length: 150 }, (_, at) => (at % 3 === 2 ? 0 : Math.floor(at / 3))),
    )
    const draws = gaussianDraws(line, 30, 8)
    expect(gaussianDraws(line, 30, 8)).toEqual(draws)
    for (let i = 0; i < 30; i++) {
      const [x, y, z] = draws.data.subarray(3 * i, 3 * i + 3) as unknown as [number, number, number]
      // Coordinates are in the tens, eigenvectors good to 1e-12: what is left is rounding to 32 bits.
      expect(Math.abs(x - y)).toBeLessThan(1e-4)
      expect(Math.abs(z)).toBeLessThan(1e-4)
    }
  })
})
