import { describe, expect, it } from 'vitest'
import { chiSquareScatter, unbiasedChiSquare } from '../../shared/cell-mass-error'
import { matrix, type Matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import { openPlanes } from '../kernels/planes/index'
import { inverseRoot } from './start-heights'
import { stochasticTransport, type StochasticOptions } from './stochastic'
import { prepareTargets } from './targets'
import { samplesForSeconds } from './throughput'
import type { Transport } from './transport'

function normals(rows: number, columns: number, seed: number): Matrix {
  const source = random(seed)
  const values = matrix(rows, columns)
  for (let i = 0; i < values.data.length; i++) values.data[i] = source.normal()
  return values
}

function solve(codes: Matrix, options: Partial<StochasticOptions> = {}, masses?: number[]): Transport {
  const stepper = stochasticTransport({
    targets: prepareTargets(codes, masses),
    source: { kind: 'cube', dimension: codes.columns },
    seed: 1,
    samples: 1_500_000,
    tolerance: 0.03,
    ...options,
  })
  while (!stepper.step());
  const result = stepper.result()
  stepper.close()
  return result
}

/** Relative RMS by samples and counting done here, apart from the solver's. */
function remeasure({ targets, heights, masses, source }: Transport, samples: number): number {
  const planes = openPlanes(targets)
  planes.setHeights(heights)
  const kind = source.kind === 'gaussian' ? 'gaussian' : 'cube'
  const { counts } = planes.drawHits({ source: kind, seed: 424242, firstChunk: 7, count: samples })
  return Math.sqrt(Math.max(0, unbiasedChiSquare(counts, masses)))
}

describe('stochastic transport', () => {
  it.each(['cube', 'gaussian'] as const)(
    'brings 200 codes in 5 dimensions within 3 % from the %s',
    (kind) => {
      const result = solve(normals(200, 5, 2), { source: { kind, dimension: 5 } })
      expect(result.report.converged).toBe(true)
      expect(result.report.relativeRms).toBeLessThan(0.03)
      expect(result.report.emptyCells).toBe(0)
      // Measured anew; scatter of the square is √400/1e6 = 2e-5, so of the root below 0.0005.
      expect(remeasure(result, 1_000_000)).toBeLessThan(0.032)
    },
  )

  it('finds the heights of the closed form on a line', () => {
    const n = 20
    const result = solve(normals(n, 1, 3), { samples: 4_000_000, tolerance: 0.005 })
    const order = Array.from({ length: n }, (_, i) => i).sort(
      (p, q) => result.targets.data[p]! - result.targets.data[q]!,
    )
    // Neighbouring planes meet at x = −½ + k/n; the noise floor moves a border by about 0.005/n.
    for (let k = 1; k < n; k++) {
      const [i, j] = [order[k - 1]!, order[k]!]
      const border =
        (result.heights[i]! - result.heights[j]!) / (result.targets.data[j]! - result.targets.data[i]!)
      expect(Math.abs(border - (k / n - 0.5))).toBeLessThan(0.005)
    }
  })

  it('bounds the cost from below and closes the gap', () => {
    const { report } = solve(normals(100, 3, 4))
    expect(report.dualBound).toBeGreaterThan(0)
    // The gap is Σ(w − ν)(½|y|² + h), within a few per cent error of cells whose values are of size 1.
    expect(Math.abs(report.gap)).toBeLessThan(0.01)
    expect(report.primalCost - report.dualBound).toBeCloseTo(report.gap, 10)
  })

  it('carries unequal masses', () => {
    const masses = Array.from({ length: 60 }, (_, i) => 1 + (i % 6))
    const result = solve(normals(60, 4, 5), {}, masses)
    expect(result.report.relativeRms).toBeLessThan(0.03)
    expect(result.cellMasses[5]! / result.cellMasses[0]!).toBeGreaterThan(5)
  })

  it('gives the same bits for the same seed and others for another', () => {
    const codes = normals(50, 3, 6)
    const short = { samples: 300_000, tolerance: 0.001 }
    const first = solve(codes, short)
    expect(solve(codes, short)).toEqual(first)
    expect(solve(codes, { ...short, seed: 2 }).heights).not.toEqual(first.heights)
  })

  it('has a valid result at any time, and asking for it changes nothing', () => {
    const options = {
      targets: prepareTargets(normals(80, 3, 7)),
      source: { kind: 'cube', dimension: 3 },
      seed: 3,
      samples: 400_000,
      tolerance: 0.02,
    } as const
    const asked = stochasticTransport(options)
    const left = stochasticTransport(options)
    const before = asked.result()
    expect(before.report.converged).toBe(false)
    expect(before.heights).toHaveLength(80)
    for (let steps = 0; ; steps++) {
      const done = asked.step()
      expect(left.step()).toBe(done)
      if (steps % 37 === 0) expect(asked.result().report.relativeRms).toBeGreaterThanOrEqual(0)
      if (done) break
    }
    expect(asked.result().heights).toEqual(left.result().heights)
  })

  it('says so where the budget is too small, and stays within it', () => {
    const stepper = stochasticTransport({
      targets: prepareTargets(normals(500, 6, 8)),
      source: { kind: 'cube', dimension: 6 },
      seed: 1,
      samples: 60_000,
      tolerance: 0.001,
    })
    while (!stepper.step()) expect(stepper.progress().samples).toBeLessThanOrEqual(60_000)
    const { report } = stepper.result()
    expect(report.converged).toBe(false)
    expect(report.warnings).toHaveLength(1)
    expect(report.noiseFloor).toBeGreaterThan(0.05)
  })

  it('starts from given heights', () => {
    const codes = normals(100, 3, 9)
    const solved = solve(codes)
    const again = solve(codes, { startHeights: solved.heights, seed: 5, samples: 600_000, tolerance: 0.05 })
    expect(again.report.converged).toBe(true)
  })

  it('does one code, two codes and copies of one', () => {
    expect(solve(normals(1, 3, 1), { samples: 200_000 }).report.relativeRms).toBe(0)
    expect(solve(normals(2, 3, 1)).report.relativeRms).toBeLessThan(0.03)
    const copies = solve(matrix(4, 2, new Float32Array([1, 2, 1, 2, 1, 2, 1, 2])), { samples: 200_000 })
    expect(copies.heights).toHaveLength(1)
    expect([...copies.targetOf]).toEqual([0, 0, 0, 0])
  })
})

describe('the sampled error', () => {
  it('is free of the bias of counting and scatters as told', () => {
    const cells = 50
    const masses = new Float64Array(cells).fill(1 / cells)
    const stream = random(1)
    const values = Array.from({ length: 400 }, () => {
      const counts = new Uint32Array(cells)
      for (let s = 0; s < 200; s++) counts[stream.integer(cells)]! += 1
      return unbiasedChiSquare(counts, masses)
    })
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length
    const scatter = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length)
    const told = chiSquareScatter(cells, 200)
    // Mean of 400 within four standard errors; scatter within 20 % (relative error of a deviation: 1/√800).
    expect(Math.abs(mean)).toBeLessThan((4 * told) / 20)
    expect(Math.abs(scatter / told - 1)).toBeLessThan(0.2)
  })

  it('measures a known imbalance', () => {
    const masses = Float64Array.of(0.5, 0.5)
    // w = (0.6, 0.4): Σ(w − ν)²/ν = 0.04.
    expect(unbiasedChiSquare([600_000, 400_000], masses)).toBeCloseTo(0.04, 5)
  })
})

