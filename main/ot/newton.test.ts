import { describe, expect, it } from 'vitest'
import { chiSquareScatter, unbiasedChiSquare } from '../../shared/cell-mass-error'
import { matrix, type Matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import { openPlanes } from '../kernels/planes/index'
import { newtonTransport, type NewtonOptions } from './newton'
import { samplePolygon, type Source } from './source'
import { stochasticTransport } from './stochastic'
import { prepareTargets } from './targets'
import type { Transport } from './transport'

const square: Source = { kind: 'cube', dimension: 2 }

function codesOf(points: number[][]): Matrix {
  return matrix(points.length, 2, Float32Array.from(points.flat()))
}

function draw(count: number, seed: number, point: (source: ReturnType<typeof random>) => number[]): Matrix {
  const source = random(seed)
  return codesOf(Array.from({ length: count }, () => point(source)))
}

const normalPoint = (source: ReturnType<typeof random>): number[] => [source.normal(), source.normal()]

const gaussians25 = (count: number, seed: number): Matrix =>
  draw(count, seed, (source) => [
    (source.integer(5) - 2) * 2 + 0.05 * source.normal(),
    (source.integer(5) - 2) * 2 + 0.05 * source.normal(),
  ])

function solve(codes: Matrix, options: Partial<NewtonOptions> = {}, masses?: number[]): Transport {
  const stepper = newtonTransport({ targets: prepareTargets(codes, masses), source: square, ...options })
  while (!stepper.step());
  return stepper.result()
}

/** Masses by sampling and plain argmax, apart from the diagram. */
function chiSquareBySamples({ source, targets, heights, masses }: Transport, samples: number): number {
  const planes = openPlanes(targets)
  planes.setHeights(heights)
  if (source.kind !== 'polygon') {
    return unbiasedChiSquare(
      planes.drawHits({ source: 'cube', seed: 5, firstChunk: 0, count: samples }).counts,
      masses,
    )
  }
  const counts = new Uint32Array(targets.rows)
  for (const cell of planes.highest(samplePolygon(source.corners, samples, 5), 1).indices) counts[cell]! += 1
  return unbiasedChiSquare(counts, masses)
}

describe('exact transport in the plane', () => {
  it.each([
    ['25 Gaussians, 256 codes', gaussians25(256, 1)],
    [
      '8 Gaussians, 256 codes',
      draw(256, 2, (source) => {
        const angle = (source.integer(8) * Math.PI) / 4
        return [2 * Math.cos(angle) + 0.02 * source.normal(), 2 * Math.sin(angle) + 0.02 * source.normal()]
      }),
    ],
    [
      'a swiss roll, 300 codes',
      draw(300, 3, (source) => {
        const t = 1.5 * Math.PI * (1 + 2 * source.uniform())
        return [t * Math.cos(t) + 0.25 * source.normal(), t * Math.sin(t) + 0.25 * source.normal()]
      }),
    ],
    ['1000 normal codes', draw(1000, 4, normalPoint)],
  ])('of %s: every cell right to 1e-8, no gap, and samples agree', (_, codes) => {
    const result = solve(codes)
    const { report } = result
    expect(report.converged).toBe(true)
    expect(report.worstCell).toBeLessThan(1e-8)
    expect(report.emptyCells).toBe(0)
    expect(Math.abs(report.gap)).toBeLessThan(1e-9)
    const samples = 400_000
    // An unbiased estimate of 0, within five of its deviations.
    const chiSquare = chiSquareBySamples(result, samples)
    expect(Math.abs(chiSquare)).toBeLessThan(5 * chiSquareScatter(codes.rows, samples))
  })

  it('cuts vertical strips for codes on a line, at the known cost', () => {
    for (const strips of [1, 2, 7, 50]) {
      const codes = codesOf(Array.from({ length: strips }, (_, j) => [(j + 0.5) / strips, 0.5]))
      const targets = prepareTargets(codes)
      // Undo the normalisation, so that the closed form of algorithms holds: Ω = [0, 1]².
      const plain = { ...targets, points: codes, masses: new Float64Array(strips).fill(1 / strips) }
      const source: Source = {
        kind: 'polygon',
        dimension: 2,
        corners: Float64Array.of(0, 0, 1, 0, 1, 1, 0, 1),
      }
      const stepper = newtonTransport({ targets: plain, source })
      while (!stepper.step());
      const { report } = stepper.result()
      expect(report.worstCell).toBeLessThan(1e-8)
      // Codes are 32-bit: their places are off by 3e-8.
      expect(report.primalCost).toBeCloseTo(0.5 * (1 / (12 * strips ** 2) + 1 / 12), 7)
      expect(report.dualBound).toBeCloseTo(report.primalCost, 10)
    }
  })

  it('has h = −½|y|² for a regular grid in its own square', () => {
    const side = 8
    const codes = codesOf(
      Array.from({ length: side * side }, (_, i) => [
        ((i % side) + 0.5) / side - 0.5,
        (Math.floor(i / side) + 0.5) / side - 0.5,
      ]),
    )
    const stepper = newtonTransport({ targets: { ...prepareTargets(codes), points: codes }, source: square })
    while (!stepper.step());
    const { heights } = stepper.result()
    const expected = Float64Array.from({ length: side * side }, (_, i) => {
      return -(codes.data[2 * i]! ** 2 + codes.data[2 * i + 1]! ** 2) / 2
    })
    const mean = expected.reduce((a, b) => a + b, 0) / expected.length
    heights.forEach((h, i) => expect(Math.abs(h - (expected[i]! - mean))).toBeLessThan(1e-9))
  })

  it('puts the bisector of two codes of unequal mass where a root of one equation lies', () => {
    // Codes along the diagonal cut a corner triangle of area ν: legs of √(2ν).
    const result = solve(
      codesOf([
        [0, 0],
        [1, 1],
      ]),
      {},
      [1, 7],
    )
    const difference = result.heights[0]! - result.heights[1]!
    const [ax, bx] = [result.targets.data[0]!, result.targets.data[2]!]
    // ⟨x, y₂ − y₁⟩ = h₁ − h₂ on the line x₁ + x₂ = −1 + √(2/8).
    expect(difference / (bx - ax)).toBeCloseTo(-1 + Math.sqrt(2 / 8), 6)
  })

  it('carries unequal masses down to 1e-6 of the mean', () => {
    const count = 60
    const masses = Array.from({ length: count }, (_, i) => (i % 10 === 0 ? 1e-6 : 1 + (i % 3)))
    const {
      report,
      cellMasses,
      masses: wanted,
    } = solve(draw(count, 5, normalPoint), { tolerance: 1e-6 }, masses)
    expect(report.converged).toBe(true)
    cellMasses.forEach((mass, i) => expect(Math.abs(mass / wanted[i]! - 1)).toBeLessThan(1e-6))
  })

  it('merges duplicates', () => {
    const points = Array.from({ length: 20 }, (_, i) => [i % 5, i % 7])
    const result = solve(codesOf([...points, ...points.slice(0, 10)]))
    expect(result.report.converged).toBe(true)
    expect(result.targets.rows).toBe(20)
    expect(result.cellMasses[0]).toBeCloseTo(2 / 30, 9)
    expect(result.cellMasses[15]).toBeCloseTo(1 / 30, 9)
  })

  it('does one code, and codes on slanted, vertical and nearly straight lines', () => {
    expect(solve(codesOf([[3, 4]])).report.worstCell).toBe(0)
    expect(
      solve(
        codesOf([
          [0, 0],
          [0, 1],
          [0, 5],
        ]),
      ).report.converged,
    ).toBe(true)
    const slanted = Array.from({ length: 30 }, (_, i) => [i * 0.25, i * 0.5])
    expect(solve(codesOf(slanted)).report.converged).toBe(true)
    const bent = slanted.map(([x, y], i) => [x!, y! + 1e-6 * (i % 3)])
    expect(solve(codesOf(bent)).report.converged).toBe(true)
  })

  it.each([1e-6, 1e6])('does not mind codes of size %d far from the origin', (size) => {
    const codes = draw(100, 6, normalPoint)
    const far = matrix(
      100,
      2,
      codes.data.map((value) => Math.fround(size * (value + 30))),
    )
    const result = solve(far)
    expect(result.report.converged).toBe(true)
    // 32-bit codes at 30 times their spread carry 1e-6 of it.
    const near = solve(codes)
    expect(Math.abs(result.report.primalCost - near.report.primalCost)).toBeLessThan(1e-4)
  })

  it('starts with every cell filled where codes lie far outside a triangle', () => {
    const triangle: Source = { kind: 'polygon', dimension: 2, corners: Float64Array.of(0, 0, 10, 1, 4, 3) }
    const result = solve(
      draw(200, 7, (source) => [1000 + source.normal(), 50 * source.normal()]),
      { source: triangle },
    )
    expect(result.report.converged).toBe(true)
    expect(Math.abs(chiSquareBySamples(result, 200_000))).toBeLessThan(5 * chiSquareScatter(200, 200_000))
  })

  it('solves grids, where four cells meet in every corner', () => {
    const codes = codesOf(Array.from({ length: 400 }, (_, i) => [i % 20, Math.floor(i / 20)]))
    expect(solve(codes).report.worstCell).toBeLessThan(1e-8)
    const masses = Array.from({ length: 400 }, (_, i) => 1 + ((i * 7) % 5))
    expect(solve(codes, {}, masses).report.worstCell).toBeLessThan(1e-8)
  })

  it('proves its bound at every step: the dual never exceeds the cost of the optimum', () => {
    const codes = gaussians25(100, 8)
    const best = solve(codes).report.primalCost
    const stepper = newtonTransport({ targets: prepareTargets(codes), source: square })
    do {
      expect(stepper.result().report.dualBound).toBeLessThanOrEqual(best + 1e-12)
    } while (!stepper.step())
  })

  it('goes on from a result asked for on the way as if it had not been asked', () => {
    const codes = gaussians25(150, 9)
    const stepper = newtonTransport({ targets: prepareTargets(codes), source: square })
    while (!stepper.step()) stepper.result()
    expect(stepper.result().heights).toEqual(solve(codes).heights)
  })

  it('takes one Newton step from solved heights', () => {
    const codes = gaussians25(150, 10)
    const solved = solve(codes)
    const again = newtonTransport({
      targets: prepareTargets(codes),
      source: square,
      startHeights: solved.heights,
    })
    again.step()
    expect(again.progress().iteration).toBe(0)
    expect(again.result().report.converged).toBe(true)
  })

  it('agrees with the stochastic solver', () => {
    const codes = draw(30, 11, normalPoint)
    const exact = solve(codes)
    const stepper = stochasticTransport({
      targets: prepareTargets(codes),
      source: { kind: 'cube', dimension: 2 },
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

  it('refuses what cells cannot be computed for', () => {
    const four = prepareTargets(
      matrix(
        4,
        4,
        Float32Array.from({ length: 16 }, (_, i) => i * i),
      ),
    )
    expect(() => newtonTransport({ targets: four, source: { kind: 'cube', dimension: 4 } })).toThrow(
      /2 or 3 dimensions, got 4/,
    )
    const plane = prepareTargets(
      codesOf([
        [0, 0],
        [1, 0],
        [0, 1],
      ]),
    )
    expect(() => newtonTransport({ targets: plane, source: { kind: 'gaussian', dimension: 2 } })).toThrow(
      /gaussian/,
    )
  })
})
