import { describe, expect, it } from 'vitest'
import { matrix, selectRows, type Matrix } from '../../shared/matrix'
import { drawPointSet } from '../data/point-sets'
import { largestF, prd, prdCurve, type PrdOptions } from './prd'

function scores(generated: Matrix, real: Matrix, options: PrdOptions = {}) {
  const stepper = prd(generated, real, 'the plane itself', { clusters: 25, clusterings: 3, ...options })
  while (!stepper.step()) continue
  return stepper.result()
}

describe('prdCurve', () => {
  it('is a unit square for equal histograms and nothing for disjoint ones', () => {
    const equal = prdCurve([1, 2, 3], [2, 4, 6])
    expect(largestF(equal, 8)).toBeCloseTo(1, 9)
    expect(largestF(equal, 1 / 8)).toBeCloseTo(1, 9)
    expect(largestF(prdCurve([1, 0], [0, 1]), 8)).toBe(0)
  })

  it('ends at the shares of common support: all is precise, half is recalled', () => {
    // Generated only in the first of two equal bins: precision min(1, λ/2), recall min(1/λ, ½).
    const { precision, recall } = prdCurve([10, 0], [5, 5])
    expect(Math.max(...precision)).toBe(1)
    expect(Math.max(...recall)).toBe(0.5)
    // At λ = 2 both are largest; F₁⸝₈ = (65/64)·½ / (1/64 + ½). The grid of angles misses λ = 2 by at most 0.004.
    expect(largestF({ precision, recall }, 1 / 8)).toBeCloseTo(((65 / 64) * 0.5) / (1 / 64 + 0.5), 3)
    expect(largestF({ precision, recall }, 8)).toBeCloseTo((65 * 0.5) / 64.5, 3)
  })

  it('swaps precision and recall with its histograms', () => {
    const [a, b] = [
      [3, 1, 6, 0],
      [2, 2, 5, 1],
    ]
    const one = prdCurve(a!, b!)
    const other = prdCurve(b!, a!)
    for (let i = 0; i < 1001; i++) expect(one.precision[i]).toBeCloseTo(other.recall[1000 - i]!, 9)
  })

  it('refuses different bins, empty histograms and two angles', () => {
    expect(() => prdCurve([1], [1, 1])).toThrow('got 1 and 2')
    expect(() => prdCurve([0], [1])).toThrow('got none')
    expect(() => prdCurve([1], [1], 2)).toThrow('3 angles or more')
  })
})

describe('prd', () => {
  const real = drawPointSet('gaussians-25', 1, 2500)!
  const other = drawPointSet('gaussians-25', 2, 2500)!

  it('of the same distribution is near 1 both ways, and says what it rests on', () => {
    const found = scores(other.points, real.points)
    expect(found.f8).toBeGreaterThan(0.99)
    expect(found.fEighth).toBeGreaterThan(0.99)
    expect(found).toMatchObject({ samples: 2500, clusters: 25, clusterings: 3, features: 'the plane itself' })
    expect(found.f8Deviation).toBeLessThan(0.01)
  })

  it('of a generator that lost 15 of 25 modes has precision 1 and recall 0.4', () => {
    const kept = [...other.labels!.keys()].filter((i) => other.labels![i]! < 10)
    const again = Uint32Array.from({ length: 2500 }, (_, i) => kept[i % kept.length]!)
    const { f8, fEighth } = scores(selectRows(other.points, again), real.points)
    // Recall 0.4 at precision 1: F₈ = 65·0.4/64.4 and F₁⸝₈ = (65/64)·0.4/(1/64 + 0.4).
    expect(f8).toBeCloseTo((65 * 0.4) / 64.4, 2)
    expect(fEighth).toBeCloseTo(((65 / 64) * 0.4) / (1 / 64 + 0.4), 2)
  })

  it('is the same for the same seed', () => {
    const roll = drawPointSet('swiss-roll', 1, 600)!.points
    const moons = drawPointSet('moons', 1, 600)!.points
    const once = scores(moons, roll, { clusters: 20, seed: 5 })
    expect(scores(moons, roll, { clusters: 20, seed: 5 })).toEqual(once)
    expect(scores(moons, roll, { clusters: 20, seed: 6 }).f8).not.toBe(once.f8)
  })

  it('holds equal points for one place, and refuses sets of different size, NaN and too few samples', () => {
    const equal = matrix(20, 1)
    expect(scores(equal, equal, { clusters: 20 }).f8).toBeCloseTo(1, 9)
    expect(() => prd(matrix(3, 1), matrix(4, 1), '')).toThrow(
      'as many generated as real samples, got 3 and 4',
    )
    expect(() => prd(matrix(1, 1, Float32Array.of(Number.NaN)), matrix(1, 1), '')).toThrow('NaN')
    expect(() => prd(matrix(2, 1), matrix(2, 1), '').step()).toThrow('Expected 1 to 4 clusters')
    expect(scores(matrix(1, 1), matrix(1, 1), { clusters: 1, clusterings: 1 }).f8Deviation).toBeNull()
  })
})
