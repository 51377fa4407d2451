import { describe, expect, it } from 'vitest'
import { matrix, type Matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import { drawPointSet } from '../data/point-sets'
import { miniBatchKMeans } from './mini-batch-k-means'
import { tally } from './mode-scores'

describe('miniBatchKMeans', () => {
  it('finds separate clusters one by one', () => {
    const { points, labels } = drawPointSet('gaussians-25', 1, 5000)!
    const found = miniBatchKMeans(points, 25, random(1))
    const mode = new Map<number, number>()
    for (let i = 0; i < 5000; i++) {
      const cluster = found.labels[i]!
      if (!mode.has(cluster)) mode.set(cluster, labels![i]!)
      expect(mode.get(cluster)).toBe(labels![i]!)
    }
    expect(new Set(mode.values()).size).toBe(25)
    // Twice the variance of a coordinate, 0.0177²; its mean over 5,000 points is off by 1.4 %.
    expect(Math.abs(found.meanSquare / (2 * (0.05 / 2.828) ** 2) - 1)).toBeLessThan(0.06)
  })

  it('finds the mean for one cluster, up to the noise of its batches', () => {
    const { points } = drawPointSet('moons', 1, 3000)!
    const { centres, labels } = miniBatchKMeans(points, 1, random(2))
    let mean = 0
    for (let i = 0; i < 3000; i++) mean += points.data[2 * i]! / 3000
    // Ten batches of 1,024: 0.87 / √10,240 = 0.009; four of them.
    expect(Math.abs(centres.data[0]! - mean)).toBeLessThan(0.035)
    expect(tally(labels, 1)[0]).toBe(3000)
  })

  it('gives the same clusters for the same seed and others for another', () => {
    const { points } = drawPointSet('swiss-roll', 1, 1500)!
    const centres = (seed: number) => [...miniBatchKMeans(points, 7, random(seed)).centres.data]
    expect(centres(3)).toEqual(centres(3))
    expect(centres(3)).not.toEqual(centres(4))
  })

  it('copes with equal points, one point and as many clusters as points', () => {
    const equal: Matrix = matrix(30, 2, new Float32Array(60).fill(1.5))
    expect(miniBatchKMeans(equal, 4, random(1)).meanSquare).toBe(0)
    expect([...miniBatchKMeans(matrix(1, 1, Float32Array.of(3)), 1, random(1)).centres.data]).toEqual([3])
    const few = matrix(3, 1, Float32Array.of(0, 1, 2))
    expect(new Set(miniBatchKMeans(few, 3, random(1)).labels).size).toBe(3)
  })

  it('refuses more clusters than points, none, and NaN', () => {
    const few = matrix(3, 1, Float32Array.of(0, 1, 2))
    expect(() => miniBatchKMeans(few, 4, random(1))).toThrow('Expected 1 to 3 clusters')
    expect(() => miniBatchKMeans(few, 0, random(1))).toThrow('got 0')
    expect(() => miniBatchKMeans(matrix(1, 1, Float32Array.of(Number.NaN)), 1, random(1))).toThrow('NaN')
  })
})
