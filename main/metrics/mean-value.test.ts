import { describe, expect, it } from 'vitest'
import { meanOf } from './mean-value'

describe('meanOf', () => {
  it('gives mean, deviation and the interval of the mean', () => {
    const { mean, deviation, standardError, low, high, count } = meanOf([2, 4, 4, 6])
    expect([mean, count]).toEqual([4, 4])
    expect(deviation).toBeCloseTo(Math.sqrt(8 / 3), 12)
    expect(standardError).toBeCloseTo(Math.sqrt(2 / 3), 12)
    expect(high! - 4).toBeCloseTo(1.959963984540054 * Math.sqrt(2 / 3), 12)
    expect(low! + high!).toBeCloseTo(8, 12)
  })

  it('claims no scatter for a single value and refuses none', () => {
    expect(meanOf([3])).toEqual({
      mean: 3,
      deviation: null,
      standardError: null,
      low: null,
      high: null,
      count: 1,
    })
    expect(() => meanOf([])).toThrow('got none')
  })
})
