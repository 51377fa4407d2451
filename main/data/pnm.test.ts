import { describe, expect, it } from 'vitest'
import { looksLikePnm, parsePnm } from './pnm'

const file = (header: string, ...values: number[]) =>
  Uint8Array.of(...new TextEncoder().encode(header), ...values)

describe('a PGM or PPM', () => {
  it.each([
    ['binary grey', file('P5 3 2 255\n', 0, 1, 2, 3, 4, 255), 1, [0, 1, 2, 3, 4, 255]],
    ['binary colour', file('P6\n1 2\n255\n', 1, 2, 3, 4, 5, 6), 3, [1, 2, 3, 4, 5, 6]],
    ['grey as text', file('P2\n3 1\n255\n0 7\n255\n'), 1, [0, 7, 255]],
    ['colour as text', file('P3 1 1 255 9 8 7'), 3, [9, 8, 7]],
    ['of a comment in its header', file('P5\n# made by hand\n2 1 # wide\n255\n', 5, 6), 1, [5, 6]],
    ['of 15 steps', file('P5 2 1 15\n', 15, 3), 1, [255, 51]],
    ['of 16 bits', file('P5 2 1 65535\n', 255, 255, 128, 0), 1, [255, 128]],
    ['of first values that look like white space', file('P5 2 1 255\n', 10, 32), 1, [10, 32]],
  ])('is read: %s', (_what, bytes, channels, pixels) => {
    const picture = parsePnm(bytes, 'x.pgm')
    expect(looksLikePnm(bytes)).toBe(true)
    expect(picture.channels).toBe(channels)
    expect([...picture.pixels]).toEqual(pixels)
    expect(picture.height * picture.width * channels).toBe(pixels.length)
  })

  it.each([
    ['cut off', file('P5 3 2 255\n', 0, 1, 2), 'file-truncated', 'Expected 6 values in x.pgm, got 3'],
    ['cut off as text', file('P2 3 2 255\n0 1 2'), 'file-truncated', 'got 3'],
    ['cut off in its header', file('P5 3 '), 'file-truncated', 'got 3, none, none'],
    ['of no width', file('P5 0 2 255\n'), 'file-format', 'got 0, 2, 255'],
    ['of words for numbers', file('P5 three 2 255\n'), 'file-format', 'got none'],
    ['of a maximum beyond 16 bits', file('P5 1 1 70000\n', 0), 'file-format', '70000'],
    ['larger than any picture', file('P5 99999 99999 255\n'), 'file-too-large', '99999 × 99999'],
    ['that is none', file('PNG'), 'file-format', 'got something else'],
  ])('is refused: %s', (_what, bytes, code, message) => {
    expect(() => parsePnm(bytes, 'x.pgm')).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    )
  })
})
