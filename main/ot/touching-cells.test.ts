import { describe, expect, it } from 'vitest'
import { matrix } from '../../shared/matrix'
import { facetsOf } from './facets'
import { touchingCells } from './touching-cells'

// 4 4 7
// 4 2 7
// 4 2 2
const cells = [4, 4, 7, 4, 2, 7, 4, 2, 2]

describe('cells that touch in a picture', () => {
  it('are paired once, with the length of their border', () => {
    const pairs = touchingCells(cells, 3, 10)
    // 4 over 2 and twice 4 beside 2; 4 beside 7; 2 beside 7 and 7 over 2.
    expect([...pairs].sort(([a], [b]) => a - b)).toEqual([
      [24, 3],
      [27, 2],
      [47, 1],
    ])
  })

  it('are none where one cell fills the picture', () => {
    expect(touchingCells([3, 3, 3, 3], 2, 10).size).toBe(0)
  })

  it('become facets with their codes’ distance', () => {
    const targets = matrix(10, 2)
    targets.data.set([3, 4], 2 * 7)
    const { first, second, distance } = facetsOf(targets, touchingCells(cells, 3, 10), true)
    expect([...first]).toEqual([2, 2, 4])
    expect([...second]).toEqual([4, 7, 7])
    expect([...distance]).toEqual([0, 5, 5])
  })
})
