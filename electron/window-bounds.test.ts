import { describe, expect, it } from 'vitest'
import { openingBounds, smallest, type Rectangle } from './window-bounds'

const laptop: Rectangle = { x: 0, y: 25, width: 1440, height: 875 }
const right: Rectangle = { x: 1440, y: 0, width: 1920, height: 1080 }

describe('the window opens', () => {
  it('in the middle of the first display on a new profile, no larger than it', () => {
    expect(openingBounds(null, [right])).toEqual({ x: 1680, y: 90, width: 1440, height: 900 })
    expect(openingBounds(null, [{ x: 0, y: 0, width: 1280, height: 760 }])).toEqual({
      x: 0,
      y: 0,
      width: 1280,
      height: 760,
    })
  })

  it('where it was, on any display', () => {
    const remembered = { x: 1600, y: 100, width: 1200, height: 800 }
    expect(openingBounds(remembered, [laptop, right])).toEqual(remembered)
  })

  it('where it was when part of it hangs over an edge', () => {
    const remembered = { x: -300, y: 40, width: 1200, height: 800 }
    expect(openingBounds(remembered, [laptop])).toEqual(remembered)
  })

  it.each([
    ['the display is gone', { x: 1600, y: 100, width: 1200, height: 800 }],
    ['only a sliver would show', { x: 1400, y: 100, width: 1200, height: 800 }],
    ['the title bar would lie above the display', { x: 100, y: -200, width: 1200, height: 800 }],
    ['the title bar would lie below it', { x: 100, y: 890, width: 1200, height: 800 }],
  ])('in the middle again where %s', (_why, remembered) => {
    expect(openingBounds(remembered, [laptop])).toEqual(openingBounds(null, [laptop]))
  })

  it('no larger than the display of today and no smaller than it can be used', () => {
    expect(openingBounds({ x: 0, y: 25, width: 3000, height: 2000 }, [laptop])).toMatchObject({
      width: 1440,
      height: 875,
    })
    expect(openingBounds({ x: 0, y: 25, width: 200, height: 100 }, [laptop])).toMatchObject(smallest)
  })

  it('somewhere even where no display is known', () => {
    expect(openingBounds(null, [])).toMatchObject({ width: 1440, height: 900 })
  })
})
