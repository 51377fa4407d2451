import { describe, expect, it } from 'vitest'
import { oddsRatio } from './odds-ratio'

describe('odds ratio', () => {
  it('has the p values of the textbooks: the lady tasting tea, and 8 of 10 against 1 of 6', () => {
    expect(oddsRatio({ count: 3, of: 4 }, { count: 1, of: 4 }).p).toBeCloseTo(34 / 70, 12)
    expect(oddsRatio({ count: 8, of: 10 }, { count: 1, of: 6 }).p).toBeCloseTo(0.03496503496503495, 12)
  })

  it('lies within its interval, which narrows with the counts', () => {
    const few = oddsRatio({ count: 8, of: 10 }, { count: 3, of: 10 })
    const many = oddsRatio({ count: 800, of: 1000 }, { count: 300, of: 1000 })
    // (800 / 200) / (300 / 700), to the half counts.
    expect(many.ratio).toBeCloseTo(28 / 3, 1)
    for (const { ratio, low, high } of [few, many]) {
      expect(low).toBeLessThan(ratio)
      expect(high).toBeGreaterThan(ratio)
    }
    expect(many.high / many.low).toBeLessThan(few.high / few.low)
    expect(few.low).toBeLessThan(1.5)
    expect(many.low).toBeGreaterThan(7)
  })

  it('is one, with p = 1, where the groups do not differ, and turns over where they are exchanged', () => {
    expect(oddsRatio({ count: 5, of: 10 }, { count: 5, of: 10 })).toMatchObject({ ratio: 1, p: 1 })
    const [a, b] = [
      { count: 9, of: 12 },
      { count: 2, of: 30 },
    ]
    const there = oddsRatio(a, b)
    const back = oddsRatio(b, a)
    expect(there.ratio * back.ratio).toBeCloseTo(1, 12)
    expect(there.p).toBeCloseTo(back.p, 12)
  })

  it('stays finite for empty cells and an empty group, of which it knows nothing', () => {
    const never = oddsRatio({ count: 0, of: 20 }, { count: 20, of: 20 })
    expect(never.ratio).toBeGreaterThan(0)
    expect(never.p).toBeLessThan(1e-9)
    const none = oddsRatio({ count: 0, of: 0 }, { count: 4, of: 9 })
    expect(none.p).toBe(1)
    expect(none.low).toBeLessThan(0.1)
    expect(none.high).toBeGreaterThan(10)
  })

  it('refuses counts that are none', () => {
    expect(() => oddsRatio({ count: 3, of: 2 }, { count: 0, of: 1 })).toThrow('got 3 of 2')
  })
})
