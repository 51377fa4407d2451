import { describe, expect, it } from 'vitest'
import { chiSquareScatter, unbiasedChiSquare } from '../../shared/cell-mass-error'
import { matrix, type Matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import { openPlanes } from '../kernels/planes/index'
import { exactCentres, exactFacets, exactSites } from './exact-map'
import { newtonTransport } from './newton'
import type { Source } from './source'
import { spaceShapes } from './space-map'
import { stochasticTransport } from './stochastic'
import { prepareTargets } from './targets'
import type { Transport } from './transport'

const cube: Source = { kind: 'cube', dimension: 3 }

function codesOf(points: readonly number[][]): Matrix {
  return matrix(points.length, 3, Float32Array.from(points.flat()))
}

function draw(count: number, seed: number, point: (source: ReturnType<typeof random>) => number[]): Matrix {
  const source = random(seed)
  return codesOf(Array.from({ length: count }, () => point(source)))
}

const normalPoint = (source: ReturnType<typeof random>): number[] => [
  source.normal(),
  source.normal(),
  source.normal(),
]

function solve(codes: Matrix, masses?: number[]): Transport {
  const stepper = newtonTransport({ targets: prepareTargets(codes, masses), source: cube })
  while (!stepper.step());
  return stepper.result()
}

describe('exact transport in space', () => {
  it.each([
    ['300 normal codes', draw(300, 1, normalPoint)],
    [
      '27 Gaussians, 216 codes',
      draw(216, 2, (source) => [0, 1, 2].map(() => 2 * source.integer(3) + 0.05 * source.normal())),
    ],
    [
      'a sphere, 200 codes that have no code inside',
      draw(200, 3, (source) => {
        const point = normalPoint(source)
        const length = Math.hypot(...point)
        return point.map((value) => value / length)
      }),
    ],
  ])('of %s: every cell right to 1e-8, no gap, and samples agree', (_, codes) => {
    const { report, targets, heights, masses } = solve(codes)
    expect(report.converged).toBe(true)
    expect(report.worstCell).toBeLessThan(1e-8)
    expect(Math.abs(report.gap)).toBeLessThan(1e-9)
    const samples = 400_000
    const planes = openPlanes(targets)
    planes.setHeights(heights)
    const { counts } = planes.drawHits({ source: 'cube', seed: 5, firstChunk: 0, count: samples })
    // An unbiased estimate of 0, within five of its deviations.
    expect(Math.abs(unbiasedChiSquare(counts, masses))).toBeLessThan(
      5 * chiSquareScatter(codes.rows, samples),
    )
  })

  it('cuts slabs for codes on a line, at the known cost', () => {
    for (const slabs of [1, 2, 9]) {
      const codes = codesOf(Array.from({ length: slabs }, (_, j) => [0, (j + 0.5) / slabs - 0.5, 0]))
      const targets = { ...prepareTargets(codes), points: codes }
      const stepper = newtonTransport({ targets, source: cube })
      while (!stepper.step());
      const { report } = stepper.result()
      expect(report.worstCell).toBeLessThan(1e-8)
      // Across the line the slab's own spread; codes are 32-bit.
      expect(report.primalCost).toBeCloseTo(0.5 * (1 / (12 * slabs ** 2) + 2 / 12), 7)
    }
  })

  it('has h = −½|y|² for a grid in its own cube, where eight cells meet in a corner', () => {
    const side = 4
    const place = (n: number): number => (n + 0.5) / side - 0.5
    const codes = codesOf(
      Array.from({ length: side ** 3 }, (_, i) => [
        place(i % side),
        place(Math.floor(i / side) % side),
        place(Math.floor(i / side ** 2)),
      ]),
    )
    const stepper = newtonTransport({ targets: { ...prepareTargets(codes), points: codes }, source: cube })
    while (!stepper.step());
    const map = stepper.result()
    const expected = Float64Array.from({ length: side ** 3 }, (_, i) => {
      return -(codes.data[3 * i]! ** 2 + codes.data[3 * i + 1]! ** 2 + codes.data[3 * i + 2]! ** 2) / 2
    })
    const mean = expected.reduce((a, b) => a + b, 0) / expected.length
    map.heights.forEach((h, i) => expect(Math.abs(h - (expected[i]! - mean))).toBeLessThan(1e-9))
    const facets = exactFacets(map)
    // Faces between neighbours of a grid of 4³, each 1/16 large; across edges slivers as wide as the heights are off.
    const wide = facets.mass.filter((area) => area > 1e-6)
    expect(wide.length).toBe(3 * side * side * (side - 1))
    for (const area of wide) expect(area).toBeCloseTo(1 / side ** 2, 7)
  })

  it('carries unequal masses down to 1e-6 of the mean, and merges duplicates', () => {
    const masses = Array.from({ length: 60 }, (_, i) => (i % 10 === 0 ? 1e-6 : 1 + (i % 3)))
    const unequal = solve(draw(60, 4, normalPoint), masses)
    expect(unequal.report.worstCell).toBeLessThan(1e-6)
    const points = Array.from({ length: 20 }, (_, i) => [i % 5, i % 7, i % 3])
    const merged = solve(codesOf([...points, ...points.slice(0, 10)]))
    expect(merged.report.converged).toBe(true)
    expect(merged.cellMasses[0]).toBeCloseTo(2 / 30, 9)
  })

  it('does one code, and codes in a plane', () => {
    expect(solve(codesOf([[3, 4, 5]])).report.worstCell).toBe(0)
    const flat = draw(80, 5, (source) => [source.normal(), source.normal(), 1])
    expect(solve(flat).report.converged).toBe(true)
  })

  it('knows centres that the map sends to their own code, and facets that lie between theirs', () => {
    const map = solve(draw(150, 6, normalPoint))
    const planes = openPlanes(map.targets, { keep: 2 })
    planes.setHeights(map.heights)
    const own = planes.highest(exactCentres(map), 1).indices
    own.forEach((target, i) => expect(target).toBe(i))
    const facets = exactFacets(map)
    const sites = exactSites(map, facets)
    const { indices } = planes.highest(sites, 2)
    for (let f = 0; f < facets.first.length; f++) {
      // Middles of the smallest facets lie nearer to an edge than 32-bit scores can tell.
      if (facets.mass[f]! < 1e-5) continue
      expect(new Set(indices.subarray(2 * f, 2 * f + 2))).toEqual(
        new Set([facets.first[f], facets.second[f]]),
      )
    }
  })

  it('shows facets whose polygons have the areas that it reports', () => {
    const map = solve(draw(100, 7, normalPoint))
    const facets = exactFacets(map)
    const { offsets, corners } = spaceShapes(map, facets)
    for (let f = 0; f < facets.first.length; f++) {
      let [x, y, z] = [0, 0, 0]
      for (let at = offsets[f]!; at < offsets[f + 1]!; at++) {
        const [p, q] = [3 * at, 3 * (at + 1 === offsets[f + 1] ? offsets[f]! : at + 1)]
        x += corners[p + 1]! * corners[q + 2]! - corners[p + 2]! * corners[q + 1]!
        y += corners[p + 2]! * corners[q]! - corners[p]! * corners[q + 2]!
        z += corners[p]! * corners[q + 1]! - corners[p + 1]! * corners[q]!
      }
      expect(Math.abs(Math.hypot(x, y, z) / 2 - facets.mass[f]!)).toBeLessThan(1e-7)
    }
  })

  it('agrees with the stochastic solver', () => {
    const codes = draw(30, 8, normalPoint)
    const exact = solve(codes)
    const stepper = stochasticTransport({
      targets: prepareTargets(codes),
      source: { kind: 'cube', dimension: 3 },
      seed: 1,
      samples: 3_000_000,
      tolerance: 0.005,
    })
    while (!stepper.step());
    const sampled = stepper.result()
    stepper.close()
    exact.heights.forEach((h, i) => expect(Math.abs(h - sampled.heights[i]!)).toBeLessThan(0.005))
    expect(Math.abs(sampled.report.dualBound - exact.report.dualBound)).toBeLessThan(0.002)
  })
})
