import { describe, expect, it } from 'vitest'
import { nearestNumber } from './point-picker'

function square(side: number, entries: [number, number, number][]): Uint8Array {
  const pixels = new Uint8Array(side * side * 4)
  for (const [x, y, number] of entries) {
    const stored = number + 1
    pixels.set([stored & 255, (stored >> 8) & 255, (stored >> 16) & 255, stored >>> 24], 4 * (y * side + x))
  }
  return pixels
}

describe('nearestNumber', () => {
  it('is the point drawn nearest to the middle', () => {
    expect(
      nearestNumber(
        square(11, [
          [0, 0, 3],
          [6, 5, 70_000],
          [10, 5, 9],
        ]),
        11,
      ),
    ).toBe(70_000)
  })

  it('tells point 0 from nothing', () => {
    expect(nearestNumber(square(11, [[5, 5, 0]]), 11)).toBe(0)
    expect(nearestNumber(square(11, []), 11)).toBeNull()
  })

  it('carries numbers beyond three bytes', () => {
    expect(nearestNumber(square(3, [[1, 1, 40_000_000]]), 3)).toBe(40_000_000)
  })
})
