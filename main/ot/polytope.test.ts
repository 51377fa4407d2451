import { describe, expect, it } from 'vitest'
import { convexPolygon, polygonMoments } from './convex-polygon'
import { exactDomain } from './domain'
import { samplePolytope } from './polytope'
import { ball, disc } from './round-domains'
import { solidFrame } from './solid-frame'

const cubeOfTwo = Float64Array.from(
  Array.from({ length: 27 }, (_, p) => [p % 3, Math.floor(p / 3) % 3, Math.floor(p / 9)]).flat(),
)
const domainOf = (corners: Float64Array) => exactDomain({ kind: 'polytope', dimension: 3, corners })!

describe('a polytope given by its corners', () => {
  it('has the volume and the centre of a simplex', () => {
    const { measure, centre, sides } = domainOf(Float64Array.of(0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 1))
    expect(measure).toBeCloseTo(1, 13)
    for (const [k, side] of [3, 2, 1].entries()) expect(centre[k]).toBeCloseTo(side / 4, 13)
    expect(sides.length).toBe(16)
  })

  it('has a cube’s six faces, whatever lies on them or inside', () => {
    const { measure, centre, sides } = domainOf(cubeOfTwo)
    expect(measure).toBeCloseTo(8, 12)
    for (const value of centre) expect(value).toBeCloseTo(1, 12)
    expect(sides.length).toBe(24)
    const frame = solidFrame({ kind: 'polytope', dimension: 3, corners: cubeOfTwo })
    expect(frame.length).toBe(72)
    for (let e = 0; e < frame.length; e += 6)
      expect(
        Math.hypot(frame[e]! - frame[e + 3]!, frame[e + 1]! - frame[e + 4]!, frame[e + 2]! - frame[e + 5]!),
      ).toBe(2)
  })

  it('is sampled evenly: the mean and the covariance of a simplex, and all points inside', () => {
    const count = 40_000
    const { data } = samplePolytope(Float64Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1), count, 7)
    // Dirichlet(1, 1, 1, 1): means 1/4, variances 3/80, covariances −1/80.
    const products = new Float64Array(9)
    let outside = 0
    for (let s = 0; s < count; s++) {
      const x = data.subarray(3 * s, 3 * s + 3)
      if (Math.min(...x, 1 - x[0]! - x[1]! - x[2]!) < -1e-7) outside++
      for (let k = 0; k < 9; k++)
        products[k]! += ((x[Math.floor(k / 3)]! - 0.25) * (x[k % 3]! - 0.25)) / count
    }
    expect(outside).toBe(0)
    for (const [k, product] of products.entries())
      expect(Math.abs(product - (k % 4 === 0 ? 3 : -1) / 80)).toBeLessThan(5 * (0.05 / Math.sqrt(count)))
    for (const k of [0, 1, 2]) {
      const mean = data.reduce((sum, x, at) => (at % 3 === k ? sum + x / count : sum), 0)
      expect(Math.abs(mean - 0.25)).toBeLessThan(5 * Math.sqrt(3 / 80 / count))
    }
  })
})

describe('the round domains', () => {
  it('has a disc of 64 sides: n/2 · r² · sin(2π/n)', () => {
    const moments = { area: 0, firstX: 0, firstY: 0, second: 0 }
    polygonMoments(convexPolygon(disc()), 64, moments)
    expect(moments.area).toBeCloseTo(8 * Math.sin((2 * Math.PI) / 64), 14)
    expect(moments.area).toBeGreaterThan(0.998 * (Math.PI / 4))
  })

  it('has a ball of 320 faces, its corners on the sphere and its centre in the middle', () => {
    const corners = ball()
    expect(corners.length).toBe(3 * 162)
    for (let c = 0; c < corners.length; c += 3)
      expect(Math.hypot(corners[c]!, corners[c + 1]!, corners[c + 2]!)).toBeCloseTo(0.5, 14)
    const { measure, centre, sides } = domainOf(corners)
    expect(sides.length / 4).toBe(320)
    expect(measure / (Math.PI / 6)).toBeGreaterThan(0.96)
    expect(measure / (Math.PI / 6)).toBeLessThan(1)
    for (const value of centre) expect(value).toBeCloseTo(0, 13)
    expect(solidFrame({ kind: 'polytope', dimension: 3, corners }).length / 6).toBe(480)
  })
})
