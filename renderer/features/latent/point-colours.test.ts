import { describe, expect, it } from 'vitest'
import { pointColours } from './point-colours'

const categories = [
  { colour: [1, 2, 3], hidden: false },
  { colour: [4, 5, 6], hidden: true },
] as const

describe('pointColours', () => {
  it('gives each point its category’s colour and hides it with its category', () => {
    const rgba = pointColours(4, Int32Array.from([0, 1, -1, 7]), categories, [9, 9, 9])
    expect([...rgba]).toEqual([1, 2, 3, 255, 4, 5, 6, 0, 9, 9, 9, 255, 9, 9, 9, 255])
  })

  it('gives points without labels the neutral colour', () => {
    expect([...pointColours(1, null, categories, [9, 8, 7])]).toEqual([9, 8, 7, 255])
  })

  it('colours points beyond the labels as points without one', () => {
    expect([...pointColours(2, Int32Array.from([0]), categories, [9, 8, 7])].slice(4)).toEqual([9, 8, 7, 255])
  })
})
