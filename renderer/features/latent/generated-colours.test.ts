import { describe, expect, it } from 'vitest'
import { generatedColours } from './generated-colours'

const categories = [
  { colour: [1, 2, 3], hidden: false },
  { colour: [4, 5, 6], hidden: true },
] as const

describe('generatedColours', () => {
  it('take the category of the nearest real code, and the text colour off the data', () => {
    const nearest = Uint32Array.from([2, 0, 1, 2])
    const offData = Float32Array.from([0.5, 1.4, 0.1, 1.6])
    const codes = Int32Array.from([-1, 1, 0])
    expect([...generatedColours(nearest, offData, codes, categories, [9, 9, 9], [255, 255, 255])]).toEqual([
      1, 2, 3, 255, 9, 9, 9, 255, 4, 5, 6, 0, 255, 255, 255, 255,
    ])
  })
})
