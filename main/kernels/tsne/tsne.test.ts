import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildKernelWorker } from '../kernel-worker.fixture'
import { openThreadPool } from '../thread-pool'
import { openTsneLayout } from './index'
import type { TsneProblem, TsneStep } from './layout'
import { randomProblem, relativeError } from './random-problem.fixture'
import { referenceLayout } from './reference'
import { treeTopology } from './topology'
import { wasmLayout } from './wasm-layout'

const step: TsneStep = { exaggeration: 4, momentum: 0.5, learningRate: 3, measure: true }

describe('the kernel of t-SNE follows its reference', () => {
  it.each([
    [1, 3, 2],
    [2, 3, 1],
    [5, 2, 1],
    [8, 3, 2],
    [9, 3, 2],
    [16, 3, 1],
    [17, 3, 2],
    [33, 2, 2],
    [250, 3, 1],
    [1003, 3, 2],
  ] as const)('in its gradient over all pairs: %i points, %i dimensions, ν = %i', (n, dims, freedom) => {
    const problem = randomProblem(n, dims, freedom, 0)
    const kernel = wasmLayout(problem)
    const reference = referenceLayout(problem)
    const expected = reference.gradient(2)
    const gradient = kernel.gradient(2)
    expect(gradient).toHaveLength(n * dims)
    // Sums of up to a thousand terms in 32 bits.
    if (n > 1) expect(relativeError(gradient, expected)).toBeLessThan(1e-5)
    if (n > 1) expect(kernel.exactNormalisation() / reference.exactNormalisation()).toBeCloseTo(1, 5)
  })

  it.each([0.3, 0.85, 1.2])('in its tree: the same cells at θ = %f', (theta) => {
    const problem = randomProblem(1500, 3, 2, theta)
    const gradient = wasmLayout(problem).gradient(0)
    // A cell at the very edge of the criterion may be opened by one and not by the other.
    expect(relativeError(gradient, referenceLayout(problem).gradient(0))).toBeLessThan(2e-3)
  })

  it('where a list of cells does not fit its place and is made anew each time', () => {
    const problem = randomProblem(6000, 3, 2, 0.05)
    const kernel = wasmLayout(problem)
    const exact = wasmLayout({ ...problem, theta: 0 })
    expect(relativeError(kernel.gradient(0), exact.gradient(0))).toBeLessThan(1e-4)
  })

  it('through some iterations, and in the divergence it measures', () => {
    const problem = randomProblem(300, 3, 2, 0)
    const kernel = wasmLayout(problem)
    const reference = referenceLayout(problem)
    expect(kernel.divergence).toBeNaN()
    for (let i = 0; i < 15; i++) {
      kernel.iterate(step)
      reference.iterate(step)
      expect(Math.abs(kernel.divergence / reference.divergence - 1)).toBeLessThan(1e-4)
    }
    const own = centred(kernel.positions(), 3)
    expect(relativeError(own, centred(reference.positions(), 3))).toBeLessThan(1e-3)
  })

  it('in bearing points that all lie at one place', () => {
    const problem = randomProblem(100, 3, 2, 0.85)
    problem.positions.fill(1.5)
    const kernel = wasmLayout(problem)
    kernel.iterate(step)
    expect(kernel.positions().every((v) => Math.abs(v) < 1e-5)).toBe(true)
    expect(kernel.exactNormalisation()).toBeCloseTo(9900, 1)
  })

  it('for degrees of freedom that have no kernel by giving the reference itself', () => {
    expect(openTsneLayout(randomProblem(20, 2, 0.5, 0.85)).backend).toBe('reference')
    expect(openTsneLayout(randomProblem(20, 2, 1, 0.85)).backend).toBe('wasm')
  })
})

describe('treeTopology', () => {
  it.each([1, 8, 9, 16, 17, 100, 777, 4096])('covers %i points by leaves of at most eight', (n) => {
    const { nodes, links, groups, groupNode } = treeTopology(n)
    let covered = 0
    for (let node = 0; node < nodes; node++) {
      const [skip, first, count] = links.subarray(node * 4, node * 4 + 3) as unknown as [
        number,
        number,
        number,
      ]
      if (skip > node + 1) {
        const right = links[(node + 1) * 4]!
        expect(links[(node + 1) * 4 + 2]! + links[right * 4 + 2]!).toBe(count)
        continue
      }
      expect(count).toBeLessThanOrEqual(8)
      if (count > 0) expect(first).toBe(covered)
      covered += count
    }
    expect(covered).toBe(n)
    expect(groupNode).toHaveLength(groups)
  })
})

describe('threads', () => {
  let worker: Awaited<ReturnType<typeof buildKernelWorker>>
  beforeAll(async () => {
    worker = await buildKernelWorker()
  })
  afterAll(() => worker.remove())

  it('do not change a bit of the layout', async () => {
    const pool = openThreadPool(3, worker.url)
    const problem: TsneProblem = randomProblem(2000, 3, 2, 0.85)
    const alone = wasmLayout(problem)
    const shared = wasmLayout(problem, pool)
    // A thread that is still starting would sit the runs out.
    await setTimeout(300)
    for (let i = 0; i < 80; i++) {
      const measure = i % 20 === 0
      alone.iterate({ ...step, measure })
      shared.iterate({ ...step, measure })
      expect(shared.divergence).toBe(alone.divergence)
    }
    expect(Buffer.from(shared.positions().buffer).equals(Buffer.from(alone.positions().buffer))).toBe(true)
    shared.close()
    expect(() => {
      shared.iterate(step)
    }).toThrow(/attached kernel/)
    pool.close()
  })
})

function centred(positions: Float32Array, dims: number): Float32Array {
  const out = positions.slice()
  for (let a = 0; a < dims; a++) {
    let mean = 0
    for (let c = a; c < out.length; c += dims) mean += (out[c]! * dims) / out.length
    for (let c = a; c < out.length; c += dims) out[c]! -= mean
  }
  return out
}
