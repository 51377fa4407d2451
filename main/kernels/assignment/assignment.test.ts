import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { matrix, type Matrix } from '../../../shared/matrix'
import { random } from '../../../shared/random'
import { buildKernelWorker } from '../kernel-worker.fixture'
import { openThreadPool } from '../thread-pool'
import type { AssignmentProblem, AssignmentSolver, DualAssignment, GroundCost } from './assignment'
import { openAssignment } from './index'
import { costFunction, referenceAssignment } from './reference'

function cloud(n: number, d: number, seed: number, draw: 'uniform' | 'normal' = 'normal'): Matrix {
  const source = random(seed)
  return matrix(
    n,
    d,
    Float32Array.from({ length: n * d }, () => source[draw]()),
  )
}

function solved(solver: AssignmentSolver, problem: AssignmentProblem, seed = 1): DualAssignment {
  const run = solver.start(problem, seed)
  while (!run.step()) continue
  return run.result()
}

const costOf = (problem: AssignmentProblem, { columnOf }: DualAssignment): number => {
  const cost = costFunction(problem)
  return columnOf.reduce((sum, j, i) => sum + cost(i, j), 0)
}

const kernel = openAssignment()
const reference = referenceAssignment()

describe.each<GroundCost>(['sqeuclidean', 'l1', 'l2'])('the kernel with cost %s', (cost) => {
  it.each([
    [1, 1],
    [2, 3],
    [7, 2],
    [40, 1],
    [63, 4],
    [64, 3],
    [200, 2],
    [257, 9],
  ])('costs what the reference does and proves it: %i points in %i dimensions', (n, d) => {
    const problem = { cost, a: cloud(n, d, 1, 'uniform'), b: cloud(n, d, 2) }
    const own = solved(kernel, problem)
    expect(new Set(own.columnOf).size).toBe(n)
    const best = costOf(problem, solved(reference, problem))
    // Sums of n costs in double precision.
    expect(Math.abs(costOf(problem, own) - best)).toBeLessThan(1e-12 * best)
    expect(own.smallestReducedCost).toBeGreaterThan((-1e-13 * best) / n)
  })
})

describe('the kernel', () => {
  it.each([5, 70, 150])('takes a table of %i² costs, negative ones too', (size) => {
    const source = random(size)
    const costs = Float64Array.from({ length: size * size }, () => source.normal())
    const problem = { cost: { size, costs } }
    const best = costOf(problem, solved(reference, problem))
    expect(costOf(problem, solved(kernel, problem))).toBeCloseTo(best, 10)
  })

  it('gives the same bits again, also after larger and smaller problems, and whatever threads take part', async () => {
    const problem = { cost: 'sqeuclidean', a: cloud(1500, 5, 3), b: cloud(1500, 5, 4) } as const
    const first = solved(kernel, problem)
    solved(kernel, { ...problem, a: cloud(70, 3, 1), b: cloud(70, 3, 2) })
    expect(solved(kernel, problem)).toEqual(first)
    expect(costOf(problem, solved(kernel, problem, 99))).toBeCloseTo(costOf(problem, first), 7)
    const pool = openThreadPool(3, worker.url)
    const shared = openAssignment(pool)
    for (let repeat = 0; repeat < 3; repeat++) expect(solved(shared, problem)).toEqual(first)
    shared.close()
    pool.close()
  })

  it('has a bijection and a true bound at any time, and asking changes nothing', () => {
    const problem = { cost: 'sqeuclidean', a: cloud(300, 3, 5), b: cloud(300, 3, 6) } as const
    const end = solved(kernel, problem)
    const best = costOf(problem, end)
    const run = kernel.start(problem, 1)
    do {
      const { columnOf, u, v } = run.result()
      expect(new Set(columnOf).size).toBe(300)
      const dual = u.reduce((sum, value, i) => sum + value + v[i]!, 0)
      expect(dual).toBeLessThan(best + 1e-9)
    } while (!run.step())
    expect(run.result()).toEqual(end)
  })

  it('leaves values that overflow 32 bits to the reference', () => {
    const far = cloud(20, 2, 7)
    far.data[0] = 1e37
    const run = kernel.start({ cost: 'sqeuclidean', a: far, b: cloud(20, 2, 8) }, 1)
    expect(run.backend).toBe('reference')
  })

  let worker: Awaited<ReturnType<typeof buildKernelWorker>>
  beforeAll(async () => {
    worker = await buildKernelWorker()
  })
  afterAll(() => worker.remove())
})
