import { describe, expect, it } from 'vitest'
import { matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import { openPlanes } from '../kernels/planes/index'
import { FacetCounter, facetAngle, facetsOf, type Facets } from './facets'
import { shortestKeptPath } from './shortest-path'
import { keptComponents, labelChangeByFifths, massQuantile, suggestThreshold } from './singular-set'

/** A facet list by hand: [first, second, angle, distance, mass]. */
function facets(rows: readonly (readonly [number, number, number, number, number])[]): Facets {
  const column = (at: 2 | 3 | 4) => Float32Array.from(rows, (row) => row[at])
  return {
    first: Uint32Array.from(rows, (row) => row[0]),
    second: Uint32Array.from(rows, (row) => row[1]),
    angle: column(2),
    distance: column(3),
    mass: column(4),
    exact: false,
  }
}

/** Two chains 0–1–2 and 3–4–5 joined by one wide facet 2–3. */
const chains = facets([
  [0, 1, 0.1, 1, 0.3],
  [1, 2, 0.2, 1, 0.3],
  [2, 3, 0.9, 5, 0.1],
  [3, 4, 0.1, 1, 0.2],
  [4, 5, 0.2, 1, 0.1],
])
const at = (value: number) => ({ test: 'angle' as const, value })

describe('the angle of a facet', () => {
  it('is that of the planes’ normals, not of the codes', () => {
    expect(facetAngle([0, 0], [0, 0])).toBe(0)
    // Normals (1, −1) and (−1, −1) are at right angles; the codes themselves are opposite.
    expect(facetAngle([1], [-1])).toBeCloseTo(Math.PI / 2, 12)
    // Two codes far out on one ray: nearly no angle, however far apart.
    expect(facetAngle([100, 0], [200, 0])).toBeLessThan(0.01)
  })
})

describe('facets counted on noise', () => {
  it('are those of the cells, with masses in proportion to their lengths', () => {
    // A 2 × 2 grid on the square: four facets of equal length, none across the corner.
    const targets = matrix(4, 2, Float32Array.of(-1, -1, 1, -1, -1, 1, 1, 1))
    const planes = openPlanes(targets, { keep: 2 })
    planes.setHeights(new Float64Array(4))
    const counter = new FacetCounter(4)
    counter.add(planes.drawHighest({ source: 'cube', seed: 3, firstChunk: 0, count: 65_536 }, 2))
    planes.close()
    const found = facetsOf(targets, counter.shares(), false)
    expect([...found.first]).toEqual([0, 0, 1, 2])
    expect([...found.second]).toEqual([1, 2, 3, 3])
    // Each mass is a quarter; five standard errors of 65,536 draws are 0.0085.
    for (const mass of found.mass) expect(Math.abs(mass - 0.25)).toBeLessThan(0.0085)
    expect(found.distance[0]).toBe(2)
  })
})

describe('the singular set', () => {
  it('parts the cells into what kept facets join, largest first', () => {
    const parted = keptComponents(chains, 7, at(0.5))
    expect(parted.count).toBe(3)
    expect([...parted.sizes]).toEqual([3, 3, 1])
    expect(parted.of[0]).toBe(parted.of[2])
    expect(parted.of[0]).not.toBe(parted.of[3])
    expect(keptComponents(chains, 7, at(1)).count).toBe(2)
    expect(keptComponents(chains, 7, { test: 'distance', value: 2 }).count).toBe(3)
  })

  it('finds quantiles by mass, not by count', () => {
    expect(massQuantile(chains, 'angle', 0.5)).toBeCloseTo(0.1, 6)
    expect(massQuantile(chains, 'angle', 0.9)).toBeCloseTo(0.2, 6)
    expect(massQuantile(chains, 'angle', 0.95)).toBeCloseTo(0.9, 6)
    expect(massQuantile(facets([]), 'angle', 0.5)).toBe(0)
  })

  it('suggests the valley between two hills of angles', () => {
    const source = random(4)
    const hill = (centre: number, count: number, start: number) =>
      Array.from(
        { length: count },
        (_, i) => [start + i, start + i + 1, centre + 0.05 * source.normal(), 1, 1] as const,
      )
    const { value } = suggestThreshold(facets([...hill(0.3, 2000, 0), ...hill(0.9, 400, 5000)]))
    // Four standard deviations from either hill.
    expect(value).toBeGreaterThan(0.5)
    expect(value).toBeLessThan(0.7)
  })

  it('tells label changes by fifths of the angle', () => {
    const rows = Array.from({ length: 100 }, (_, f) => [0, f < 80 ? 1 : 2, f / 100, 1, 1] as const)
    expect(labelChangeByFifths(facets(rows), 'angle', [7, 7, 8])).toEqual([0, 0, 0, 0, 1])
    expect(labelChangeByFifths(facets(rows), 'angle', [7, 7, -1])).toEqual([0, 0, 0, 0, 0])
  })
})

describe('the way around the tear', () => {
  it('goes over kept facets only, by the shortest way', () => {
    const ring = facets([
      ...[0, 1, 2, 3].map((i) => [i, i + 1, 0.1, 1, 1] as const),
      [0, 4, 0.1, 3.5, 1],
      [0, 3, 0.9, 0.1, 1],
    ])
    expect([...shortestKeptPath(ring, 5, at(0.5), 0, 4).targets!]).toEqual([0, 4])
    const cheaper = shortestKeptPath(ring, 5, at(1), 0, 4)
    expect([...cheaper.targets!]).toEqual([0, 3, 4])
    expect(cheaper.length).toBeCloseTo(1.1, 6)
    expect([...shortestKeptPath(ring, 5, at(0.5), 2, 2).targets!]).toEqual([2])
  })

  it('says where there is none, and at which threshold there would be', () => {
    const none = shortestKeptPath(chains, 7, at(0.5), 0, 5)
    expect(none.targets).toBeNull()
    expect(none.length).toBe(Number.POSITIVE_INFINITY)
    expect(none.joinsAt).toBeCloseTo(0.9, 6)
    expect(shortestKeptPath(chains, 7, at(0.5), 0, 6).joinsAt).toBeNull()
    expect(() => shortestKeptPath(chains, 7, at(0.5), 0, 7)).toThrow('Expected a cell')
  })

  it('agrees with trying every way on random graphs', () => {
    const source = random(11)
    for (let round = 0; round < 30; round++) {
      const n = 7
      const rows: [number, number, number, number, number][] = []
      for (let i = 0; i < n; i++) {
        for (let j = i + 1; j < n; j++) {
          if (source.uniform() < 0.5) rows.push([i, j, source.uniform(), 0.1 + source.uniform(), 1])
        }
      }
      const graph = facets(rows)
      const best = cheapest(rows, n, 0.6)
      const { length } = shortestKeptPath(graph, n, at(0.6), 0, n - 1)
      if (best === Number.POSITIVE_INFINITY) expect(length).toBe(best)
      else expect(length).toBeCloseTo(best, 5)
    }
  })
})

/** Floyd and Warshall's recursion over kept facets. */
function cheapest(rows: readonly (readonly number[])[], n: number, threshold: number): number {
  const length = Array.from({ length: n * n }, (_, k) => (k % (n + 1) === 0 ? 0 : Number.POSITIVE_INFINITY))
  for (const [i, j, angle, distance] of rows as [number, number, number, number][]) {
    if (angle > threshold) continue
    length[i * n + j] = length[j * n + i] = distance
  }
  for (let k = 0; k < n; k++) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        length[i * n + j] = Math.min(length[i * n + j]!, length[i * n + k]! + length[k * n + j]!)
      }
    }
  }
  return length[n - 1]!
}
