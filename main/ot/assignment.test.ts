import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matrix, type Matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import { costFunction } from '../kernels/assignment/reference'
import {
  assign,
  assignmentSolver,
  assignmentStepper,
  kantorovichPotentials,
  type Assignment,
  type AssignmentProblem,
  type GroundCost,
} from './assignment'

const costs: GroundCost[] = ['sqeuclidean', 'l1', 'l2']

function points(n: number, d: number, value: (i: number, k: number) => number): Matrix {
  return matrix(
    n,
    d,
    Float32Array.from({ length: n * d }, (_, c) => value(Math.floor(c / d), c % d)),
  )
}

function normals(n: number, d: number, seed: number, scale = 1): Matrix {
  const source = random(seed)
  return points(n, d, () => scale * source.normal())
}

/** Holds a solution to its proof on all n² arcs, in the unit of the largest own cost. */
function expectProven(problem: AssignmentProblem, found: Assignment): void {
  const { permutation, u, v, cost, gap, smallestReducedCost } = found
  const n = permutation.length
  const costOf = costFunction(problem)
  expect(new Set(permutation).size).toBe(n)
  let scale = 0
  let total = 0
  for (let i = 0; i < n; i++) {
    total += costOf(i, permutation[i]!)
    scale = Math.max(scale, Math.abs(u[i]!), Math.abs(v[i]!), Math.abs(costOf(i, permutation[i]!)))
  }
  expect(cost).toBe(total)
  // Every reduced cost is a difference of three numbers of this size.
  const rounding = 1e-14 * scale
  let worst = Infinity
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) worst = Math.min(worst, costOf(i, j) - u[i]! - v[j]!)
  }
  expect(worst).toBeGreaterThanOrEqual(-rounding)
  expect(smallestReducedCost).toBeGreaterThanOrEqual(-rounding)
  expect(Math.abs(gap)).toBeLessThanOrEqual(n * rounding)
}

function cheapestByTrial(problem: AssignmentProblem, n: number): number {
  const costOf = costFunction(problem)
  const rest = (i: number, free: readonly number[]): number =>
    i === n
      ? 0
      : Math.min(
          ...free.map(
            (j) =>
              costOf(i, j) +
              rest(
                i + 1,
                free.filter((other) => other !== j),
              ),
          ),
        )
  return rest(
    0,
    Array.from({ length: n }, (_, j) => j),
  )
}

describe('an assignment', () => {
  it.each(costs)('is the cheapest of all permutations of up to seven points, cost %s', (cost) => {
    for (let n = 1; n <= 7; n++) {
      const problem = { cost, a: normals(n, 2, n), b: normals(n, 2, 100 + n) }
      expect(assign(problem).cost).toBeCloseTo(cheapestByTrial(problem, n), 12)
    }
  })

  it('sorts on a line', () => {
    const a = normals(700, 1, 1)
    const b = normals(700, 1, 2, 3)
    const sorted = (side: Matrix) => [...side.data].sort((x, y) => x - y)
    const inOrder = sorted(b)
    let best = 0
    for (const [rank, x] of sorted(a).entries()) best += (x - inOrder[rank]!) ** 2
    expect(Math.abs(assign({ cost: 'sqeuclidean', a, b }).cost / best - 1)).toBeLessThan(1e-13)
  })

  it('of shifted points under squared distance is the shift, exactly proven however far', () => {
    const a = points(400, 3, (i, k) => ((i * (k + 3) * 7919) % 1009) / 1024)
    const b = points(400, 3, (i, k) => a.data[i * 3 + k]! + 64 * (k + 1))
    const found = assign({ cost: 'sqeuclidean', a, b })
    expect(found.cost).toBe(400 * 64 ** 2 * 14)
    expectProven({ cost: 'sqeuclidean', a, b }, found)
  })

  it('takes a table of costs and finds the same as from the points', () => {
    const [a, b] = [normals(150, 4, 3), normals(150, 4, 4)]
    const costOf = costFunction({ cost: 'l2', a, b })
    const table = Float64Array.from({ length: 150 * 150 }, (_, c) => costOf(Math.floor(c / 150), c % 150))
    const problem = { cost: { size: 150, costs: table } }
    const found = assign(problem)
    expect(found.cost).toBeCloseTo(assign({ cost: 'l2', a, b }).cost, 11)
    expectProven(problem, found)
  })

  it('of the same seed is the same to the bit, of another seed as cheap', () => {
    const problem = { cost: 'sqeuclidean', a: normals(500, 6, 5), b: normals(500, 6, 6) } as const
    const first = assign(problem, { seed: 4 })
    expect(assign(problem, { seed: 4 })).toEqual(first)
    expect(Math.abs(assign(problem, { seed: 5 }).cost / first.cost - 1)).toBeLessThan(1e-13)
  })

  it('scales with its input over twelve orders of magnitude', () => {
    const [a, b] = [normals(300, 5, 7), normals(300, 5, 8)]
    const { cost } = assign({ cost: 'sqeuclidean', a, b })
    for (const scale of [2 ** -20, 2 ** 20]) {
      const scaled = (side: Matrix) => points(300, 5, (i, k) => scale * side.data[i * 5 + k]!)
      const found = assign({ cost: 'sqeuclidean', a: scaled(a), b: scaled(b) })
      expect(found.backend).toBe('wasm')
      expect(Math.abs(found.cost / scale ** 2 / cost - 1)).toBeLessThan(1e-13)
    }
  })

  it('that was stopped early says by how much it may be too dear', () => {
    const problem = { cost: 'sqeuclidean', a: normals(400, 3, 9), b: normals(400, 3, 10) } as const
    const stepper = assignmentStepper(problem)
    stepper.step()
    const early = stepper.result()
    const best = assign(problem).cost
    expect(new Set(early.permutation).size).toBe(400)
    expect(early.gap).toBeGreaterThan(0)
    expect(early.cost - early.gap).toBeLessThanOrEqual(best * (1 + 1e-13))
    while (!stepper.step()) continue
    expect(stepper.progress().share).toBe(1)
    expect(Math.abs(stepper.result().cost / best - 1)).toBeLessThan(1e-13)
  })
})

