import { describe, expect, it } from 'vitest'
import { random } from '../../shared/random'
import { ConvexPolyhedron } from './convex-polyhedron'
import { feasibleHeights, polyhedronDomain, unitCube } from './domain'
import { HighestPlane } from './highest-plane'
import { hessian } from './laplacian'

function normals(count: number, seed: number): Float64Array {
  const source = random(seed)
  return Float64Array.from({ length: 3 * count }, () => source.normal())
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0)

/** A simplex: the corner of the unit cube at the origin. */
function corner(): ConvexPolyhedron {
  const polyhedron = ConvexPolyhedron.box([0, 0, 0], [1, 1, 1])
  polyhedron.cut(1, 1, 1, 1, -7)
  return polyhedron
}

describe('a convex polyhedron', () => {
  it('has the volume, centre and sides of a simplex when a box is cut to one', () => {
    const { measure, centre, sides } = polyhedronDomain(corner())
    expect(measure).toBeCloseTo(1 / 6, 14)
    for (const coordinate of centre) expect(coordinate).toBeCloseTo(1 / 4, 14)
    expect(sides.length / 4).toBe(4)
  })

  it('is left as it was by a plane that misses it, and empty by one that leaves nothing', () => {
    const box = unitCube()
    expect(box.cut(1, 0, 0, 0.5, 1)).toBe(false)
    expect(box.cut(1, 1, 1, -1.6, 1)).toBe(true)
    expect(box.empty).toBe(true)
  })

  it('stays a polyhedron when planes cut again and again through the same corner and edge', () => {
    const box = unitCube()
    for (let n = 0; n < 60; n++) {
      const turn = (n * Math.PI) / 30
      // All through (0, 0, ½) but for rounding.
      box.cut(Math.cos(turn), Math.sin(turn), 1, 0.5, n)
    }
    let corners = 0
    box.eachFace((_, ring) => {
      corners += ring.length
    })
    // Euler: in a polyhedron of three faces a corner each edge has two faces.
    let vertices = 0
    for (let place = 0; place < box.places; place++) if (box.isVertex(place)) vertices++
    expect(corners).toBe(3 * vertices)
    const { measure } = polyhedronDomain(box)
    // A cone over a circle of radius 1 around the square's whole: what is left under it.
    expect(measure).toBeGreaterThan(0.4)
    expect(measure).toBeLessThan(1)
  })
})

describe('the highest plane', () => {
  it('is the one that a look at all finds, wherever the references are', () => {
    const codes = normals(500, 1)
    const source = random(2)
    const heights = Float64Array.from({ length: 500 }, () => 0.3 * source.normal())
    for (const references of [new Float64Array(1500), codes, normals(500, 3)]) {
      const planes = new HighestPlane(codes)
      planes.prepare(heights, references)
      for (let n = 0; n < 200; n++) {
        const x = [source.normal(), source.normal(), source.normal()]
        const scores = Float64Array.from(heights, (h, j) => {
          return x[0]! * codes[3 * j]! + x[1]! * codes[3 * j + 1]! + x[2]! * codes[3 * j + 2]! + h
        })
        const best = scores.indexOf(Math.max(...scores))
        const [px, py, pz] = [x[0]!, x[1]!, x[2]!]
        expect(planes.above(px, py, pz, Number.NEGATIVE_INFINITY)).toBe(best)
        expect(planes.above(px, py, pz, scores[best]! + 1e-9)).toBe(-1)
      }
    }
  })
})

describe.each([
  ['the cube', unitCube()],
  ['a simplex', corner()],
])('power cells in %s', (_, polyhedron) => {
  const domain = polyhedronDomain(polyhedron)
  const codes = normals(120, 4)
  const heights = feasibleHeights(codes, domain).map((h, i) => h + 0.001 * Math.sin(i))

  it('cover the domain once, also when they are computed again from what was known', () => {
    const cells = domain.cells(codes)
    const { measures, firstMoments } = cells.compute(heights)
    expect(sum(measures)).toBeCloseTo(domain.measure, 12)
    for (const k of [0, 1, 2]) {
      expect(sum(firstMoments.filter((_, at) => at % 3 === k))).toBeCloseTo(
        domain.measure * domain.centre[k]!,
        12,
      )
    }
    const before = measures.slice()
    const shifted = cells.compute(heights.map((h) => h + 2)).measures
    shifted.forEach((value, i) => expect(value).toBeCloseTo(before[i]!, 12))
  })

  it('change with the heights as the Hessian says', () => {
    const cells = domain.cells(codes)
    const h = hessian(cells.compute(heights).facets, codes, 3, 1)
    const step = 1e-5
    for (const j of [0, 17, 60]) {
      const moved = (by: number): Float64Array =>
        cells.compute(heights.map((value, i) => (i === j ? value + by : value))).measures.slice()
      const [up, down] = [moved(step), moved(-step)]
      const row = new Map(
        Array.from(h.columns.subarray(h.starts[j], h.starts[j + 1]), (column, at) => {
          return [column, -h.weights[h.starts[j]! + at]!]
        }),
      )
      row.set(j, h.diagonal[j]!)
      for (let i = 0; i < 120; i++) {
        const slope = (up[i]! - down[i]!) / (2 * step)
        // The third derivative times step² and rounding over it.
        expect(Math.abs(slope - (row.get(i) ?? 0))).toBeLessThan(1e-4)
      }
    }
  })

  it('each hold their own point at the start', () => {
    expect(Math.min(...domain.cells(codes).compute(feasibleHeights(codes, domain)).measures)).toBeGreaterThan(
      0,
    )
  })

  it('are empty where a plane lies below the others', () => {
    const sunk = heights.map((h, i) => (i === 5 ? h - 10 : h))
    const { measures, facets } = domain.cells(codes).compute(sunk)
    expect(measures[5]).toBe(0)
    expect([
      ...facets.first.subarray(0, facets.count),
      ...facets.second.subarray(0, facets.count),
    ]).not.toContain(5)
    expect(sum(measures)).toBeCloseTo(domain.measure, 12)
  })
})
