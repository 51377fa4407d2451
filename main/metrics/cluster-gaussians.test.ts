import { describe, expect, it } from 'vitest'
import { matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import { columnMeans, scatter } from '../../shared/scatter'
import { drawClusterGaussians, fitClusterGaussians } from './cluster-gaussians'

/** Points on a slanted line through (3, −1), a little off it. */
const slanted = (() => {
  const source = random(1)
  const points = matrix(4000, 2)
  for (let i = 0; i < points.rows; i++) {
    const along = source.normal()
    points.data.set([3 + along, -1 + along + 0.1 * source.normal()], 2 * i)
  }
  return points
})()

const covarianceOf = (points: typeof slanted) => {
  const mean = columnMeans(points)
  return { mean, covariance: scatter(points, mean).map((value) => value / points.rows) }
}

describe('clusters as Gaussians', () => {
  it('have, one cluster alone, the mean and covariance of the points, or their variances without it', () => {
    const given = covarianceOf(slanted)
    const draw = (covariance: 'full' | 'axes') =>
      covarianceOf(
        drawClusterGaussians(fitClusterGaussians(slanted, 1, covariance, random(2)), 20_000, random(3)),
      )
    const [full, axes] = [draw('full'), draw('axes')]
    // Standard errors of variances near 1 over 20,000 draws are 0.01, of means 0.007; five of them.
    full.covariance.forEach((value, i) => expect(value).toBeCloseTo(given.covariance[i]!, 1))
    full.mean.forEach((value, i) => expect(Math.abs(value - given.mean[i]!)).toBeLessThan(0.035))
    expect(Math.abs(axes.covariance[0]! - given.covariance[0]!)).toBeLessThan(0.05)
    expect(Math.abs(axes.covariance[1]!)).toBeLessThan(0.05)
  })

  it('are drawn in proportion to their points', () => {
    const far = matrix(
      100,
      1,
      Float32Array.from({ length: 100 }, (_, i) => (i < 25 ? 0 : 10)),
    )
    const made = drawClusterGaussians(fitClusterGaussians(far, 2, 'full', random(1)), 4000, random(2))
    const low = made.data.filter((value) => value < 5).length / 4000
    // Five standard errors of a share of a quarter.
    expect(Math.abs(low - 0.25)).toBeLessThan(0.035)
  })
})
