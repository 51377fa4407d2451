import { describe, expect, it } from 'vitest'
import { pictureDifferences } from './strip-differences'

const trace = (...values: number[]) => ({ steps: 2, decoded: Uint8Array.from(values) })

describe('differences of two strips', () => {
  it('are the root mean square of the values of each step', () => {
    const found = pictureDifferences(trace(0, 0, 255, 255), trace(255, 255, 255, 0))
    expect(found![0]).toBe(1)
    expect(found![1]).toBeCloseTo(Math.SQRT1_2, 6)
  })

  it('are none where there are no pictures, or not as many', () => {
    expect(pictureDifferences(trace(), trace())).toBeNull()
    expect(pictureDifferences(trace(1, 2), trace(1, 2, 3, 4))).toBeNull()
    expect(pictureDifferences(trace(1, 2), { steps: 1, decoded: Uint8Array.of(1, 2) })).toBeNull()
  })
})
