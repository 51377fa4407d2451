import { describe, expect, it } from 'vitest'
import { matrix } from '../../shared/matrix'
import { reconstruction } from './reconstruction'

describe('reconstruction', () => {
  it('is the squared difference by item and by value, with the interval of its mean', () => {
    const { perItem, perValue, items } = reconstruction(
      matrix(2, 2, Float32Array.of(1, 2, 3, 4)),
      matrix(2, 2, Float32Array.of(1, 0, 2, 3)),
    )
    expect([...items]).toEqual([4, 2])
    expect(perItem).toMatchObject({ mean: 3, count: 2, deviation: expect.closeTo(Math.SQRT2, 12) })
    expect(perValue.mean).toBe(1.5)
  })

  it('is 0 for a perfect one, has no interval for a single item, and refuses what does not fit', () => {
    const one = matrix(1, 3, Float32Array.of(1, 2, 3))
    expect(reconstruction(one, one).perItem).toMatchObject({ mean: 0, low: null })
    expect(() => reconstruction(one, matrix(3, 1))).toThrow('1 × 3 values, got 3 × 1')
    expect(() => reconstruction(matrix(0, 3), matrix(0, 3))).toThrow('got 0 × 3')
    expect(() => reconstruction(one, matrix(1, 3, Float32Array.of(1, Number.NaN, 3)))).toThrow('NaN')
  })
})
