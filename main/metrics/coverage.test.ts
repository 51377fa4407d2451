import { describe, expect, it } from 'vitest'
import { random } from '../../shared/random'
import { coverage } from './coverage'

/** So many of each mode. */
const of = (...counts: number[]) => counts.flatMap((count, mode) => new Array<number>(count).fill(mode))

describe('coverage', () => {
  it('lists missed modes by their real share and thin ones by their ratio', () => {
    const found = coverage(of(0, 0, 30, 10, 160), of(10, 20, 70, 40, 60), 5)
    expect(found.missed).toEqual([1, 0])
    expect(found.thin).toEqual([3, 2])
    expect(found.modes.map((mode) => mode.standing)).toEqual(['missed', 'missed', 'thin', 'thin', 'covered'])
    expect([found.present, found.reached]).toEqual([5, 3])
    expect(found.modes[3]!.ratio).toBe(0.25)
    // Too much of the last: 160/200 − 60/200.
    expect(found.totalVariation).toBeCloseTo(0.5, 12)
    expect(found.modes[2]!.generated).toMatchObject({ count: 30, of: 200 })
    expect(found.modes[0]!.generated).toMatchObject({ low: 0, high: expect.closeTo(0.01885, 4) })
  })

  it('does not call missed or thin what chance may spare', () => {
    // A share of 2 % is spared by 50 draws in 36 % of all cases; by 200 in 1.8 %.
    expect(coverage(of(50), of(98, 2), 2).modes[1]!.standing).toBe('undecided')
    expect(coverage(of(200), of(98, 2), 2).modes[1]!.standing).toBe('missed')
    // One of 40 where four are due: half of the interval's upper end, 13 %, lies above 10 %.
    expect(coverage(of(39, 1), of(90, 10), 2).modes[1]!.standing).toBe('covered')
  })

  it('has the total variation of its floor for a perfect generator', () => {
    const source = random(1)
    const real = of(...new Array<number>(20).fill(50))
    const draws = Array.from({ length: 10_000 }, () => source.integer(20))
    const { totalVariation, totalVariationFloor, thin, missed } = coverage(draws, real, 20)
    // Half the sum of 20 nearly independent |normal|, each scattering by 75 % of its mean: 17 %; three of them.
    expect(Math.abs(totalVariation / totalVariationFloor - 1)).toBeLessThan(0.5)
    expect([...thin, ...missed]).toEqual([])
  })

  it('leaves unknown modes out, tells modes the data has none of, and refuses what is no mode', () => {
    const found = coverage([0, 0, 2, -1], [0, -1, -1], 3)
    expect(found.unassigned).toEqual({ generated: 1, real: 2 })
    expect(found.modes.map((mode) => mode.standing)).toEqual(['covered', 'absent', 'absent'])
    expect(found.modes[2]!.ratio).toBeNull()
    expect(found.present).toBe(1)
    expect(coverage([0], [0], 1)).toMatchObject({ reached: 1, totalVariation: 0 })
    expect(() => coverage([3], [0], 3)).toThrow('from -1 to 2, got 3 at 0')
    expect(() => coverage([Number.NaN], [0], 3)).toThrow('got NaN')
    expect(() => coverage([-1], [0], 3)).toThrow('got none')
  })
})
