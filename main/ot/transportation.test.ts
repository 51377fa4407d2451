import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import { assign, type GroundCost } from './assignment'
import {
  transportationStepper,
  transportPlan,
  type TransportationProblem,
  type TransportPlan,
} from './transportation'
import { costsOf } from './transportation-problem'

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0)

/** Holds a plan to its marginals and its duals to all arcs, including those of points without mass. */
function expectProven(problem: TransportationProblem, plan: TransportPlan, gap = 1e-11): void {
  const { massesA, massesB } = problem
  const { rows, columns, masses, u, v } = plan
  const total = sum(massesA)
  const out = new Float64Array(massesA.length)
  const into = new Float64Array(massesB.length)
  rows.forEach((row, k) => {
    expect(masses[k]).toBeGreaterThan(0)
    out[row] = out[row]! + masses[k]!
    into[columns[k]!] = into[columns[k]!]! + masses[k]!
  })
  out.forEach((mass, i) => expect(Math.abs(mass - massesA[i]!)).toBeLessThan(1e-13 * total))
  into.forEach((mass, j) => expect(Math.abs(mass - massesB[j]!)).toBeLessThan(1e-13 * total))
  const costs = new Float64Array(massesB.length)
  const costOf = costsOf(problem)
  let largest = 0
  let least = Infinity
  let cost = 0
  let k = 0
  u.forEach((dual, i) => {
    costOf(i, costs)
    for (let j = 0; j < costs.length; j++) {
      largest = Math.max(largest, Math.abs(costs[j]!))
      least = Math.min(least, costs[j]! - dual - v[j]!)
    }
    for (; rows[k] === i; k++) cost += masses[k]! * costs[columns[k]!]!
  })
  expect(k).toBe(rows.length)
  expect(least).toBeGreaterThanOrEqual(-1e-13 * (1 + largest))
  expect(Math.abs(plan.cost - cost)).toBeLessThanOrEqual(1e-12 * (largest * total))
  const bound =
    sum(massesA.map((mass, i) => mass && mass * u[i]!)) + sum(massesB.map((mass, j) => mass && mass * v[j]!))
  expect(Math.abs(plan.cost - bound - plan.gap)).toBeLessThanOrEqual(1e-12 * (largest * total))
  expect(plan.gap).toBeLessThanOrEqual(gap * largest * total)
}

function normals(n: number, d: number, seed: number) {
  const source = random(seed)
  return matrix(
    n,
    d,
    Float32Array.from({ length: n * d }, () => source.normal()),
  )
}

function uneven(n: number, seed: number): Float64Array {
  const source = random(seed)
  const made = Float64Array.from({ length: n }, () => source.uniform() ** 3)
  return made.map((mass) => mass / sum(made))
}

