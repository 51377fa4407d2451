import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { matrix, type Matrix } from '../../../shared/matrix'
import { random } from '../../../shared/random'
import { buildKernelWorker } from '../kernel-worker.fixture'
import { openThreadPool } from '../thread-pool'
import { openPlanes } from './index'
import { CHUNK, NO_PLANE, type SampleSource } from './planes'
import { referencePlanes } from './reference'
import { normalQuantile } from './samples'

function normals(rows: number, columns: number, seed: number): Matrix {
  const source = random(seed)
  const values = matrix(rows, columns)
  for (let i = 0; i < values.data.length; i++) values.data[i] = source.normal()
  return values
}

const sizes: [number, number, number][] = [
  [1, 1, 1],
  [3, 2, 7],
  [4, 3, 8],
  [5, 5, 9],
  [257, 7, 300],
  [1030, 16, 511],
]

describe('planes kernel', () => {
  it.each(sizes)('agrees bit for bit with the reference: %i codes, %i coordinates, %i samples', (n, d, m) => {
    const codes = normals(n, d, 1)
    const heights = normals(n, 1, 2).data
    const points = normals(m, d, 3)
    for (const keep of [1, 2, 6]) {
      const kernel = openPlanes(codes, { keep })
      const oracle = referencePlanes(codes)
      kernel.setHeights(heights)
      oracle.setHeights(heights)
      expect(kernel.highest(points, keep)).toEqual(oracle.highest(points, keep))
      for (const source of ['cube', 'gaussian'] satisfies SampleSource[]) {
        const draw = { source, seed: 0xdeadbeef, firstChunk: 5, count: m }
        expect(kernel.drawHighest(draw, keep)).toEqual(oracle.drawHighest(draw, keep))
        expect(kernel.drawHits(draw)).toEqual(oracle.drawHits(draw))
      }
      kernel.close()
    }
  })

  it('passes more samples than its memory holds without a seam', () => {
    const codes = normals(9, 2, 4)
    const draw = { source: 'cube', seed: 3, firstChunk: 0, count: 40 * CHUNK + 17 } as const
    expect(openPlanes(codes).drawHits(draw)).toEqual(referencePlanes(codes).drawHits(draw))
    const points = normals(40 * CHUNK + 17, 2, 5)
    expect(openPlanes(codes).highest(points, 1)).toEqual(referencePlanes(codes).highest(points, 1))
  })

  it('keeps the lower index first where scores are equal', () => {
    const codes = matrix(6, 1, new Float32Array([1, 1, 2, 1, 2, 1]))
    const points = matrix(1, 1, new Float32Array([1]))
    expect([...openPlanes(codes, { keep: 6 }).highest(points, 6).indices]).toEqual([2, 4, 0, 1, 3, 5])
  })

  it('fills missing places where fewer planes than asked for exist', () => {
    const found = openPlanes(matrix(2, 1, new Float32Array([1, 2])), { keep: 3 }).highest(
      matrix(1, 1, new Float32Array([1])),
      3,
    )
    expect([...found.indices]).toEqual([1, 0, NO_PLANE])
    expect(found.scores[2]).toBe(-Infinity)
  })

  it('gives a sample with NaN to no plane and never lets a NaN plane win', () => {
    const codes = normals(10, 3, 6)
    codes.data[4 * 3 + 1] = Number.NaN
    const points = normals(20, 3, 7)
    points.data[5 * 3] = Number.NaN
    const found = openPlanes(codes, { keep: 2 }).highest(points, 2)
    expect(found).toEqual(referencePlanes(codes).highest(points, 2))
    expect(found.indices[5 * 2]).toBe(NO_PLANE)
    expect([...found.indices]).not.toContain(4)
  })

  it('answers no samples with nothing', () => {
    const kernel = openPlanes(normals(3, 2, 8))
    expect(kernel.highest(matrix(0, 2), 1).indices).toHaveLength(0)
    const draw = { source: 'cube', seed: 1, firstChunk: 0, count: 0 } as const
    expect(kernel.drawHits(draw)).toEqual({ samples: 0, counts: new Uint32Array(3), energy: 0 })
  })

  it('refuses what it cannot hold, saying what it expected', () => {
    expect(() => openPlanes(matrix(0, 3))).toThrow(/at least one code/)
    expect(() => openPlanes(normals(3, 2, 1)).setHeights([1])).toThrow(/3 heights, got 1/)
    expect(() => openPlanes(normals(3, 2, 1)).highest(matrix(1, 3), 1)).toThrow(/2 coordinates, got 3/)
    expect(() => openPlanes(normals(3, 2, 1)).highest(matrix(1, 2), 2)).toThrow(/between 1 and 1/)
  })
})

