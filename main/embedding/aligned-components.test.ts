import { describe, expect, it } from 'vitest'
import { matrix, type Matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import { alignedComponents } from './aligned-components'

/** Normal points whose spread along each axis is given. */
function points(rows: number, spreads: readonly number[], seed = 3): Matrix {
  const source = random(seed)
  return matrix(
    rows,
    spreads.length,
    Float32Array.from(
      { length: rows * spreads.length },
      (_, i) => spreads[i % spreads.length]! * source.normal(),
    ),
  )
}

const distance = (a: Matrix, b: Matrix) =>
  Math.sqrt(a.data.reduce((sum, value, i) => sum + (value - b.data[i]!) ** 2, 0) / a.rows)

describe('alignedComponents', () => {
  it('gives back the same placing where the points are the same but their space was turned and mirrored', () => {
    const first = points(200, [3, 2, 1, 0.2])
    // Axes exchanged and one of them mirrored: an orthogonal map of the code space.
    const turned = matrix(200, 4)
    for (let i = 0; i < 200; i++) {
      const [a, b, c, d] = first.data.subarray(4 * i, 4 * i + 4) as unknown as [
        number,
        number,
        number,
        number,
      ]
      turned.data.set([-c, a, d, b], 4 * i)
    }
    const placed = alignedComponents(first, null)
    // 32-bit positions of size 3: rounding leaves some 1e-6.
    expect(distance(alignedComponents(turned, placed), placed)).toBeLessThan(1e-4)
  })

  it('turns nearly equal directions, whose order is chance, onto the earlier ones', () => {
    const first = points(400, [2, 2, 2, 0.1])
    const moved = matrix(
      400,
      4,
      first.data.map((value, i) => value + 0.02 * Math.sin(7 * i)),
    )
    const placed = alignedComponents(first, null)
    // The points moved by 0.03 in the mean; unaligned placings of three equal directions differ by about their size, 3.
    expect(distance(alignedComponents(moved, placed), placed)).toBeLessThan(0.1)
  })

  it('keeps the distances of the projection', () => {
    const first = points(50, [3, 2, 1])
    const earlier = points(50, [1, 1, 1], 9)
    const aligned = alignedComponents(first, earlier)
    const between = (m: Matrix, i: number, j: number) =>
      Math.hypot(...[0, 1, 2].map((k) => m.data[3 * i + k]! - m.data[3 * j + k]!))
    // All three dimensions are kept, so distances are those of the points.
    for (const [i, j] of [
      [0, 1],
      [7, 30],
      [12, 49],
    ] as const) {
      expect(between(aligned, i, j)).toBeCloseTo(between(first, i, j), 4)
    }
  })

  it('takes codes of fewer than three numbers, and codes that have all collapsed into one', () => {
    expect(alignedComponents(points(20, [2, 1]), null).columns).toBe(2)
    const flat = matrix(20, 5)
    const earlier = alignedComponents(points(20, [3, 2, 1, 1, 1]), null)
    expect(alignedComponents(flat, earlier).data.every((value) => value === 0)).toBe(true)
    const line = alignedComponents(points(20, [2, 0, 0, 0]), earlier)
    expect(line.data.every(Number.isFinite)).toBe(true)
  })
})
