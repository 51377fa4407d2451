import { describe, expect, it } from 'vitest'
import { cellAt, placeCells } from './cell-grid'

describe('the grid of cells', () => {
  it('puts cells of a mode side by side, those least hit first, each found under its own square', () => {
    const hits = [4, 0, 2, 7, 1]
    const places = placeCells([1, 0, 1, 0, 0], hits, 24, 24)
    expect([...places.order]).toEqual([1, 4, 3, 2, 0])
    places.order.forEach((cell, place) => {
      const x = Math.floor(place / places.rows) * places.pitch
      expect(cellAt(places, x + 1, (place % places.rows) * places.pitch + 1)).toBe(cell)
    })
    expect(cellAt(places, 23, 23)).toBeNull()
  })

  it('makes squares small enough for all, and no larger than is looked at', () => {
    const many = placeCells(new Uint8Array(6000), new Uint8Array(6000), 500, 168)
    expect(Math.ceil(6000 / many.rows) * many.pitch).toBeLessThanOrEqual(500)
    expect(placeCells([0], [1], 500, 168).pitch).toBe(12)
  })
})
