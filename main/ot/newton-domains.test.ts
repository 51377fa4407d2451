import { describe, expect, it } from 'vitest'
import { chiSquareScatter, unbiasedChiSquare } from '../../shared/cell-mass-error'
import { matrix, type Matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import { drawNoise, mapPoints } from './apply'
import { facetArea, drawLines } from './crofton'
import { walkedSegments } from './crossings'
import { openWalker } from '../kernels/walks/index'
import { exactDomain } from './domain'
import { exactCentres, exactFacets, exactMasses } from './exact-map'
import { generateCodes } from './generate'
import { newtonTransport } from './newton'
import { ball, disc } from './round-domains'
import type { Source } from './source'
import { spaceShapes } from './space-map'
import { prepareTargets } from './targets'
import type { Transport } from './transport'

const triangle: Source = { kind: 'polygon', dimension: 2, corners: Float64Array.of(0, 0, 2, 0, 0, 2) }
const round: Source = { kind: 'polygon', dimension: 2, corners: disc() }
const simplex: Source = {
  kind: 'polytope',
  dimension: 3,
  corners: Float64Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1),
}
const solid: Source = { kind: 'polytope', dimension: 3, corners: ball() }

function solve(source: Source, codes: Matrix, masses?: readonly number[]): Transport {
  const stepper = newtonTransport({ targets: prepareTargets(codes, masses), source })
  while (!stepper.step());
  return stepper.result()
}

function codesOf(points: readonly (readonly number[])[]): Matrix {
  return matrix(points.length, points[0]!.length, Float32Array.from(points.flat()))
}

function normals(count: number, d: number, seed: number): Matrix {
  const stream = random(seed)
  return matrix(
    count,
    d,
    Float32Array.from({ length: count * d }, () => stream.normal()),
  )
}

describe('exact transport from a domain of corners', () => {
  it.each([
    ['a triangle', triangle, 2],
    ['a simplex', simplex, 3],
  ])('cuts %s where its share of size says', (_, source, d) => {
    const size = d === 2 ? 2 : 1
    const codes = codesOf([0, 1].map((x) => Array.from({ length: d }, (_, k) => (k === 0 ? x : 0))))
    for (const share of [0.1, 0.5, 0.9]) {
      const { targets, heights } = solve(source, codes, [share, 1 - share])
      // Beyond x the domain is its copy of size 1 − x/size.
      const expected = size * (1 - (1 - share) ** (1 / d))
      const cut = -(heights[1]! - heights[0]!) / (targets.data[d]! - targets.data[0]!)
      expect(cut).toBeCloseTo(expected, 7)
    }
  })

  it('gives codes that a symmetry of the disc or the ball carries onto each other the same height', () => {
    const spokes = codesOf(
      Array.from({ length: 16 }, (_, k) => [Math.cos((k * Math.PI) / 8), Math.sin((k * Math.PI) / 8)]),
    )
    const axes = codesOf(
      [0, 1, 2].flatMap((k) => [-1, 1].map((s) => [0, 1, 2].map((j) => (j === k ? s : 0)))),
    )
    for (const [source, codes] of [
      [round, spokes],
      [solid, axes],
    ] as const) {
      const { heights, cellMasses } = solve(source, codes)
      // Codes are 32-bit, so their symmetry is right to 1e-7.
      for (const height of heights) expect(Math.abs(height)).toBeLessThan(1e-7)
      for (const mass of cellMasses) expect(mass).toBeCloseTo(1 / codes.rows, 8)
    }
  })

  it.each([
    ['a triangle', triangle],
    ['a disc', round],
    ['a simplex', simplex],
    ['a ball', solid],
  ])('of %s: masses add up to 1, and noise drawn from it agrees on masses and cost', (_, source) => {
    const d = source.dimension
    const map = solve(source, normals(120, d, 4))
    expect(map.report).toMatchObject({ exact: true, converged: true, emptyCells: 0 })
    expect(Math.abs(map.report.gap)).toBeLessThan(1e-9)
    const masses = exactMasses(map)!
    expect(masses.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1, 12)

    const samples = 100_000
    const noise = drawNoise(source, samples, 9)
    const { targets } = mapPoints(map, noise)
    const counts = new Uint32Array(120)
    let [mean, squares] = [0, 0]
    for (const [s, target] of targets.entries()) {
      counts[target]!++
      let cost = 0
      for (let k = 0; k < d; k++)
        cost += (noise.data[d * s + k]! - map.targets.data[d * target + k]!) ** 2 / 2
      mean += cost / samples
      squares += cost ** 2 / samples
    }
    expect(Math.abs(unbiasedChiSquare(counts, map.masses))).toBeLessThan(5 * chiSquareScatter(120, samples))
    const error = Math.sqrt((squares - mean ** 2) / samples)
    expect(Math.abs(mean - map.report.primalCost)).toBeLessThan(4 * error)

    // The centre of each cell lies in it.
    expect([...mapPoints(map, exactCentres(map)).targets]).toEqual(Array.from({ length: 120 }, (_, i) => i))
  })

  it.each([
    ['a disc', round],
    ['a ball', solid],
  ])('of %s: lines tell the area of its facets', (_, source) => {
    const map = solve(source, normals(40, source.dimension, 6))
    const facets = exactFacets(map)
    const exact = facets.mass.reduce((sum, mass) => sum + mass, 0)
    const walker = openWalker(map.targets, map.heights)
    const ends = drawLines(source, 4000, random(2))
    const lines = walkedSegments([{ ends, walks: walker.walk(ends) }], map.targets)
    walker.close()
    const { value, error } = facetArea(source, lines, () => true)
    const whole = exactDomain(source)!.measure
    expect(Math.abs(whole * value - exact)).toBeLessThan(4 * whole * error)
  })

  it('shows the facets of a ball inside it, and their polygons have their areas', () => {
    const map = solve(solid, normals(50, 3, 8))
    const facets = exactFacets(map)
    const { offsets, corners } = spaceShapes(map, facets)
    for (let c = 0; c < corners.length; c += 3)
      expect(Math.hypot(corners[c]!, corners[c + 1]!, corners[c + 2]!)).toBeLessThan(0.5 + 1e-9)
    for (const [f, mass] of facets.mass.entries()) {
      const vector = [0, 0, 0]
      for (let c = offsets[f]! + 1; c + 1 < offsets[f + 1]!; c++) {
        const edge = (to: number) =>
          [0, 1, 2].map((k) => corners[3 * to + k]! - corners[3 * offsets[f]! + k]!)
        const [u, v] = [edge(c), edge(c + 1)]
        for (let k = 0; k < 3; k++)
          vector[k]! += (u[(k + 1) % 3]! * v[(k + 2) % 3]! - u[(k + 2) % 3]! * v[(k + 1) % 3]!) / 2
      }
      expect(Math.hypot(...vector)).toBeCloseTo(mass, 6)
    }
  })

  it('draws new codes by the masses of its cells', () => {
    const map = solve(solid, normals(8, 3, 3))
    const test = { test: 'angle', value: Math.PI } as const
    const generator = generateCodes({ map, seed: 2, count: 20_000, extension: 'none', test })
    while (!generator.step());
    const counts = new Uint32Array(8)
    for (const target of generator.result().first) counts[target]!++
    generator.close()
    expect(Math.abs(unbiasedChiSquare(counts, map.masses))).toBeLessThan(5 * chiSquareScatter(8, 20_000))
  })
})
