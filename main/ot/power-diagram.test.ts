import { describe, expect, it } from 'vitest'
import { random } from '../../shared/random'
import { convexPolygon, polygonMoments } from './convex-polygon'
import { applyLaplacian, hessian } from './laplacian'
import { solveLaplacian } from './incomplete-cholesky'
import { feasibleHeights, polygonDomain } from './domain'
import { PowerDiagramBuilder } from './power-diagram'
import { unitSquare } from './source'

const hexagon = Float64Array.from({ length: 12 }, (_, at) => {
  const angle = ((at >> 1) * Math.PI) / 3
  return at % 2 === 0 ? 2 + 1.5 * Math.cos(angle) : -1 + Math.sin(angle)
})

function normals(count: number, seed: number): Float64Array {
  const source = random(seed)
  return Float64Array.from({ length: count }, () => source.normal())
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0)

function areaOf(domain: Float64Array): number {
  const moments = { area: 0, firstX: 0, firstY: 0, second: 0 }
  polygonMoments(domain, domain.length / 2, moments)
  return moments.area
}

describe('moments of a polygon', () => {
  it('are those of a square far from the origin', () => {
    const square = Float64Array.of(10, 20, 12, 20, 12, 22, 10, 22)
    const moments = { area: 0, firstX: 0, firstY: 0, second: 0 }
    polygonMoments(square, 4, moments)
    expect(moments.area).toBeCloseTo(4, 12)
    expect(moments.firstX).toBeCloseTo(44, 12)
    expect(moments.firstY).toBeCloseTo(84, 12)
    // |centre|²·area + area·(2² + 2²)/12
    expect(moments.second).toBeCloseTo(4 * (11 ** 2 + 21 ** 2) + (4 * 8) / 12, 9)
  })

  it('refuse what is not a convex polygon, and turn one that runs clockwise', () => {
    expect(() => convexPolygon(Float64Array.of(0, 0, 1, 0))).toThrow(/at least 3 corners/)
    expect(() => convexPolygon(Float64Array.of(0, 0, 4, 0, 4, 4, 3, 1))).toThrow(/turns inwards/)
    expect(() => convexPolygon(Float64Array.of(0, 0, 1, 1, 2, 2))).toThrow(/convex polygon with an area/)
    expect(() => convexPolygon(Float64Array.of(0, 0, Number.NaN, 0, 0, 1))).toThrow(/finite/)
    expect(areaOf(convexPolygon(Float64Array.of(0, 0, 0, 1, 1, 1, 1, 0)))).toBe(1)
  })
})

describe.each([
  ['the unit square', unitSquare],
  ['a hexagon', hexagon],
])('power diagram in %s', (_, domain) => {
  const codes = normals(400, 1)
  const heights = feasibleHeights(codes, polygonDomain(domain)).map((h, i) => h + 0.001 * Math.sin(i))
  const area = areaOf(domain)

  it('covers the domain once', () => {
    const builder = new PowerDiagramBuilder(codes, domain)
    const { measures: areas, secondMoments, firstMoments } = builder.compute(heights)
    const whole = { area: 0, firstX: 0, firstY: 0, second: 0 }
    polygonMoments(domain, domain.length / 2, whole)
    expect(sum(areas)).toBeCloseTo(whole.area, 11)
    expect(sum(secondMoments)).toBeCloseTo(whole.second, 10)
    expect(firstMoments.reduce((total, v, at) => total + (at % 2 === 0 ? v : 0), 0)).toBeCloseTo(
      whole.firstX,
      10,
    )
  })

  it('agrees with the highest plane at random points', () => {
    const { offsets, corners } = new PowerDiagramBuilder(codes, domain).polygons(heights)
    let misplaced = 0
    for (let i = 0; i < 200; i++) {
      const count = offsets[i + 1]! - offsets[i]!
      if (count < 3) continue
      let [x, y] = [0, 0]
      for (let k = offsets[i]!; k < offsets[i + 1]!; k++) {
        x += corners[2 * k]! / count
        y += corners[2 * k + 1]! / count
      }
      let best = 0
      const score = (j: number) => x * codes[2 * j]! + y * codes[2 * j + 1]! + heights[j]!
      for (let j = 1; j < 200; j++) if (score(j) > score(best)) best = j
      if (best !== i) misplaced++
    }
    expect(misplaced).toBe(0)
  })

  it('does not change when all heights rise together', () => {
    const builder = new PowerDiagramBuilder(codes, domain)
    const before = builder.compute(heights).measures.slice()
    const after = builder.compute(heights.map((h) => h + 3)).measures
    // Heights of size 3 carry 4e-16, divided by the distance of the closest codes.
    after.forEach((value, i) => expect(Math.abs(value - before[i]!)).toBeLessThan(1e-11))
  })

  it('has a symmetric Hessian with rows that sum to 0, equal to finite differences of the masses', () => {
    const builder = new PowerDiagramBuilder(codes, domain)
    const h = hessian(builder.compute(heights).facets, codes, 2, 1 / area)
    const dense = (j: number): Float64Array => {
      const unit = new Float64Array(200)
      unit[j] = 1
      const column = new Float64Array(200)
      applyLaplacian(h, unit, column)
      return column
    }
    for (const j of [0, 17, 99, 150]) {
      const column = dense(j)
      expect(Math.abs(sum(column))).toBeLessThan(1e-12)
      for (const i of [3, 17, 50]) expect(dense(i)[j]!).toBe(column[i])
      const step = 1e-6
      const moved = (by: number) =>
        builder.compute(heights.map((v, i) => (i === j ? v + by : v))).measures.slice()
      const [up, down] = [moved(step), moved(-step)]
      // Central differences: rounding 1e-16/1e-6, and a cell's mass is piecewise quadratic, so no third order.
      column.forEach((value, i) =>
        expect(Math.abs((up[i]! - down[i]!) / (2 * step * area) - value)).toBeLessThan(1e-6),
      )
    }
  })

  it('solves with its Hessian', () => {
    // No cell is empty at these heights, so the constants are all of its kernel.
    const feasible = feasibleHeights(codes, polygonDomain(domain))
    const h = hessian(new PowerDiagramBuilder(codes, domain).compute(feasible).facets, codes, 2, 1 / area)
    const wanted = normals(200, 5)
    const right = new Float64Array(200)
    applyLaplacian(h, wanted, right)
    const { solution } = solveLaplacian(h, right, 1e-13)
    const shift = (sum(wanted) - sum(solution)) / 200
    // Residual 1e-13 times a condition of up to 1e4.
    solution.forEach((value, i) => expect(Math.abs(value + shift - wanted[i]!)).toBeLessThan(1e-8))
  })
})

