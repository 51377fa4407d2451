import { describe, expect, it } from 'vitest'
import { matrix, type Matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import { frechetDistance, frechetTerms } from './frechet'

function normals(n: number, d: number, seed: number, deviation = 1): Matrix {
  const source = random(seed)
  return matrix(
    n,
    d,
    Float32Array.from({ length: n * d }, () => deviation * source.normal()),
  )
}

const sum = ({ mean, covariance }: { mean: number; covariance: number }) => mean + covariance

describe('the Fréchet distance', () => {
  it('between Gaussians on common axes is |Δμ|² + Σ(σ₁ − σ₂)²', () => {
    const first = { mean: Float64Array.of(1, 2), covariance: Float64Array.of(4, 0, 0, 9) }
    const second = { mean: Float64Array.of(1, 5), covariance: Float64Array.of(1, 0, 0, 25) }
    expect(sum(frechetTerms(first, second))).toBeCloseTo(9 + 1 + 4, 12)
  })

  it('between turned Gaussians has the closed form of two dimensions', () => {
    // Tr(S^½) = √(Tr S + 2√det S), with Tr S = Tr Σ₁Σ₂ and det S = det Σ₁ det Σ₂.
    const first = { mean: Float64Array.of(0, 0), covariance: Float64Array.of(3, 1, 1, 2) }
    const second = { mean: Float64Array.of(0, 0), covariance: Float64Array.of(1, -0.5, -0.5, 4) }
    const cross = Math.sqrt(3 - 0.5 - 0.5 + 8 + 2 * Math.sqrt(5 * 3.75))
    expect(sum(frechetTerms(first, second))).toBeCloseTo(5 + 5 - 2 * cross, 12)
    expect(sum(frechetTerms(second, first))).toBeCloseTo(5 + 5 - 2 * cross, 12)
  })

  it('of a set from itself is 0 within rounding, also where the covariance is singular', () => {
    const points = normals(300, 6, 1)
    for (let i = 0; i < 300; i++) points.data[6 * i + 5] = points.data[6 * i]!
    const { value, warnings } = frechetDistance(points, points, 'none')
    // √λ of a rounded zero eigenvalue is about 1e-8.
    expect(value).toBeLessThan(1e-6)
    expect(warnings).toEqual([])
  })

  it('is scale² for scaled features and names its net, its terms and its counts', () => {
    const [a, b] = [normals(500, 3, 1), normals(400, 3, 2, 2)]
    const once = frechetDistance(a, b, 'digits classifier, last hidden layer')
    const thrice = frechetDistance(
      matrix(
        500,
        3,
        a.data.map((x) => 3 * x),
      ),
      matrix(
        400,
        3,
        b.data.map((x) => 3 * x),
      ),
      '',
    )
    // Features are rounded to singles after scaling.
    expect(thrice.value / once.value / 9).toBeCloseTo(1, 5)
    expect(once.value).toBe(once.meanTerm + once.covarianceTerm)
    expect(once).toMatchObject({
      features: 'digits classifier, last hidden layer',
      dimensions: 3,
      generatedSamples: 500,
      realSamples: 400,
    })
    // Deviations 1 and 2 in three dimensions: 3. The scatter of a deviation is σ/√(2n), of the value some 0.2.
    expect(Math.abs(once.value - 3)).toBeLessThan(0.8)
  })

  it('warns where samples are no more than dimensions, and is then far from 0 for one distribution', () => {
    const { value, warnings } = frechetDistance(normals(20, 20, 1), normals(20, 20, 2), 'none')
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain('20 samples')
    expect(value).toBeGreaterThan(5)
  })

  it('of equal points is their squared distance; a single sample, NaN and other dimensions are refused', () => {
    const at = (x: number) => matrix(3, 1, Float32Array.of(x, x, x))
    expect(frechetDistance(at(1), at(4), 'none').value).toBe(9)
    expect(() => frechetDistance(normals(1, 2, 1), normals(5, 2, 1), '')).toThrow(
      'at least 2 generated samples',
    )
    expect(() => frechetDistance(normals(5, 3, 1), normals(5, 2, 1), '')).toThrow('got 3 and 2')
    expect(() => frechetDistance(at(Number.NaN), at(0), '')).toThrow('NaN')
  })
})
