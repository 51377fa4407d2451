import { expect, it } from 'vitest'
import { binarised } from './binarise'

it('makes a pixel white as often as it is bright, and black or white otherwise', () => {
  const levels = [0, 64, 128, 255]
  const pixels = Uint8Array.from({ length: 40_000 }, (_, i) => levels[i % 4]!)
  const made = binarised(pixels, 1, 'test')
  for (const [place, level] of levels.entries()) {
    const white = made.filter((value, i) => i % 4 === place && value === 255).length / 10_000
    // Of 10,000 a share is sure to 0.005: four of them.
    expect(Math.abs(white - level / 255)).toBeLessThan(0.02)
  }
  expect(new Set(made)).toEqual(new Set([0, 255]))
  expect(binarised(pixels, 1, 'test')).toEqual(made)
  expect(binarised(pixels, 1, 'another')).not.toEqual(made)
})
