import { describe, expect, it } from 'vitest'
import { random } from '../../shared/random'
import { countOver, orderBridges } from './bridge-order'

describe('bridges', () => {
  it('lie by falling measure, so that those past any threshold come first', () => {
    const { texels, measures } = orderBridges({
      first: Uint32Array.from([1, 2, 3]),
      second: Uint32Array.from([4, 5, 6]),
      measure: Float32Array.from([0.2, 0.9, 0.5]),
      mass: Float32Array.from([1, 2, 4]),
    })
    expect([...measures].map((value) => Number(value.toFixed(1)))).toEqual([0.9, 0.5, 0.2])
    expect([texels[0], texels[1], texels[4], texels[8], texels[9]]).toEqual([2, 5, 3, 1, 4])
  })

  it('counts the same as looking at each, also at equal values', () => {
    const source = random(11)
    const measure = Float32Array.from({ length: 500 }, () => Math.round(source.uniform() * 40) / 40)
    const sorted = measure.toSorted().reverse()
    for (let k = -1; k <= 42; k++) {
      const value = Math.fround(k / 40)
      expect(countOver(sorted, value)).toBe(measure.filter((one) => one > value).length)
    }
    expect(countOver(sorted, Infinity)).toBe(0)
    expect(countOver(new Float32Array(), 0)).toBe(0)
  })

  it('finds the count for 100,000 facets well within a frame', () => {
    const descending = Float32Array.from({ length: 100_000 }, (_, k) => 1 - k / 100_000)
    const start = performance.now()
    for (let k = 0; k < 1000; k++) countOver(descending, k / 1000)
    // Seventeen comparisons each: microseconds, against a bound of 5 ms for one.
    expect((performance.now() - start) / 1000).toBeLessThan(5)
  })
})
