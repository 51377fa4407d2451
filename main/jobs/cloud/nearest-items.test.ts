import { describe, expect, it } from 'vitest'
import { nearestOfAny } from './nearest-items'
import type { Codes } from '../study/study'

/** Four codes with two neighbours each, nearest first. */
const study = {
  requireCodes: () =>
    ({
      neighbours: {
        rows: 4,
        k: 2,
        indices: Uint32Array.from([1, 2, 0, 2, 1, 3, 2, 1]),
        squaredDistances: new Float32Array(8),
      },
    }) as Codes,
}

describe('nearestOfAny', () => {
  it('joins the nearest of each item, ascending', () => {
    expect([...nearestOfAny(study, Uint32Array.from([3, 0]), 1)]).toEqual([1, 2])
    expect([...nearestOfAny(study, Uint32Array.from([2]), 2)]).toEqual([1, 3])
  })

  it('goes as far as neighbours are kept', () => {
    expect([...nearestOfAny(study, Uint32Array.from([2]), 60)]).toEqual([1, 3])
  })

  it('refuses an item outside the set', () => {
    expect(() => nearestOfAny(study, Uint32Array.from([4]), 1)).toThrow('Expected items from 0 to 3, got 4.')
  })
})
