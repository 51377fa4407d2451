import { expect, it } from 'vitest'
import { scheduleFactor } from './schedule'

it('rises over the warm-up, then falls along a half cosine to its end', () => {
  const cosine = { kind: 'cosine', warmup: 0.1, end: 0.01 } as const
  const factors = Array.from({ length: 101 }, (_, step) => scheduleFactor(cosine, step, 100))
  expect(factors[0]).toBeGreaterThan(0)
  expect(factors[0]).toBeLessThan(0.2)
  expect(Math.max(...factors)).toBeCloseTo(1, 12)
  expect(factors.indexOf(Math.max(...factors))).toBe(10)
  expect(factors[55]).toBeCloseTo(0.505, 12)
  expect(factors[100]).toBeCloseTo(0.01, 12)
})

it('falls geometrically, or not at all', () => {
  expect(scheduleFactor({ kind: 'exponential', end: 0.01 }, 50, 100)).toBeCloseTo(0.1, 12)
  expect(scheduleFactor({ kind: 'constant' }, 99, 100)).toBe(1)
})
