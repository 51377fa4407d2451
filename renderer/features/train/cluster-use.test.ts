import { describe, expect, it } from 'vitest'
import { clusterUse } from './cluster-use'

describe('the use of clusters', () => {
  it('is that of all of them where each has as many pictures', () => {
    const { used, equalTo } = clusterUse([7, 7, 7, 7])
    expect(used).toBe(4)
    expect(equalTo).toBeCloseTo(4, 10)
  })

  it('is less than their number where some are used more, and leaves out those never used', () => {
    // Entropy of a half and two quarters: 1.5 bits.
    const { used, equalTo } = clusterUse([2, 0, 1, 1, 0])
    expect(used).toBe(3)
    expect(equalTo).toBeCloseTo(2 ** 1.5, 10)
  })

  it('is none without pictures', () => {
    expect(clusterUse([0, 0])).toEqual({ used: 0, equalTo: 0 })
  })
})
