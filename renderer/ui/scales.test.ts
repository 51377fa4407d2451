import { describe, expect, it } from 'vitest'
import { barHeights, binCounts, niceEnd } from './binning'
import {
  counted,
  formatCount,
  formatDay,
  formatDuration,
  formatFixed,
  formatGrouped,
  formatPercent,
  formatSignificant,
} from './numbers'
import { extent, linearScale, logScale } from './scales'

describe('scales', () => {
  it('maps linearly and back, also downwards', () => {
    const scale = linearScale([0, 200], [100, 0])
    expect(scale.at(50)).toBe(75)
    expect(scale.value(75)).toBe(50)
  })

  it('takes round linear ticks inside the domain', () => {
    const labels = linearScale([0, 300], [0, 600])
      .ticks(6)
      .map(({ label }) => label)
    expect(labels).toEqual(['0', '50', '100', '150', '200', '250', '300'])
    expect(
      linearScale([-0.1, 0.1], [0, 1])
        .ticks(2)
        .map(({ label }) => label),
    ).toEqual(['−0.1', '0.0', '0.1'])
  })

  it('keeps a place for a single value', () => {
    expect(linearScale([3, 3], [0, 10]).at(3)).toBe(0)
    expect(Number.isFinite(logScale([2, 2], [0, 10]).at(2))).toBe(true)
  })

  it('takes powers of ten over many decades and 1, 2, 5 over few', () => {
    expect(
      logScale([1e-15, 1], [100, 0])
        .ticks(4)
        .map(({ label }) => label),
    ).toEqual(['10⁻¹⁵', '10⁻¹⁰', '10⁻⁵', '10⁰'])
    expect(
      logScale([0.005, 0.1], [100, 0])
        .ticks(5)
        .map(({ label }) => label),
    ).toEqual(['0.005', '0.01', '0.02', '0.05', '0.1'])
  })

  it('puts equal ratios at equal distances and zero at the low end', () => {
    const scale = logScale([0.01, 1], [0, 100])
    expect(scale.at(0.1)).toBeCloseTo(50, 9)
    expect(scale.value(50)).toBeCloseTo(0.1, 9)
    expect(scale.at(0)).toBe(0)
  })

  it('ignores what has no logarithm in the extent', () => {
    expect(
      extent(
        [
          [0, 3],
          [Number.NaN, -1, 0.5],
        ],
        true,
      ),
    ).toEqual([0.5, 3])
    expect(extent([[]], false)).toBeNull()
  })
})

describe('histogram', () => {
  it('counts every finite value once, ends included', () => {
    const values = [0, 0.1, 0.5, 1, 2, -1, Number.NaN]
    const counts = binCounts(values, 0, 1, 2)
    expect([...counts]).toEqual([3, 3])
  })

  it('keeps all values where the range has no width', () => {
    expect([...binCounts([1, 1], 1, 1, 3)]).toEqual([2, 0, 0])
  })

  it('shows a bin of one beside a bin of ten thousand', () => {
    const heights = barHeights(Uint32Array.of(10_000, 1, 0), 'sqrt', 0.05)
    expect([...heights]).toEqual([1, 0.05, 0])
    expect([...barHeights(Uint32Array.of(0, 0), 'linear')]).toEqual([0, 0])
  })

  it('ends axes on round numbers', () => {
    expect(niceEnd(1.13)).toBe(1.2)
    expect(niceEnd(0.91)).toBe(1)
    expect(niceEnd(0)).toBe(1)
  })
})

describe('numbers', () => {
  it('are written the way the window writes them', () => {
    expect(formatCount(60_000)).toBe('60,000')
    expect(formatFixed(-0.51, 3)).toBe('−0.510')
    expect(formatFixed(-0.0001, 2)).toBe('0.00')
    expect(formatSignificant(1.7e-14, 2)).toBe('1.7 · 10⁻¹⁴')
    expect(formatSignificant(0.0193, 2)).toBe('0.019')
    expect(formatPercent(0.019)).toBe('1.9 %')
    expect(formatGrouped(0.028248214, 9)).toBe('0.028 248 214')
    expect(counted(1, 'crossing')).toBe('1 crossing')
    expect(counted(1284, 'facet')).toBe('1,284 facets')
  })

  it('tell time in the units that matter', () => {
    expect(formatDuration(0.24)).toBe('0.24 s')
    expect(formatDuration(242)).toBe('4 min 02 s')
    expect(formatDuration(3900)).toBe('1 h 05 min')
    const now = new Date(2026, 2, 12, 15, 0).getTime()
    expect(formatDay(new Date(2026, 2, 12, 14, 20).getTime(), now)).toBe('today 14:20')
    expect(formatDay(new Date(2026, 2, 11, 23, 59).getTime(), now)).toBe('yesterday')
    expect(formatDay(new Date(2026, 2, 10, 9, 0).getTime(), now)).toBe('Tuesday')
    expect(formatDay(new Date(2025, 11, 1, 9, 0).getTime(), now)).toBe('1 Dec 2025')
  })
})
