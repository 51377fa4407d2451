import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { matrix } from '../../../shared/matrix'
import { random } from '../../../shared/random'
import { buildKernelWorker } from '../kernel-worker.fixture'
import { openThreadPool } from '../thread-pool'
import { openWalker } from './index'
import { referenceWalker } from './reference'

function problem(n: number, d: number, segments: number) {
  const source = random(n + d)
  const codes = matrix(n, d)
  for (let i = 0; i < codes.data.length; i++) codes.data[i] = source.normal()
  const heights = Float64Array.from({ length: n }, () => 0.3 * source.normal())
  const ends = Float64Array.from({ length: 2 * segments * d }, () => source.uniform() - 0.5)
  return { codes, heights, ends }
}

describe('walks kernel', () => {
  it.each([
    [1, 1, 3],
    [3, 2, 1],
    [4, 3, 4],
    [5, 7, 9],
    [257, 16, 41],
    // More segments than pass through the kernel's memory at once.
    [60, 3, 300],
  ])('agrees bit for bit with the reference: %i codes, %i coordinates, %i segments', (n, d, segments) => {
    const { codes, heights, ends } = problem(n, d, segments)
    const kernel = openWalker(codes, heights)
    expect(kernel.walk(ends)).toEqual(referenceWalker(codes, heights).walk(ends))
    kernel.close()
  })

  it('agrees where lines meet in one point and where two are equal', () => {
    const codes = matrix(5, 1, Float32Array.of(0, 1, 1, 2, -3))
    const heights = Float64Array.of(0, -0.5, -0.6, -1, -10)
    const ends = Float64Array.of(0, 1, 1, 0, 0.5, 0.5)
    const walks = openWalker(codes, heights).walk(ends)
    expect(walks).toEqual(referenceWalker(codes, heights).walk(ends))
    expect([...walks.cells]).toEqual([0, 3, 3, 0, 0])
  })

  it('walks on where a segment visits more cells than there is room for', () => {
    // Lines tangent to a parabola: a segment along them all visits every one.
    const n = 1500
    const codes = matrix(
      n,
      1,
      Float32Array.from({ length: n }, (_, i) => i - n / 2),
    )
    const heights = Float64Array.from({ length: n }, (_, i) => -((i - n / 2) ** 2) / (2 * n))
    const { cells, offsets } = openWalker(codes, heights).walk(Float64Array.of(-0.51, 0.51, 0, 0.1))
    expect(offsets[1]).toBe(n)
    expect(cells.subarray(0, n)).toEqual(Uint32Array.from({ length: n }, (_, i) => i))
  })

  describe('with threads', () => {
    let worker: Awaited<ReturnType<typeof buildKernelWorker>>
    beforeAll(async () => {
      worker = await buildKernelWorker()
    })
    afterAll(() => worker.remove())

    it('gives the same walks', () => {
      const { codes, heights, ends } = problem(2001, 16, 200)
      const pool = openThreadPool(3, worker.url)
      const shared = openWalker(codes, heights, pool)
      const alone = openWalker(codes, heights).walk(ends)
      // Threads join once they have started.
      for (let run = 0; run < 20; run++) expect(shared.walk(ends)).toEqual(alone)
      shared.close()
      pool.close()
    })
  })

  it('refuses heights and ends of another length', () => {
    const { codes, heights } = problem(4, 3, 1)
    expect(() => openWalker(codes, heights.subarray(1))).toThrow('Expected 4 heights, got 3.')
    expect(() => openWalker(codes, heights).walk(new Float64Array(7))).toThrow('got 7 values')
  })
})