describe('power diagram of special codes', () => {
  it('of one code is the domain', () => {
    const builder = new PowerDiagramBuilder(Float64Array.of(5, 7), unitSquare)
    expect([...builder.compute(Float64Array.of(2)).measures]).toEqual([1])
    expect(builder.facets.count).toBe(0)
  })

  it('of two codes meets at their bisector', () => {
    const builder = new PowerDiagramBuilder(Float64Array.of(-1, 0, 1, 0), unitSquare)
    // ⟨x, y₂ − y₁⟩ = h₁ − h₂ at x = 0.1.
    const { measures: areas, facets } = builder.compute(Float64Array.of(0.2, 0))
    expect(areas[0]).toBeCloseTo(0.6, 14)
    expect(facets.count).toBe(1)
    expect(facets.measure[0]).toBeCloseTo(1, 14)
  })

  it('of a line of codes gives strips, with empty ones hidden', () => {
    const codes = Float64Array.of(0.3, 0.6, 0.1, 0.2, 0.2, 0.4)
    const builder = new PowerDiagramBuilder(codes, unitSquare)
    const heights = codes.reduce((h, y, at) => ((h[at >> 1]! -= (y * y) / 2), h), new Float64Array(3))
    expect(sum(builder.compute(heights).measures)).toBeCloseTo(1, 14)
    heights[2]! -= 1
    const { measures: areas, facets } = builder.compute(heights)
    expect(areas[2]).toBe(0)
    expect(sum(areas)).toBeCloseTo(1, 14)
    expect(facets.count).toBe(1)
  })

  it('of four codes on a circle has no border where four cells meet in a point', () => {
    const builder = new PowerDiagramBuilder(Float64Array.of(-1, -1, 1, -1, 1, 1, -1, 1), unitSquare)
    const { measures: areas, facets } = builder.compute(new Float64Array(4))
    expect([...areas]).toEqual([0.25, 0.25, 0.25, 0.25])
    expect(facets.count).toBe(4)
  })

  it('has empty cells where planes lie below the others', () => {
    const codes = normals(100, 3)
    const heights = feasibleHeights(codes, polygonDomain(unitSquare))
    heights[7]! -= 10
    const { measures: areas } = new PowerDiagramBuilder(codes, unitSquare).compute(heights)
    expect(areas[7]).toBe(0)
    expect(sum(areas)).toBeCloseTo(1, 12)
  })

  it('of a code with a thousand neighbours', () => {
    const codes = new Float64Array(2002)
    for (let i = 0; i < 1000; i++) {
      codes.set([Math.cos((i * Math.PI) / 500), Math.sin((i * Math.PI) / 500)], 2 * i)
    }
    const heights = new Float64Array(1001).fill(-0.4)
    heights[1000] = 0
    const { measures: areas, facets } = new PowerDiagramBuilder(codes, unitSquare).compute(heights)
    // The central cell is the polygon of 1000 tangents to the circle of radius 0.4, inside the square.
    expect(areas[1000]).toBeCloseTo(1000 * 0.16 * Math.tan(Math.PI / 1000), 10)
    expect(sum(areas)).toBeCloseTo(1, 11)
    expect(facets.count).toBe(2000)
  })
})
