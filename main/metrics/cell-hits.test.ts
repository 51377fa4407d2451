import { describe, expect, it } from 'vitest'
import { random } from '../../shared/random'
import { cellHits, expectedDistinct } from './cell-hits'

const even = (cells: number) => new Float64Array(cells).fill(1 / cells)

describe('expectedDistinct', () => {
  it('is exact where it can be counted by hand', () => {
    // Two draws into three cells: the second is new in two of three cases.
    expect(expectedDistinct(even(3), 2).mean).toBeCloseTo(5 / 3, 12)
    expect(expectedDistinct(even(7), 1).mean).toBeCloseTo(1, 12)
    expect(expectedDistinct(Float64Array.of(0.9, 0.1), 2).mean).toBeCloseTo(1.18, 12)
    expect(expectedDistinct(Float64Array.of(1), 5)).toEqual({ mean: 1, deviation: 0 })
  })

  it('has the deviation of the closed form for equal masses', () => {
    for (const [cells, draws] of [
      [500, 100],
      [500, 800],
      [2000, 2000],
    ] as const) {
      const spared = (1 - 1 / cells) ** draws
      const both = (1 - 2 / cells) ** draws
      const variance = cells * spared + cells * (cells - 1) * both - (cells * spared) ** 2
      // The approximation is off by 1/N; few draws lose the most digits.
      expect(Math.abs(expectedDistinct(even(cells), draws).deviation / Math.sqrt(variance) - 1)).toBeLessThan(
        0.01,
      )
    }
  })
})

describe('cellHits', () => {
  it('of an ideal generator follow the ideal curve', () => {
    const source = random(3)
    const masses = Float64Array.from({ length: 1000 }, (_, i) => (i < 500 ? 1.5 : 0.5) / 1000)
    // Half a cell twice as likely to be in the first half by weight: 3 : 1.
    const draw = () => source.integer(500) + (source.uniform() < 0.75 ? 0 : 500)
    const hits = cellHits(Array.from({ length: 3000 }, draw), masses)
    for (const { hit, ideal, deviation } of hits.curve) {
      // Points of one run lean on each other; four deviations, and half a cell where the first draws have none.
      expect(Math.abs(hit - ideal)).toBeLessThan(4 * deviation + 0.5)
    }
    expect(hits.curve[0]).toMatchObject({ draws: 1, hit: 1 })
    expect(hits.curve.at(-1)).toMatchObject({ draws: 3000, hit: hits.hit.count })
    expect(hits.relativeRms!).toBeLessThan(4 * hits.relativeRmsError!)
  })

  it('tell the cells that are never hit and the error of the masses', () => {
    // Half of the cells, each equally often: √(Σ (w − ν)²/ν) is 1.
    const source = random(4)
    const hits = cellHits(
      Array.from({ length: 50_000 }, () => 2 * source.integer(50)),
      even(100),
    )
    expect([...hits.neverHit]).toEqual(Array.from({ length: 50 }, (_, i) => 2 * i + 1))
    expect(hits.hit).toMatchObject({ count: 50, of: 100 })
    // The error of χ² around 1 is about √(8/n) = 1 %, half of that for its root; four of them.
    expect(Math.abs(hits.relativeRms! - 1)).toBeLessThan(0.02)
    expect(hits.worstCell).toBeGreaterThanOrEqual(1)
  })

  it('take one draw and one cell, and refuse none, cells that do not exist and masses that are none', () => {
    expect(cellHits([0], even(1))).toMatchObject({ relativeRms: null, hit: { count: 1 }, worstCell: 0 })
    expect(() => cellHits([], even(2))).toThrow('got 0 into 2')
    expect(() => cellHits([2], even(2))).toThrow('from 0 to 1, got 2 at 0')
    expect(() => cellHits([Number.NaN], even(2))).toThrow('got NaN')
    expect(() => cellHits([0], Float64Array.of(1, 0))).toThrow('positive masses')
    expect(() => cellHits([0], Float64Array.of(Number.NaN, 1))).toThrow('positive masses')
  })
})
