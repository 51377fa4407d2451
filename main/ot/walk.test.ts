import { describe, expect, it } from 'vitest'
import { matrix, row, type Matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import { walkSegment } from './walk'

function problem(n: number, d: number, seed: number) {
  const source = random(seed)
  const targets = matrix(n, d)
  for (let i = 0; i < targets.data.length; i++) targets.data[i] = source.normal()
  const heights = Float64Array.from({ length: n }, () => 0.3 * source.normal())
  const end = () => Float64Array.from({ length: d }, () => source.uniform() - 0.5)
  return { targets, heights, from: end(), to: end() }
}

function winner(targets: Matrix, heights: Float64Array, x: Float64Array): number {
  let best = 0
  let score = Number.NEGATIVE_INFINITY
  for (let i = 0; i < targets.rows; i++) {
    const value = row(targets, i).reduce((sum, y, k) => sum + y * x[k]!, heights[i]!)
    if (value > score) {
      score = value
      best = i
    }
  }
  return best
}

describe('walkSegment', () => {
  it.each([
    [1, 3],
    [40, 1],
    [300, 2],
    [500, 16],
  ])('meets the cells that dense sampling meets, %d codes in %d dimensions', (n, d) => {
    const { targets, heights, from, to } = problem(n, d, n + d)
    const walk = walkSegment(targets, heights, from, to)
    let visited = 0
    for (let s = 0; s <= 2000; s++) {
      const t = s / 2000
      while (visited < walk.times.length && walk.times[visited]! < t) visited++
      // Within rounding of a crossing either side is right.
      if (walk.times.some((time) => Math.abs(time - t) < 1e-9)) continue
      const x = from.map((value, k) => value + t * (to[k]! - value))
      expect(winner(targets, heights, x)).toBe(walk.cells[visited])
    }
  })

  it('orders its times, visits no cell twice, and its slopes only grow', () => {
    for (let seed = 0; seed < 50; seed++) {
      const { targets, heights, from, to } = problem(200, 5, seed)
      const { cells, times } = walkSegment(targets, heights, from, to)
      expect(times).toHaveLength(cells.length - 1)
      expect(new Set(cells).size).toBe(cells.length)
      for (let c = 1; c < times.length; c++) expect(times[c]!).toBeGreaterThanOrEqual(times[c - 1]!)
      const slope = (i: number) => row(targets, i).reduce((sum, y, k) => sum + y * (to[k]! - from[k]!), 0)
      for (let c = 1; c < cells.length; c++) expect(slope(cells[c]!)).toBeGreaterThan(slope(cells[c - 1]!))
    }
  })

  it('crosses the bisector of two codes once, where it lies', () => {
    const targets = matrix(2, 2, Float32Array.of(-1, 0, 1, 0))
    const { cells, times } = walkSegment(targets, Float64Array.of(0.2, 0), [-1, 0.3], [1, -0.4])
    // ⟨x, y₂ − y₁⟩ = h₁ − h₂ at x = 0.1, so t = 1.1 / 2.
    expect([...cells]).toEqual([0, 1])
    expect(times[0]).toBeCloseTo(0.55, 12)
  })

  it('stays where it stands for a segment of length zero', () => {
    const { targets, heights, from } = problem(50, 3, 9)
    expect(walkSegment(targets, heights, from, from).cells).toHaveLength(1)
  })

  it('leaves out cells touched in one point, and of equal slopes keeps the higher', () => {
    const lines = matrix(3, 1, Float32Array.of(0, 1, 2))
    // The middle line passes through the crossing of the other two.
    expect([...walkSegment(lines, Float64Array.of(0, -0.5, -1), [0], [1]).cells]).toEqual([0, 2])
    const twins = matrix(2, 1, Float32Array.of(1, 1))
    expect([...walkSegment(twins, Float64Array.of(0, 0.1), [0], [1]).cells]).toEqual([1])
  })
})