describe('drawn samples', () => {
  it.each([
    ['cube', 0, 1 / 12, 1 / 80],
    ['gaussian', 0, 1, 3],
  ] as const)(
    'of the %s have the right moments and independent coordinates',
    (source, first, second, fourth) => {
      const count = 1000 * CHUNK
      const { points } = openPlanes(normals(2, 2, 1)).drawHighest(
        { source, seed: 11, firstChunk: 0, count },
        1,
      )
      const moments = [0, 0, 0, 0]
      let product = 0
      for (let s = 0; s < count; s++) {
        const x = points.data[2 * s]!
        for (let p = 0; p < 4; p++) moments[p]! += x ** (p + 1) / count
        product += (x * points.data[2 * s + 1]!) / count
      }
      // Five standard errors with the variance of each power bounded from above by 8th moments: 105 for the normal.
      const error = (variance: number) => 5 * Math.sqrt(variance / count)
      expect(Math.abs(moments[0]! - first)).toBeLessThan(error(second))
      expect(Math.abs(moments[1]! - second)).toBeLessThan(error(fourth))
      expect(Math.abs(moments[3]! - fourth)).toBeLessThan(error(source === 'cube' ? 1 / 2304 : 105))
      expect(Math.abs(product)).toBeLessThan(error(second * second))
    },
  )

  it('of neighbouring chunks and seeds share nothing', () => {
    const kernel = openPlanes(normals(2, 1, 1))
    const seen = new Set<number>()
    for (let seed = 0; seed < 4; seed++) {
      for (const x of kernel.drawHighest({ source: 'cube', seed, firstChunk: 0, count: 64 * CHUNK }, 1).points
        .data) {
        seen.add(x)
      }
    }
    // 65,536 values of 2²⁴: 128 coincidences expected, standard deviation 11. A shared stream would bring 16,384.
    expect(4 * 64 * CHUNK - seen.size).toBeLessThan(200)
  })

  it('follow the normal quantile to 1e-6', () => {
    // Φ⁻¹ at 0.5, 0.975, 0.999, 1e-10 (Abramowitz and Stegun 26.2; tables to ten digits).
    expect(normalQuantile(0.5)).toBe(0)
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963985, 6)
    expect(normalQuantile(0.999)).toBeCloseTo(3.090232306, 6)
    expect(normalQuantile(1e-10)).toBeCloseTo(-6.361340902, 6)
    expect(normalQuantile(0.2)).toBeCloseTo(-normalQuantile(0.8), 12)
  })
})

describe('threads', () => {
  let worker: Awaited<ReturnType<typeof buildKernelWorker>>
  beforeAll(async () => {
    worker = await buildKernelWorker()
  })
  afterAll(() => worker.remove())

  it('do not change a bit of the answers, over several kernels and after one is closed', () => {
    const pool = openThreadPool(3, worker.url)
    const codes = normals(300, 5, 1)
    const heights = normals(300, 1, 2).data
    const alone = openPlanes(codes, { keep: 3 })
    alone.setHeights(heights)
    const other = openPlanes(codes, { pool })
    other.close()
    const shared = openPlanes(codes, { pool, keep: 3 })
    shared.setHeights(heights)
    const draw = { source: 'gaussian', seed: 9, firstChunk: 2, count: 100 * CHUNK + 3 } as const
    for (let repeat = 0; repeat < 20; repeat++) {
      expect(shared.drawHits(draw)).toEqual(alone.drawHits(draw))
    }
    expect(shared.drawHighest(draw, 3)).toEqual(alone.drawHighest(draw, 3))
    shared.close()
    expect(() => shared.drawHits(draw)).toThrow(/attached kernel/)
    pool.close()
  })
})
