import { describe, expect, it } from 'vitest'
import { assign } from '../../../main/ot/assignment'
import { problems } from './problems'

describe.each(problems)("an assignment beside POT's: $name", ({ a, b, costs }) => {
  it.each(['sqeuclidean', 'l1', 'l2'] as const)('costs the same under %s', (cost) => {
    const found = assign({ cost, a, b })
    // Sums of 300 to 500 costs in double precision.
    expect(Math.abs(found.cost / costs[cost] - 1)).toBeLessThan(1e-12)
    expect(Math.abs(found.gap)).toBeLessThan(1e-12 * found.cost)
  })
})
