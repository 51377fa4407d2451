import { describe, expect, it } from 'vitest'
import { NORMAL_95, shareOf } from './share'

describe('shareOf', () => {
  it('ends its interval where the score test is just refused', () => {
    for (const [count, of] of [
      [1, 10],
      [50, 100],
      [9_890, 10_000],
    ] as const) {
      const { share, low, high } = shareOf(count, of)
      for (const end of [low, high]) {
        expect(Math.abs(share - end) / Math.sqrt((end * (1 - end)) / of)).toBeCloseTo(NORMAL_95, 9)
      }
    }
  })

  it('says how small a share may still be that was never hit', () => {
    const { low, high } = shareOf(0, 1000)
    expect(low).toBe(0)
    expect(high).toBeCloseTo(NORMAL_95 ** 2 / (1000 + NORMAL_95 ** 2), 12)
    expect(shareOf(7, 7)).toMatchObject({ share: 1, high: 1 })
  })

  it('refuses a share of nothing and counts that are none', () => {
    expect(() => shareOf(0, 0)).toThrow('got 0 of 0')
    expect(() => shareOf(3, 2)).toThrow('got 3 of 2')
    expect(() => shareOf(Number.NaN, 2)).toThrow('got NaN of 2')
  })
})