describe('transport between unequal masses', () => {
  it.each(['sqeuclidean', 'l1', 'l2'] as GroundCost[])(
    'is the assignment where masses are equal, under %s',
    (cost) => {
      const [a, b] = [normals(150, 3, 1), normals(150, 3, 2)]
      const equal = new Float64Array(150).fill(1)
      const problem = { cost, a, b, massesA: equal, massesB: equal }
      const plan = transportPlan(problem)
      expectProven(problem, plan)
      const best = assign({ cost, a, b })
      expect(plan.cost / best.cost).toBeCloseTo(1, 11)
    },
  )

  it('on a line sends masses in order: the cost is that of the quantiles', () => {
    const [n, m] = [90, 130]
    const [a, b] = [normals(n, 1, 3), normals(m, 1, 4)]
    const problem = { cost: 'sqeuclidean', a, b, massesA: uneven(n, 5), massesB: uneven(m, 6) } as const
    const sorted = ({ data }: typeof a, masses: Float64Array) =>
      Array.from(data, (x, i) => ({ x, mass: masses[i]! })).sort((one, other) => one.x - other.x)
    const [left, right] = [sorted(a, problem.massesA), sorted(b, problem.massesB)]
    let expected = 0
    let [i, j] = [0, 0]
    while (i < n && j < m) {
      const amount = Math.min(left[i]!.mass, right[j]!.mass)
      expected += amount * (left[i]!.x - right[j]!.x) ** 2
      left[i]!.mass -= amount
      right[j]!.mass -= amount
      if (left[i]!.mass <= 1e-16) i++
      else j++
    }
    const plan = transportPlan(problem)
    expectProven(problem, plan)
    expect(plan.cost / expected).toBeCloseTo(1, 9)
    expect(plan.rows.length).toBeLessThanOrEqual(n + m - 1)
  })

  it('is proven for tables and points of whole numbers, with ties, copies, none and tiny masses on either side', () => {
    const mass = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 6 }), fc.constant(1e-9))
    const side = (count: number) => fc.array(mass, { minLength: count, maxLength: count })
    const problem = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 })).chain(([n, m]) =>
      fc.record({
        n: fc.constant(n),
        m: fc.constant(m),
        a: side(n),
        b: side(m),
        costs: fc.array(fc.integer({ min: -3, max: 5 }), { minLength: n * m, maxLength: n * m }),
        points: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: (n + m) * 2, maxLength: (n + m) * 2 }),
        table: fc.boolean(),
      }),
    )
    fc.assert(
      fc.property(problem, ({ n, m, a, b, costs, points, table }) => {
        fc.pre(sum(a) > 0 && sum(b) > 0)
        const masses = {
          massesA: Float64Array.from(a, (value) => value / sum(a)),
          massesB: Float64Array.from(b, (value) => value / sum(b)),
        }
        const ofPoints = (from: number, count: number) =>
          matrix(count, 2, Float32Array.from(points.slice(2 * from, 2 * (from + count))))
        const made: TransportationProblem = table
          ? { cost: { rows: n, columns: m, costs: Float64Array.from(costs) }, ...masses }
          : { cost: 'sqeuclidean', a: ofPoints(0, n), b: ofPoints(n, m), ...masses }
        expectProven(made, transportPlan(made))
      }),
      { numRuns: 300, seed: 11 },
    )
  })

  it.each([0, 1, 2, 5])(
    'stopped after %i steps is a plan, with a bound on how far it is from the best',
    (steps) => {
      const [n, m, d] = [700, 900, 4]
      const problem = {
        cost: 'sqeuclidean',
        a: normals(n, d, 7),
        b: normals(m, d, 8),
        massesA: uneven(n, 9),
        massesB: uneven(m, 10),
      } as const
      const stepper = transportationStepper(problem)
      for (let step = 0; step < steps; step++) stepper.step()
      const plan = stepper.result()
      expectProven(problem, plan, Infinity)
      while (!stepper.step()) continue
      const best = stepper.result()
      expectProven(problem, best)
      expect(plan.cost - plan.gap).toBeLessThanOrEqual(best.cost * (1 + 1e-12))
      expect(stepper.progress().placed).toBe(1)
    },
  )

  it('does not depend on the unit of masses and points', () => {
    const [a, b] = [normals(80, 3, 1), normals(60, 3, 2)]
    const masses = { massesA: uneven(80, 3), massesB: uneven(60, 4) }
    const plain = transportPlan({ cost: 'sqeuclidean', a, b, ...masses })
    const scaled = (points: typeof a) => ({ ...points, data: points.data.map((x) => x * 2 ** 20) })
    const large = transportPlan({
      cost: 'sqeuclidean',
      a: scaled(a),
      b: scaled(b),
      massesA: masses.massesA.map((mass) => mass * 2 ** -30),
      massesB: masses.massesB.map((mass) => mass * 2 ** -30),
    })
    expect(large.cost / plain.cost).toBeCloseTo(2 ** 10, 6)
  })

  it('refuses what cannot be moved, naming what to change', () => {
    const [a, b] = [normals(3, 2, 1), normals(2, 2, 2)]
    const plan = (massesA: number[], massesB: number[]) => () =>
      transportPlan({
        cost: 'l2',
        a,
        b,
        massesA: Float64Array.from(massesA),
        massesB: Float64Array.from(massesB),
      })
    expect(plan([1, 1, 1], [1, 1])).toThrow('Expected the same mass on both sides, got 3 and 2.')
    expect(plan([1, 1], [1, 1])).toThrow('a mass for each of the 3 points of the first side, got 2')
    expect(plan([1, -1, 1], [1, 0])).toThrow('got -1 for point 1 of the first side')
    expect(plan([1, Number.NaN, 1], [1, 0])).toThrow('got NaN for point 1')
    expect(plan([0, 0, 0], [0, 0])).toThrow('some mass')
  })
})
