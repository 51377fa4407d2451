import { describe, expect, it } from 'vitest'
import { combined, complement, indicesWhere, itemsOfRanges, noItems, rangesText } from './index-set'

const set = (...items: number[]) => Uint32Array.from(items)

describe('combined', () => {
  const present = set(1, 4, 6)
  const found = set(4, 5)

  it('replaces, adds or takes away, and stays ascending', () => {
    expect([...combined(present, found, 'replace', 8)]).toEqual([4, 5])
    expect([...combined(present, found, 'add', 8)]).toEqual([1, 4, 5, 6])
    expect([...combined(present, found, 'subtract', 8)]).toEqual([1, 6])
  })

  it('leaves the sets it was given as they were', () => {
    combined(present, found, 'subtract', 8)
    expect([...present, ...found]).toEqual([1, 4, 6, 4, 5])
  })
})

describe('complement', () => {
  it('holds what the set does not; twice is the set again', () => {
    expect([...complement(set(0, 3), 5)]).toEqual([1, 2, 4])
    expect([...complement(complement(set(0, 3), 5), 5)]).toEqual([0, 3])
    expect([...complement(noItems, 2)]).toEqual([0, 1])
  })
})

describe('ranges', () => {
  it('write runs as one range each', () => {
    expect(rangesText(set(3, 17, 18, 19, 40))).toBe('3,17-19,40')
    expect(rangesText(noItems)).toBe('')
  })

  it('give back any set they were written from', () => {
    for (const every of [1, 2, 3, 7]) {
      const items = indicesWhere(1000, (i) => (i * i) % every === 0)
      expect([...itemsOfRanges(rangesText(items), 1000)]).toEqual([...items])
    }
  })

  it('leave out items that a smaller set does not have, and refuse other texts', () => {
    expect([...itemsOfRanges('2-9', 4)]).toEqual([2, 3])
    expect(() => itemsOfRanges('2-', 4)).toThrow('such as "3,17-40", got "2-"')
  })
})
