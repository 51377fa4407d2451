import { describe, expect, it } from 'vitest'
import { matrix, type Matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import { distanceOrder, ranksFrom } from './distance-order'

const drawn = (rows: number, columns: number, seed: number): Matrix => {
  const source = random(seed)
  return matrix(
    rows,
    columns,
    Float32Array.from({ length: rows * columns }, () => source.normal()),
  )
}

describe('the order of distances', () => {
  it('is kept by a turned and stretched copy', () => {
    const points = drawn(60, 2, 1)
    const turned = points.data.map((_, i) =>
      i % 2 === 0 ? 5 * points.data[i + 1]! + 3 : -5 * points.data[i - 1]!,
    )
    const { correlation, kept } = distanceOrder(points, matrix(60, 2, turned), 8)
    expect(correlation.mean).toBeCloseTo(1, 3)
    expect(kept.mean).toBeGreaterThan(0.99)
  })

  it('is that of chance for points that have nothing to do with one another', () => {
    const { correlation, kept } = distanceOrder(drawn(200, 3, 1), drawn(200, 2, 2), 10)
    // Of 10 nearest, 10/199 are the same by chance; the mean of 2,000 such draws scatters by 0.005, correlated ones by more.
    expect(Math.abs(correlation.mean)).toBeLessThan(0.05)
    expect(Math.abs(kept.mean - 10 / 199)).toBeLessThan(0.02)
  })

  it('is by Spearman’s formula, checked by hand', () => {
    // From the first point, orders 1 2 3 and 3 1 2: d² = 4 + 1 + 1, so 1 − 36/24.
    const line = (...values: number[]) => matrix(4, 1, Float32Array.from(values))
    const [before, after] = [line(0, 1, 2, 4), line(0, 9, 1, 4)]
    expect([...ranksFrom(before, 0)]).toEqual([0, 1, 2, 3])
    expect([...ranksFrom(after, 0)]).toEqual([0, 3, 1, 2])
    // From the others, in the same way.
    const ofTargets = [-0.5, -1, -0.5, 0.5]
    const mean = distanceOrder(before, after, 1).correlation.mean
    expect(mean).toBeCloseTo(ofTargets.reduce((sum, value) => sum + value, 0) / 4, 6)
  })

  it('is refused for sets of other sizes and for too many neighbours', () => {
    expect(() => distanceOrder(drawn(5, 2, 1), drawn(4, 2, 1), 2)).toThrow(/5 mapped points, got 4/)
    expect(() => distanceOrder(drawn(5, 2, 1), drawn(5, 2, 1), 4)).toThrow(/1 to 3 neighbours .* got 4/)
  })
})
