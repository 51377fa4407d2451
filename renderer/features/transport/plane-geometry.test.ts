import { describe, expect, it } from 'vitest'
import type { FacetTable, PlaneDiagram } from '../../../shared/contracts/results'
import {
  boundsOf,
  cellAt,
  cellsOfItems,
  centroids,
  fitBounds,
  singularMask,
  widestTears,
} from './plane-geometry'
import { projectPolytope } from './polytope'
import { middleOf, sliceColours, singularPairs } from './slice-image'
import { threeCentres } from './three-centres'
import { palette } from '../../ui/palette'

/** Two cells that halve [−1, 1]²: u = |x|, items 7 (left, y = (−1, 0)) and 3 (right, y = (1, 0)); a third is empty. */
const halves: PlaneDiagram = {
  domain: [-1, -1, 1, 1],
  cells: 3,
  offsets: Uint32Array.of(0, 4, 8, 8),
  vertices: Float32Array.of(-1, -1, 0, -1, 0, 1, -1, 1, 0, -1, 1, -1, 1, 1, 0, 1),
  items: Uint32Array.of(7, 3, 5),
  codes: Float32Array.of(-1, 0, 1, 0, 0, 0),
  potential: Float32Array.of(1, 0, 0, 1, 0, 1, 1, 0),
  segments: Float32Array.of(0, -1, 0, 1),
}
const facets: FacetTable = {
  count: 3,
  exact: true,
  first: Uint32Array.of(3, 1, 2),
  second: Uint32Array.of(7, 2, 9),
  angle: Float32Array.of(1.5, 0.2, 0.9),
  distance: Float32Array.of(2, 5, 1),
  mass: new Float32Array(3),
  suggested: { test: 'angle', value: 0.5 },
}

describe('plane geometry', () => {
  it('finds the cell under a point, whichever was the last, and none outside the domain', () => {
    expect(cellAt(halves, -0.5, 0.2)).toBe(0)
    expect(cellAt(halves, 0.5, 0.2, 0)).toBe(1)
    expect(cellAt(halves, 0.5, 0.2, 2)).toBe(1)
    expect(cellAt(halves, 1.2, 0)).toBe(-1)
  })

  it('has the centroid of each cell, and none for an empty one', () => {
    const [ax, ay, bx, , cx] = centroids(halves)
    expect([ax, ay, bx]).toEqual([-0.5, 0, 0.5])
    expect(Number.isNaN(cx)).toBe(true)
  })

  it('maps the plane to pixels with y upwards and one scale, and back', () => {
    const fit = fitBounds([-1, -1, 1, 1], 300, 200)
    expect([fit.x(0), fit.y(1), fit.scale]).toEqual([150, 0, 100])
    expect(fit.back(250, 0)).toEqual([1, 1])
    expect(boundsOf([])).toEqual([-1, -1, 1, 1])
  })

  it('knows the cell of an item and says −1 for those without', () => {
    expect([...cellsOfItems(halves, 8)]).toEqual([-1, -1, -1, 1, -1, 2, -1, 0])
  })

  it('marks singular facets by angle or by distance', () => {
    expect([...singularMask(facets, { test: 'angle', value: 0.9 })]).toEqual([1, 0, 0])
    expect([...singularMask(facets, { test: 'distance', value: 2 })]).toEqual([1, 1, 0])
    expect(widestTears(facets, 'angle', 2)).toEqual([0, 2])
    expect(widestTears(facets, 'distance', 9)).toEqual([1, 0, 2])
  })
})

describe('polytope', () => {
  it('fits the picture and puts what is low below what is high', () => {
    const { points, order } = projectPolytope(halves, { turn: 0, pitch: 0.6 }, 200, 200, 10)
    const xs = points.filter((_, i) => i % 2 === 0)
    const ys = points.filter((_, i) => i % 2 === 1)
    for (const value of [...xs, ...ys]) {
      expect(value).toBeGreaterThanOrEqual(10 - 1e-3)
      expect(value).toBeLessThanOrEqual(190 + 1e-3)
    }
    // Vertex 1 is (0, −1, u = 0), vertex 0 is (−1, −1, u = 1): the same distance away, one higher.
    expect(ys[1]).toBeGreaterThan(ys[0]!)
    expect(order.length).toBe(3)
  })

  it('survives a potential without any height', () => {
    const flat = { ...halves, potential: new Float32Array(8) }
    expect(projectPolytope(flat, { turn: 1, pitch: 0.5 }, 200, 200).points.every(Number.isFinite)).toBe(true)
  })
})

describe('slice', () => {
  const look = palette('dark')
  const items = Uint32Array.of(3, 3, 7, 3, 3, 7, 1, 1, 1)

  it('draws a torn border red on both sides, another in the ground, and the lit cell in its full colour', () => {
    const torn = singularPairs(facets, Uint8Array.of(1, 0, 0))
    const pixels = sliceColours(items, 3, () => 0, look, true, torn, 1)
    const hex = (at: number) =>
      `#${[0, 1, 2].map((c) => pixels[4 * at + c]!.toString(16).padStart(2, '0')).join('')}`.toUpperCase()
    expect([hex(1), hex(2)]).toEqual([look.tear, look.tear])
    expect(hex(3)).toBe(look.well)
    expect(hex(8)).toBe(look.categories[0])
  })

  it('finds the middle of an item', () => {
    expect(middleOf(items, 3, 7)).toEqual({ x: 2.5 / 3, y: 1 / 3 })
    expect(middleOf(items, 3, 99)).toBeNull()
  })

  it('takes the two codes of the widest tear and a third of another category', () => {
    const codes = Int32Array.of(0, 0, 0, 1, 2, 0, 0, 0, 0, 0)
    expect(threeCentres(10, facets, [0], codes, 0)).toEqual([3, 7, 4])
    expect(threeCentres(2, facets, [0], codes, 0)).toBeNull()
    const drawn = threeCentres(10, null, [], null, 3)
    expect(new Set(drawn).size).toBe(3)
  })
})
