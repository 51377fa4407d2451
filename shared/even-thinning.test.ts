import { describe, expect, it } from 'vitest'
import { thinEvenly } from './even-thinning'

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1)
const linear = (value: number) => value

describe('thinEvenly', () => {
  it('leaves few values as they are', () => {
    expect(thinEvenly([1, 2, 5], 3, linear)).toEqual([1, 2, 5])
    expect(thinEvenly([], 3, linear)).toEqual([])
  })

  it('keeps the ends and spreads the rest evenly on the axis it is given', () => {
    const onRoots = thinEvenly(upTo(300), 24, Math.sqrt)
    expect(onRoots).toHaveLength(24)
    expect(onRoots[0]).toBe(1)
    expect(onRoots.at(-1)).toBe(300)
    // Dropping by the smallest joint gap never makes a gap wider than two of the most even ones.
    const even = (Math.sqrt(300) - 1) / 23
    const gaps = onRoots.slice(1).map((value, i) => Math.sqrt(value) - Math.sqrt(onRoots[i]!))
    expect(Math.max(...gaps)).toBeLessThan(2 * even)
  })

  it('comes to the same evenness when values arrive one at a time', () => {
    let kept: number[] = []
    for (const value of upTo(300)) kept = thinEvenly([...kept, value], 24, Math.sqrt)
    expect(kept).toHaveLength(24)
    const gaps = kept.slice(1).map((value, i) => Math.sqrt(value) - Math.sqrt(kept[i]!))
    // The newest has no neighbour to its right yet, so the last gaps may be small; none is large.
    expect(Math.max(...gaps)).toBeLessThan((3 * (Math.sqrt(300) - 1)) / 23)
  })

  it('never drops what is to stay', () => {
    const kept = thinEvenly(upTo(100), 5, linear, (value) => value === 42)
    expect(kept).toContain(42)
    expect(kept).toHaveLength(5)
    expect(thinEvenly(upTo(10), 3, linear, () => true)).toHaveLength(10)
  })
})
