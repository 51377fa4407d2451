import { describe, expect, it } from 'vitest'
import { transportPlan } from '../../../main/ot/transportation'
import reference from './masses.json'
import { problems } from './problems'

/** As `make-masses.py` has them. */
function masses(count: number): Float64Array {
  const made = Float64Array.from({ length: count }, (_, i) => (i % 10 === 9 ? 0 : 1 + ((7919 * i) % 101)))
  const sum = made.reduce((total, mass) => total + mass, 0)
  return made.map((mass) => mass / sum)
}

const cases = problems.map(({ a, ...rest }, p) => {
  const rows = Math.floor((a.rows * 3) / 4)
  const fewer = { rows, columns: a.columns, data: a.data.subarray(0, rows * a.columns) }
  return { ...rest, a: fewer, costs: reference.problems[p]!.costs }
})

describe.each(cases)("transport between unequal masses beside POT's: $name", ({ a, b, costs }) => {
  it.each(['sqeuclidean', 'l1', 'l2'] as const)('costs the same under %s', (cost) => {
    const found = transportPlan({ cost, a, b, massesA: masses(a.rows), massesB: masses(b.rows) })
    expect(Math.abs(found.cost / costs[cost] - 1)).toBeLessThan(1e-9)
    expect(Math.abs(found.gap)).toBeLessThan(1e-9 * found.cost)
  })
})
