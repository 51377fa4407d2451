import { describe, expect, it } from 'vitest'
import { matrix, row, type Matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import { displaced, drawNoise, mapPoints, measureMasses } from './apply'
import { facetAngle } from './facets'
import { generateCodes, type GeneratedCodes, type GenerationOptions } from './generate'
import { newtonTransport } from './newton'
import { paperTransport } from './paper'
import type { Source } from './source'
import { stochasticTransport } from './stochastic'
import { prepareTargets } from './targets'
import type { Transport } from './transport'

function clusters(count: number, seed: number): Matrix {
  const source = random(seed)
  const point = () => [source.integer(2) * 6 + 0.3 * source.normal(), source.normal()]
  return matrix(count, 2, Float32Array.from(Array.from({ length: count }, point).flat()))
}

function exactly(codes: Matrix, source: Source = { kind: 'cube', dimension: 2 }): Transport {
  const solver = newtonTransport({ targets: prepareTargets(codes), source })
  while (!solver.step());
  return solver.result()
}

function generate(options: Omit<GenerationOptions, 'seed'>): GeneratedCodes {
  const generator = generateCodes({ seed: 1, ...options })
  while (!generator.step());
  const result = generator.result()
  generator.close()
  return result
}

const map = exactly(clusters(120, 1))
const angle = { test: 'angle', value: 0.5 } as const

describe('generation', () => {
  it('by pairs never crosses a singular facet', () => {
    const made = generate({ map, count: 200, extension: 'pairs', test: angle })
    expect(made.refused).toBeGreaterThan(0)
    expect(made.codes.rows).toBeGreaterThan(100)
    for (let s = 0; s < made.codes.rows; s++) {
      const [a, b] = [row(map.targets, made.first[s]!), row(map.targets, made.second[s]!)]
      expect(facetAngle(a, b)).toBeLessThanOrEqual(0.5)
      // Between the clusters, which lie at about −1 and 1, there is nothing.
      expect(Math.abs(made.codes.data[2 * s]!)).toBeGreaterThan(0.5)
      expect(made.weight[s]).toBeGreaterThanOrEqual(0)
      expect(made.weight[s]).toBeLessThan(1)
    }
  })

  it('uses each pair once, or as often as it comes', () => {
    const once = generate({ map, count: 1000, extension: 'pairs', test: angle })
    const keys = Array.from(once.first, (i, s) => [i, once.second[s]!].sort((p, q) => p - q).join())
    expect(new Set(keys).size).toBe(keys.length)
    // A planar graph of 120 vertices has fewer than 360 edges: the pairs run out, and the result says how many it made.
    expect(once.codes.rows).toBeLessThan(360)
    expect(once.draws).toBe(64_000)
    const often = generate({ map, count: 1000, extension: 'pairs', test: angle, unique: false })
    expect(often.codes.rows).toBe(1000)
    expect(often.repeated).toBe(0)
  })

  it('without extension gives codes of the data, each as often as its mass', () => {
    const made = generate({ map, count: 12_000, extension: 'none', test: angle })
    expect(made.codes.rows).toBe(12_000)
    const hits = new Uint32Array(120)
    for (const i of made.first) hits[i]! += 1
    // 100 expected each, standard deviation 10; the largest of 120 lies below five of them.
    for (const count of hits) expect(Math.abs(count - 100)).toBeLessThan(50)
    expect(made.codes.data.slice(0, 2)).toEqual(row(map.targets, made.first[0]!))
  })

  it('in the complex gives a cell’s own code where the pair is refused, so that cells keep their masses', () => {
    const made = generate({ map, count: 12_000, extension: 'complex', test: angle, unique: false })
    expect(made.codes.rows).toBe(12_000)
    const hits = new Uint32Array(120)
    let own = 0
    for (const [s, i] of made.first.entries()) {
      hits[i]! += 1
      if (made.second[s] === i) own++
    }
    expect(own).toBe(made.refused)
    expect(own).toBeGreaterThan(0)
    // As without extension.
    for (const count of hits) expect(Math.abs(count - 100)).toBeLessThan(50)
  })

  it('mixes at the dissimilarity asked for, over more neighbours where asked', () => {
    const two = generate({ map, count: 300, extension: 'pairs', test: angle, dissimilarity: 0.75 })
    const many = generate({ map, count: 300, extension: 'pairs', test: angle, dissimilarity: 0.75, keep: 8 })
    expect([...two.weight].every((weight) => weight === 0.75)).toBe(true)
    expect(many.draws).toBeLessThan(two.draws)
  })

  it('repeats bit for bit with the seed, and takes the distance test too', () => {
    const options = { map, count: 150, extension: 'pairs', test: { test: 'distance', value: 0.4 } } as const
    const made = generate(options)
    expect(generate(options)).toEqual(made)
    for (let s = 0; s < made.codes.rows; s++) {
      const [a, b] = [row(map.targets, made.first[s]!), row(map.targets, made.second[s]!)]
      expect(Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!)).toBeLessThanOrEqual(0.4)
    }
  })

  it('works from a polygon', () => {
    const triangle: Source = { kind: 'polygon', dimension: 2, corners: Float64Array.of(0, 0, 3, 0, 1, 2) }
    const made = generate({
      map: exactly(clusters(60, 2), triangle),
      count: 50,
      extension: 'pairs',
      test: angle,
    })
    expect(made.codes.rows).toBe(50)
  })
})

