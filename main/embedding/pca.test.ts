import { describe, expect, it } from 'vitest'
import { matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import { principalComponents, project } from './pca'

function gaussianCloud(n: number, deviations: readonly number[], seed: number) {
  const source = random(seed)
  const points = matrix(n, deviations.length)
  for (let i = 0; i < points.data.length; i++) {
    points.data[i] = 5 + deviations[i % deviations.length]! * source.normal()
  }
  return points
}

describe('principalComponents', () => {
  it('finds the axes of a stretched cloud with their variances, signs fixed', () => {
    const points = gaussianCloud(20_000, [1, 4, 2], 3)
    const { components, variances, explained, scores } = principalComponents(points, 3)
    // The standard error of a variance is its √(2/n) = 1 %; five of them.
    expect(variances[0]! / 16).toBeCloseTo(1, 1)
    expect(variances[1]! / 4).toBeCloseTo(1, 1)
    expect(variances[2]!).toBeCloseTo(1, 1)
    expect(explained.reduce((a, b) => a + b)).toBeCloseTo(1, 10)
    expect(components.data[1]).toBeGreaterThan(0.99)
    expect(components.data[5]).toBeGreaterThan(0.99)
    let mean = 0
    for (let i = 0; i < scores.rows; i++) mean += scores.data[i * 3]! / scores.rows
    expect(Math.abs(mean)).toBeLessThan(1e-4)
    expect(project(points, { components, mean: new Float64Array(3) }).rows).toBe(20_000)
  })

  it('solves the eigenproblem above 1024 dimensions, where it iterates on the points', () => {
    const source = random(9)
    const d = 1100
    const n = 60
    const wide = matrix(n, d)
    const factors = [9, 5, 3, 1.5]
    const loadings = factors.map(() => Float64Array.from({ length: d }, () => source.normal()))
    for (let i = 0; i < n; i++) {
      const weights = factors.map((factor) => factor * source.normal())
      for (let j = 0; j < d; j++) {
        let value = 0.1 * source.normal()
        loadings.forEach((loading, f) => (value += weights[f]! * loading[j]!))
        wide.data[i * d + j] = value
      }
    }
    const krylov = principalComponents(wide, 3)
    // The residual of each pair under the covariance, which the solver never forms.
    for (let c = 0; c < 3; c++) {
      const direction = krylov.components.data.subarray(c * d, (c + 1) * d)
      const image = new Float64Array(d)
      for (let i = 0; i < n; i++) {
        const along = krylov.scores.data[i * 3 + c]!
        for (let j = 0; j < d; j++) image[j]! += (along * (wide.data[i * d + j]! - krylov.mean[j]!)) / (n - 1)
      }
      let residual = 0
      for (let j = 0; j < d; j++) residual += (image[j]! - krylov.variances[c]! * direction[j]!) ** 2
      expect(Math.sqrt(residual) / krylov.variances[0]!).toBeLessThan(1e-5)
    }
  })

  it('gives zero variance, not NaN, for points that are all the same', () => {
    const same = matrix(5, 3, new Float32Array(15).fill(2))
    const result = principalComponents(same, 2)
    expect([...result.explained]).toEqual([0, 0])
    expect([...result.scores.data]).toEqual(new Array(10).fill(0))
  })

  it('names the point that holds NaN and refuses impossible counts', () => {
    const points = matrix(3, 2, Float32Array.from([1, 2, 3, Number.NaN, 5, 6]))
    expect(() => principalComponents(points, 1)).toThrow('Point 1 holds NaN')
    expect(() => principalComponents(matrix(3, 2), 3)).toThrow('Expected 1 to 2 components')
    expect(() => principalComponents(matrix(0, 2), 1)).toThrow('at least one point')
  })
})
