import { describe, expect, it } from 'vitest'
import { matrix, type Matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import { openWalker } from '../kernels/walks/index'
import { drawLines, facetArea, meanShadow } from './crofton'
import { walkedSegments } from './crossings'
import { newtonTransport } from './newton'
import { exactFacets } from './exact-map'
import type { Source } from './source'
import { prepareTargets } from './targets'

function estimate(
  source: Source,
  codes: Matrix,
  heights: Float64Array,
  lines: number,
  counts = (_distance: number) => true,
) {
  const ends = drawLines(source, lines, random(7))
  const walker = openWalker(codes, heights)
  const walked = walkedSegments([{ ends, walks: walker.walk(ends) }], codes)
  walker.close()
  return facetArea(source, walked, (c) => counts(walked.crossings.distance[c]!))
}

/** Centres of the m^d equal cubes that the unit cube falls into; with heights −½|y|² they are its power cells. */
function gridOfCubes(m: number, d: number) {
  const codes = matrix(m ** d, d)
  for (let i = 0; i < codes.data.length; i++) {
    const place = Math.floor(Math.floor(i / d) / m ** (i % d)) % m
    codes.data[i] = (place + 0.5) / m - 0.5
  }
  const heights = Float64Array.from({ length: codes.rows }, (_, i) => {
    return -codes.data.subarray(i * d, (i + 1) * d).reduce((sum, y) => sum + y * y, 0) / 2
  })
  return { codes, heights }
}

describe('facet areas by Crofton', () => {
  it('knows how much of a facet a random direction sees: 1, 2/π, 1/2, 4/3π in one to four dimensions', () => {
    expect(meanShadow(1)).toBe(1)
    expect(meanShadow(2)).toBeCloseTo(2 / Math.PI, 12)
    expect(meanShadow(3)).toBe(0.5)
    expect(meanShadow(4)).toBeCloseTo(4 / (3 * Math.PI), 12)
    // Γ(d/2) / Γ((d + 1)/2) → √(2/d).
    expect(meanShadow(1001)).toBeCloseTo(Math.sqrt(2 / (Math.PI * 1001)), 4)
  })

  it.each([
    [5, 2],
    [4, 3],
    [3, 5],
  ])('finds the d·(m − 1) walls of a grid of %d^%d cubes', (m, d) => {
    const { codes, heights } = gridOfCubes(m, d)
    const { value, error } = estimate({ kind: 'cube', dimension: d }, codes, heights, 4000)
    // Four standard errors: one run in 16,000 would stray further, and the seed is fixed.
    expect(Math.abs(value - d * (m - 1))).toBeLessThan(4 * error)
    expect(error).toBeLessThan(0.03 * value)
  })

  it('finds the density of Gaussian noise on a plane, φ(offset), in 12 dimensions', () => {
    const codes = matrix(2, 12)
    codes.data[0] = -1
    codes.data[12] = 1
    // ⟨x, y₂ − y₁⟩ = h₁ − h₂ at x₁ = 0.6.
    const { value, error } = estimate(
      { kind: 'gaussian', dimension: 12 },
      codes,
      Float64Array.of(0.6, -0.6),
      20_000,
    )
    const exact = Math.exp(-(0.6 ** 2) / 2) / Math.sqrt(2 * Math.PI)
    expect(Math.abs(value - exact)).toBeLessThan(4 * error)
    expect(error).toBeLessThan(0.02 * exact)
  })

  it.each([2, 3])(
    'agrees with the exact facets of a map in %d dimensions, all of them and the long jumps',
    (d) => {
      const source = { kind: 'cube', dimension: d } as const
      const stream = random(3)
      const codes = matrix(
        300,
        d,
        Float32Array.from({ length: 300 * d }, (_, i) => (i % (2 * d) < d ? -2 : 2) + 0.3 * stream.normal()),
      )
      const solver = newtonTransport({ targets: prepareTargets(codes), source, tolerance: 1e-8 })
      while (!solver.step());
      const map = solver.result()
      const facets = exactFacets(map)
      for (const least of [0, 1.5]) {
        const long = (distance: number) => distance > least
        let exact = 0
        for (const [f, mass] of facets.mass.entries()) {
          if (long(facets.distance[f]!)) exact += mass
        }
        const { value, error } = estimate(source, map.targets, map.heights, 8000, long)
        expect(exact).toBeGreaterThan(0.5)
        expect(Math.abs(value - exact)).toBeLessThan(4 * error)
        expect(error).toBeLessThan(0.03 * exact)
      }
    },
  )

  it('cuts lines to a polygon', () => {
    const corners = Float64Array.of(0, 0, 2, 0, 0, 1)
    const ends = drawLines({ kind: 'polygon', dimension: 2, corners }, 200, random(1))
    for (let e = 0; e < ends.length; e += 2) {
      const [x, y] = [ends[e]!, ends[e + 1]!]
      // Every end lies on the border: on one of the three edges, and not outside the others.
      const inside = [x, y, 2 - x - 2 * y]
      expect(Math.min(...inside)).toBeCloseTo(0, 9)
    }
  })
})
