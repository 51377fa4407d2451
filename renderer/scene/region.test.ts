import { describe, expect, it } from 'vitest'
import { Region } from './region'

/** Five points in a row, the fourth of which cannot be taken. */
const seen = Float32Array.from([10, 50, 20, 50, 30, 50, NaN, NaN, 50, 50])

describe('Region', () => {
  it('is a box from where it began to where the pointer is, in any direction', () => {
    const box = new Region('box', 'replace', 55, 60, seen)
    expect([...box.items]).toEqual([])
    box.extend(25, 40)
    expect([...box.items]).toEqual([2, 4])
    box.extend(5, 40)
    expect([...box.items]).toEqual([0, 1, 2, 4])
    expect(box.outline).toEqual([55, 60, 5, 60, 5, 40, 55, 40])
  })

  it('is a lasso about what the pointer went around, closed by a straight line', () => {
    const lasso = new Region('lasso', 'add', 0, 0, seen)
    lasso.extend(25, 0)
    lasso.extend(25, 100)
    lasso.extend(0, 100)
    expect([...lasso.items]).toEqual([0, 1])
  })

  it('takes no vertex for a tremble of the hand', () => {
    const lasso = new Region('lasso', 'replace', 0, 0, seen)
    lasso.extend(1, 1)
    lasso.extend(9, 0)
    expect(lasso.outline).toEqual([0, 0, 9, 0])
  })
})
