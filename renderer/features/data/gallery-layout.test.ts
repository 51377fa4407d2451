import { describe, expect, it } from 'vitest'
import { galleryLayout, itemsToShow, placeAt, placesInView } from './gallery-layout'

describe('gallery', () => {
  const layout = galleryLayout(10_000, 676, 64, 4)

  it('fills the width and is as high as its rows', () => {
    expect(layout.columns).toBe(10)
    expect(layout.rows).toBe(1000)
    expect(layout.height).toBe(1000 * 68 - 4)
  })

  it('lets pictures grow where another column does not quite fit', () => {
    const wide = galleryLayout(100, 676 + 60, 64, 4)
    expect(wide).toMatchObject({ columns: 10, size: 70, pitch: 74 })
    expect(galleryLayout(100, 20, 64, 4)).toMatchObject({ columns: 1, size: 64 })
  })

  it('draws only what is in view, with a row of reserve', () => {
    expect(placesInView(layout, 10_000, 0, 600)).toEqual([0, 100])
    expect(placesInView(layout, 10_000, 6800, 600)).toEqual([990, 1100])
    expect(placesInView(layout, 10_000, layout.height - 600, 600)[1]).toBe(10_000)
    expect(placesInView(galleryLayout(0, 676, 64, 4), 0, 0, 600)).toEqual([0, 0])
  })

  it('finds the picture under the pointer and none in the gaps or past the end', () => {
    expect(placeAt(layout, 10_000, 70, 70)).toBe(11)
    expect(placeAt(layout, 10_000, 66, 10)).toBe(-1)
    expect(placeAt(galleryLayout(3, 676, 64, 4), 3, 250, 10)).toBe(-1)
  })

  it('leaves hidden categories out and orders by category with unknown last', () => {
    const codes = Int32Array.of(2, -1, 0, 2, 1)
    expect([...itemsToShow(5, codes, new Set([1]), false)]).toEqual([0, 1, 2, 3])
    expect([...itemsToShow(5, codes, new Set(), true)]).toEqual([2, 4, 0, 3, 1])
    expect([...itemsToShow(2, null, new Set([0]), true)]).toEqual([0, 1])
  })
})
