import { describe, expect, it } from 'vitest'
import { pointColours, type SelectionColours } from './point-colours'

const categories = [
  { colour: [1, 2, 3], hidden: false },
  { colour: [4, 5, 6], hidden: true },
] as const
const nothing: SelectionColours = {
  selected: null,
  isolated: null,
  colour: [200, 200, 0],
  rest: 'plain',
  dim: [50, 50, 50],
}
const codes = Int32Array.from([0, 1, -1, 7])
const colours = (selection: SelectionColours) => [...pointColours(4, codes, categories, [9, 9, 9], selection)]

describe('pointColours', () => {
  it('gives each point its category’s colour and hides it with its category', () => {
    expect(colours(nothing)).toEqual([1, 2, 3, 255, 4, 5, 6, 0, 9, 9, 9, 255, 9, 9, 9, 255])
  })

  it('gives points without labels the neutral colour', () => {
    expect([...pointColours(1, null, categories, [9, 8, 7], nothing)]).toEqual([9, 8, 7, 255])
  })

  it('colours points beyond the labels as points without one', () => {
    const rgba = pointColours(2, Int32Array.from([0]), categories, [9, 8, 7], nothing)
    expect([...rgba].slice(4)).toEqual([9, 8, 7, 255])
  })

  it('draws selected points in the selection’s colour and leaves hidden ones hidden', () => {
    const selected = Uint8Array.from([1, 1, 0, 0])
    expect(colours({ ...nothing, selected })).toEqual([
      200, 200, 0, 255, 200, 200, 0, 0, 9, 9, 9, 255, 9, 9, 9, 255,
    ])
  })

  it('fades or hides the rest, and never what is selected', () => {
    const selected = Uint8Array.from([1, 0, 0, 0])
    expect(colours({ ...nothing, selected, rest: 'dimmed' })).toEqual([
      200, 200, 0, 255, 50, 50, 50, 0, 50, 50, 50, 128, 50, 50, 50, 128,
    ])
    const rgba = colours({ ...nothing, selected, rest: 'hidden' })
    expect([3, 7, 11, 15].map((at) => rgba[at])).toEqual([255, 0, 0, 0])
  })

  it('takes colours of a measure for those of categories, and hides with categories all the same', () => {
    const measured = Uint8Array.from([0, 7, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3])
    const selected = Uint8Array.from([0, 0, 1, 0])
    const rgba = pointColours(4, codes, categories, [9, 9, 9], { ...nothing, selected }, measured)
    expect([...rgba]).toEqual([0, 7, 0, 255, 1, 1, 1, 0, 200, 200, 0, 255, 3, 3, 3, 255])
  })

  it('hides all but what is shown alone', () => {
    const rgba = colours({ ...nothing, isolated: Uint8Array.from([0, 1, 1, 0]) })
    expect([3, 7, 11, 15].map((at) => rgba[at])).toEqual([0, 0, 255, 0])
  })
})