describe('start', () => {
  it('inverts a root: R S R = 1, also where eigenvalues differ by 1e6', () => {
    const d = 6
    const basis = normals(d, d, 11).data
    const s = new Float64Array(d * d)
    for (let a = 0; a < d; a++) {
      for (let b = 0; b < d; b++) {
        for (let k = 0; k < d; k++) s[a * d + b]! += basis[a * d + k]! * basis[b * d + k]! * 10 ** -k
      }
    }
    const r = inverseRoot(s, d)
    for (let a = 0; a < d; a++) {
      for (let b = 0; b < d; b++) {
        let sum = 0
        for (let p = 0; p < d; p++)
          for (let q = 0; q < d; q++) sum += r[a * d + p]! * s[p * d + q]! * r[q * d + b]!
        // Conditioning of 1e5 and more times 64-bit rounding.
        expect(Math.abs(sum - (a === b ? 1 : 0))).toBeLessThan(1e-7)
      }
    }
  })

  it('turns seconds into samples by the clock it is given', () => {
    let now = 0
    const clock = () => (now += 100)
    const samples = samplesForSeconds(normals(10, 2, 1), 'cube', 2, clock)
    expect(samples % 256).toBe(0)
    expect(samples).toBeGreaterThan(64 * 256)
  })
})