describe('applying a map', () => {
  it('sends noise to the codes in their own units', () => {
    const codes = clusters(40, 3)
    const plane = exactly(codes)
    const noise = drawNoise(plane.source, 500, 7)
    const mapped = mapPoints(plane, noise)
    for (let s = 0; s < 500; s++) {
      const original = row(codes, plane.codeOf[mapped.targets[s]!]!)
      expect(Math.abs(mapped.codes.data[2 * s]! - original[0]!)).toBeLessThan(1e-5)
    }
    expect(() => mapPoints(plane, matrix(1, 2, Float32Array.of(0, Number.NaN)))).toThrow(/Point 0 holds NaN/)
    expect(() => mapPoints(plane, matrix(1, 3))).toThrow(/2 coordinates/)
  })

  it('moves noise part of the way: none at 0, all at 1', () => {
    const noise = drawNoise(map.source, 20, 8)
    const { targets } = mapPoints(map, noise)
    expect(displaced(map, noise, targets, 0).data).toEqual(noise.data)
    const there = displaced(map, noise, targets, 1)
    for (let s = 0; s < 20; s++) {
      expect(Math.abs(there.data[2 * s]! - map.targets.data[2 * targets[s]!]!)).toBeLessThan(1e-6)
    }
  })

  it('measures masses exactly in the plane and with an honest error elsewhere', () => {
    const exact = measureMasses(map, 0, 1)
    expect(exact.exact).toBe(true)
    exact.masses.forEach((mass) => expect(Math.abs(mass * 120 - 1)).toBeLessThan(1e-7))
    const solver = stochasticTransport({
      targets: prepareTargets(clusters(60, 4)),
      source: { kind: 'gaussian', dimension: 2 },
      seed: 1,
      samples: 400_000,
      tolerance: 0.02,
    })
    while (!solver.step());
    const gaussian = solver.result()
    solver.close()
    const [a, b] = [measureMasses(gaussian, 100_000, 1), measureMasses(gaussian, 100_000, 2)]
    expect(a.exact).toBe(false)
    const deviations = a.masses.map(
      (mass, i) => (mass - b.masses[i]!) / Math.hypot(a.errors[i]!, b.errors[i]!),
    )
    // Sixty standard normal numbers: their mean square lies within 1 ± 0.73 but for 1 in 10⁴.
    const square = deviations.reduce((sum, z) => sum + z * z, 0) / 60
    expect(Math.abs(square - 1)).toBeLessThan(0.73)
  })
})

describe('the paper’s settings', () => {
  it('stop by their own rule, and say what it is worth on independent samples', () => {
    const targets = prepareTargets(clusters(20, 5))
    const options = { targets, source: { kind: 'cube', dimension: 2 }, seed: 1, tolerance: 0.01 } as const
    const solver = paperTransport({ ...options, samples: 2_000_000, stepSize: 1e-3 })
    while (!solver.step());
    const { report } = solver.result()
    const { gradientNorm } = solver.progress()
    solver.close()
    expect(report.converged).toBe(false)
    expect(report.warnings[0]).toMatch(/paper's settings/)
    // The same points every step: the norm they were fitted on flatters.
    expect(report.relativeRms).toBeGreaterThan(0.9 * Math.sqrt(20) * gradientNorm)
    expect(report.steps).toBeLessThanOrEqual(200)
  })
})
