import { describe, expect, it } from 'vitest'
import { rangeHolds } from './embedded-fonts'

describe('the font faces that a figure needs', () => {
  const greek = 'U+0370-0377,U+03A3-03FF'
  it.each([
    ['θ', greek, true],
    ['a', greek, false],
    ['a', 'U+0000-00FF, U+0131', true],
    ['ı', 'U+0000-00FF, U+0131', true],
    ['√', 'U+0000-00FF, U+0131', false],
    ['√', 'U+0-10FFFF', true],
  ])('%s is in %s: %s', (letter, range, held) => {
    expect(rangeHolds(range, new Set([letter.codePointAt(0)!]))).toBe(held)
  })
})