describe.each(costs)('an assignment under %s is proven', (cost) => {
  const side = 17
  const n = side * side
  const source = random(11)
  const one = normals(n, 3, 12)
  const hard: Record<string, [Matrix, Matrix]> = {
    'for identical sides': [one, one],
    'for nearly identical sides': [
      one,
      points(n, 3, (i, k) => one.data[i * 3 + k]! + 1e-4 * source.normal()),
    ],
    'for sides without any spread': [points(n, 3, () => 0.1), points(n, 3, () => 0.7)],
    'for one side without spread': [points(n, 3, () => 0.1), one],
    'for grids, where many arcs tie': [
      points(n, 2, (i, k) => (k ? i % side : Math.floor(i / side))),
      points(n, 2, (i, k) => 0.5 + (k ? i % side : Math.floor(i / side))),
    ],
    'for many copies of few points': [
      points(n, 3, (i, k) => one.data[(i % 7) * 3 + k]!),
      points(n, 3, (i, k) => one.data[(9 + (i % 5)) * 3 + k]!),
    ],
    'with an outlier at 1e5': [
      points(n, 3, (i, k) => (i === 3 ? 1e5 : one.data[i * 3 + k]!)),
      normals(n, 3, 13),
    ],
    'for heavy tails': [one, points(n, 3, () => source.normal() / source.normal())],
    'for points on a line': [
      points(n, 3, (i, k) => (k + 1) * Math.sin(i)),
      points(n, 3, (i, k) => (k + 1) * Math.cos(2 * i) + 0.25),
    ],
    'for clusters of unequal weight': [
      points(n, 2, (i) => (i < 0.3 * n ? 0 : 100) + source.normal()),
      points(n, 2, (i) => (i < 0.7 * n ? 0 : 100) + source.normal()),
    ],
  }
  it.each(Object.keys(hard))('%s', (name) => {
    const [a, b] = hard[name]!
    expectProven({ cost, a, b }, assign({ cost, a, b }))
  })

  it('for any small set of whole-numbered points, in one solver', () => {
    const solver = assignmentSolver()
    const coordinate = fc.integer({ min: -2, max: 2 })
    const sides = fc
      .tuple(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 3 }))
      .chain(([size, d]) => {
        const values = fc.array(coordinate, { minLength: size * d, maxLength: size * d })
        return fc.tuple(fc.constant([size, d] as const), values, values)
      })
    fc.assert(
      fc.property(sides, ([[size, d], first, second]) => {
        const a = matrix(size, d, Float32Array.from(first))
        const b = matrix(size, d, Float32Array.from(second))
        expectProven({ cost, a, b }, assign({ cost, a, b }, { solver }))
      }),
      { numRuns: 60, seed: 1 },
    )
  })
})

describe('what cannot be assigned is refused with a reason', () => {
  const two = normals(2, 2, 1)
  it.each([
    ['different numbers of points', { cost: 'l1', a: two, b: normals(3, 2, 1) }, /as many points .* 2 and 3/],
    ['different dimensions', { cost: 'l1', a: two, b: normals(2, 3, 1) }, /one dimension, got 2 and 3/],
    ['no points', { cost: 'l2', a: matrix(0, 2), b: matrix(0, 2) }, /at least one point/],
    ['a table that is not square', { cost: { size: 2, costs: new Float64Array(3) } }, /2 × 2 costs, got 3/],
    ['NaN', { cost: 'l2', a: two, b: matrix(2, 2, Float32Array.of(0, 0, 0, NaN)) }, /Point 1 of the second/],
    ['Infinity', { cost: { size: 1, costs: Float64Array.of(Infinity) } }, /Row 0 of the table/],
  ] as [string, AssignmentProblem, RegExp][])('%s', (_, problem, reason) => {
    expect(() => assign(problem)).toThrow(reason)
  })
})

describe('Kantorovich potentials', () => {
  const problem = { cost: 'l2', a: normals(120, 2, 20), b: normals(120, 2, 21) } as const
  const found = assign(problem)
  const { atA, atB } = kantorovichPotentials(found)
  const costOf = costFunction(problem)

  it('differ by no more than the cost, and by the cost on the bijection', () => {
    for (let i = 0; i < 120; i++) {
      for (let j = 0; j < 120; j++) expect(atB[j]! - atA[i]!).toBeLessThanOrEqual(costOf(i, j) + 1e-13)
      const j = found.permutation[i]!
      expect(atB[j]! - atA[i]!).toBeCloseTo(costOf(i, j), 12)
    }
  })

  it('have mean zero, whatever constant the duals carry', () => {
    const sum = atA.reduce((total, value, i) => total + value + atB[i]!, 0)
    expect(Math.abs(sum)).toBeLessThan(1e-11)
    const shifted = { u: found.u.map((value) => value + 5), v: found.v.map((value) => value - 5) }
    const again = kantorovichPotentials(shifted)
    for (let i = 0; i < 120; i++) expect(again.atA[i]).toBeCloseTo(atA[i]!, 12)
  })
})
