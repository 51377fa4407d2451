import { describe, expect, it } from 'vitest'
import { matte } from './matte'

/** A colour with alpha as it looks on a ground, 0 … 255. */
const over = ([red, green, blue, alpha]: readonly number[], ground: number): number[] => [
  ...[red, green, blue].map((value) => Math.round((value! * alpha! + ground * (255 - alpha!)) / 255)),
  255,
]

describe('a picture taken off its ground', () => {
  it('is, laid on any ground, what it would have been there', () => {
    const colours = [
      [255, 79, 94, 255],
      [111, 179, 222, 128],
      [200, 20, 90, 64],
      [0, 0, 0, 0],
      [0, 0, 0, 200],
      [255, 255, 255, 30],
    ]
    const on = (ground: number) => Uint8ClampedArray.from(colours.flatMap((colour) => over(colour, ground)))
    const found = matte(on(0), on(255))
    colours.forEach((colour, k) => {
      const one = [...found.subarray(4 * k, 4 * k + 4)]
      // Rounding to bytes twice costs at most one step in alpha and one in the colour laid down.
      expect(Math.abs(one[3]! - colour[3]!)).toBeLessThanOrEqual(1)
      for (const ground of [0, 77, 255]) {
        const [got, wanted] = [over(one, ground), over(colour, ground)]
        got.forEach((value, c) => expect(Math.abs(value - wanted[c]!)).toBeLessThanOrEqual(2))
      }
    })
  })

  it('is opaque where the ground makes no difference, and nothing where only the ground is seen', () => {
    const found = matte(
      Uint8ClampedArray.of(10, 20, 30, 255, 0, 0, 0, 255),
      Uint8ClampedArray.of(10, 20, 30, 255, 255, 255, 255, 255),
    )
    expect([...found]).toEqual([10, 20, 30, 255, 0, 0, 0, 0])
  })

  it('keeps colours in range where the channels disagree, as where facets lie over one another', () => {
    const found = matte(Uint8ClampedArray.of(200, 10, 10, 255), Uint8ClampedArray.of(255, 255, 200, 255))
    const [red, , , alpha] = found
    expect(alpha).toBe(200)
    expect(red).toBe(255)
  })
})
