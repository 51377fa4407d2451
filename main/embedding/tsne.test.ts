import { describe, expect, it } from 'vitest'
import { matrix } from '../../shared/matrix'
import type { Matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import { neighbourPreservation, trustworthiness } from './quality'
import { tsne } from './tsne'
import type { TsneOptions } from './tsne-options'

/** `clusters` Gaussian balls of unit size, far apart, points of one cluster in a row. */
function clustered(clusters: number, each: number, d: number): Matrix {
  const source = random(21)
  const points = matrix(clusters * each, d)
  for (let c = 0; c < clusters; c++) {
    const centre = Array.from({ length: d }, () => 30 * source.normal())
    for (let i = c * each; i < (c + 1) * each; i++) {
      for (let a = 0; a < d; a++) points.data[i * d + a] = centre[a]! + source.normal()
    }
  }
  return points
}

function finish(points: Matrix, options: Partial<TsneOptions> & { dims: 2 | 3 }) {
  const run = tsne(points, options)
  while (!run.step()) continue
  return run
}

describe('tsne', () => {
  it.each([
    [2, 1],
    [3, 2],
    [3, 1],
  ] as const)(
    'keeps clusters apart in %i dimensions with %i degrees of freedom',
    (dims, degreesOfFreedom) => {
      const points = clustered(6, 50, 10)
      const run = finish(points, { dims, degreesOfFreedom, perplexity: 15, iterations: 400 })
      const { positions } = run.result()
      expect(neighbourPreservation(points, positions, 10)).toBeGreaterThan(0.35)
      expect(trustworthiness(points, positions, 10)).toBeGreaterThan(0.97)
      let strangers = 0
      const nearestOfAll = (i: number) => {
        let best = -1
        let least = Infinity
        for (let j = 0; j < points.rows; j++) {
          let squared = 0
          for (let a = 0; a < dims; a++) {
            squared += (positions.data[i * dims + a]! - positions.data[j * dims + a]!) ** 2
          }
          if (j !== i && squared < least) [least, best] = [squared, j]
        }
        return best
      }
      for (let i = 0; i < points.rows; i++) {
        if (Math.floor(nearestOfAll(i) / 50) !== Math.floor(i / 50)) strangers++
      }
      expect(strangers).toBe(0)
      // The estimate leaves out nothing but the tree's error in log Z.
      expect(Math.abs(run.progress().klEstimate! - run.divergence()!.value)).toBeLessThan(0.03)
    },
  )

  it('gives the same bits for the same seed and others for another', () => {
    const points = clustered(3, 40, 5)
    const run = (seed: number) => [
      ...finish(points, { dims: 3, iterations: 60, seed }).result().positions.data,
    ]
    expect(run(4)).toEqual(run(4))
    expect(run(4)).not.toEqual(run(5))
  })

  it('lowers the divergence, tells its phases and goes on when extended', () => {
    const run = tsne(clustered(4, 40, 6), { dims: 3, iterations: 300 })
    expect(run.progress()).toMatchObject({ phase: 'start', iteration: 0, klEstimate: null })
    const phases = new Set<string>()
    let fraction = 0
    while (!run.step()) {
      const progress = run.progress()
      phases.add(progress.phase)
      expect(progress.fraction).toBeGreaterThanOrEqual(fraction)
      fraction = progress.fraction
      expect(progress.exaggerating).toBe(progress.iteration < 250)
    }
    expect([...phases]).toEqual(['affinities', 'layout'])
    const before = run.divergence()!
    expect(before.rows).toBe(160)
    expect(run.step()).toBe(true)
    expect(run.progress().iteration).toBe(300)
    run.extend(200)
    while (!run.step()) continue
    expect(run.result().iteration).toBe(500)
    expect(run.divergence()!.value).toBeLessThan(before.value)
    const last = run.result()
    run.close()
    expect(run.step()).toBe(true)
    expect(run.result()).toEqual(last)
  })

  it('has a finite result after any number of steps', () => {
    const run = tsne(clustered(2, 30, 4), { dims: 2, perplexity: 10, iterations: 40 })
    for (let done = false; !done; done = run.step()) {
      expect(run.result().positions.data.every(Number.isFinite)).toBe(true)
    }
  })

  it('starts from principal components, or from a given layout', () => {
    const points = clustered(2, 30, 4)
    const start = matrix(60, 2)
    start.data.forEach((_, c) => (start.data[c] = c / 60))
    const given = tsne(points, { dims: 2, start })
    given.step()
    // Jitter has a deviation of 1e-6.
    given.result().positions.data.forEach((v, c) => {
      expect(Math.abs(v - start.data[c]!)).toBeLessThan(1e-5)
    })
    const own = tsne(points, { dims: 2 })
    own.step()
    const { data } = own.result().positions
    let squared = 0
    for (let i = 0; i < 60; i++) squared += data[2 * i]! ** 2 / 59
    expect(Math.sqrt(squared)).toBeCloseTo(1e-4, 5)
  })

  it('reduces the perplexity of a small set and says so', () => {
    for (const n of [4, 5, 7, 20]) {
      const points = clustered(1, n, 3)
      const { perplexity, neighbours, positions } = finish(points, { dims: 3, iterations: 300 }).result()
      expect(perplexity).toBe(Math.max(1.5, (n - 1) / 3))
      expect(neighbours).toBe(Math.min(n - 1, Math.floor(3 * perplexity) + 1))
      expect(positions.data.every(Number.isFinite)).toBe(true)
      expect(Math.max(...positions.data.map(Math.abs))).toBeGreaterThan(1e-3)
    }
  })

  it('survives duplicates, points on a line and points that are all the same', () => {
    const duplicated = clustered(2, 40, 3)
    duplicated.data.copyWithin(0, 60, 120)
    const line = matrix(90, 2)
    for (let i = 0; i < 90; i++) line.data[2 * i] = i
    for (const points of [duplicated, line, matrix(70, 3), matrix(70, 1)]) {
      const { positions } = finish(points, { dims: 3, perplexity: 10, iterations: 300 }).result()
      expect(positions.data.every(Number.isFinite)).toBe(true)
    }
  })

  it('says what is wrong with points and options', () => {
    const points = clustered(1, 10, 2)
    expect(() => tsne(matrix(3, 2), { dims: 3 })).toThrow('at least 4 points, got 3')
    expect(() => tsne(points, { dims: 3, perplexity: 0 })).toThrow('a perplexity from 1 to 1000, got 0')
    expect(() => tsne(points, { dims: 3, theta: Number.NaN })).toThrow('θ from 0 to 2, got NaN')
    expect(() => tsne(points, { dims: 3, start: matrix(10, 2) })).toThrow('Expected a start of 10 × 3')
    points.data[7] = Number.NaN
    expect(() => tsne(points, { dims: 3 })).toThrow('Point 3 holds NaN')
  })
})
