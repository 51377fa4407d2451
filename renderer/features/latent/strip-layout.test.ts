import { describe, expect, it } from 'vitest'
import { labelWidth, pictureRoom, stepAtPosition, stripColumns, stripRows } from './strip-layout'

/** The part of the strip below its toolbar at the strip's first height. */
const drawn = pictureRoom(248)

describe('stripColumns', () => {
  it('gives 16 steps and two cuts the drawing’s measures in a window 1440 wide', () => {
    const columns = stripColumns(16, [4, 10], 1440, drawn)
    expect(columns.pitch).toBe(80)
    expect(columns.picture).toBe(72)
    expect(columns.lefts[0]).toBe(labelWidth)
    expect(columns.lefts[4]! - columns.lefts[3]!).toBe(80)
    expect(columns.lefts[5]! - columns.lefts[4]!).toBe(102)
    // The cut runs midway between the two pictures it parts.
    const between = (columns.lefts[4]! + 72 + columns.lefts[5]!) / 2
    expect(columns.cuts).toEqual([
      { segment: 4, x: between },
      { segment: 10, x: expect.any(Number) as number },
    ])
    expect(columns.width).toBeLessThanOrEqual(1440)
  })

  it.each([
    [24, []],
    [24, [3, 9, 15]],
    [32, [1]],
  ])('shrinks %d steps to fit where they can still be read', (steps, segments) => {
    const columns = stripColumns(steps, segments, 1920, drawn)
    expect(columns.width).toBeLessThanOrEqual(1920 + 1e-6)
    expect(columns.pitch).toBeGreaterThanOrEqual(44)
    expect(columns.picture / columns.pitch).toBeCloseTo(0.9)
  })

  it('spreads columns over a wide window, but not without end', () => {
    const wide = stripColumns(16, [4, 10], 1920, drawn)
    expect(wide.picture).toBeCloseTo(72)
    expect(wide.width).toBeCloseTo(1920)
    expect(wide.cuts[0]!.x).toBeCloseTo((wide.lefts[4]! + 72 + wide.lefts[5]!) / 2)
    expect(stripColumns(8, [], 1920, drawn).pitch).toBeCloseTo(120)
  })

  it('enlarges pictures in a higher strip as far as both directions allow', () => {
    expect(stripColumns(8, [], 1920, pictureRoom(400)).picture).toBeCloseTo(pictureRoom(400))
    const narrow = stripColumns(16, [], 1440, pictureRoom(400))
    expect(narrow.picture).toBeGreaterThan(72)
    expect(narrow.width).toBeLessThanOrEqual(1440 + 1e-6)
    expect(stripColumns(16, [], 1440, pictureRoom(136)).picture).toBeCloseTo(72)
  })

  it('is wider than its frame rather than smaller than 44 px a step', () => {
    const columns = stripColumns(64, [10, 20], 1280, drawn)
    expect(columns.pitch).toBe(44)
    expect(columns.width).toBeGreaterThan(1280)
  })

  it('finds the step under a position, also in the widened gap at a cut', () => {
    const columns = stripColumns(16, [4], 1440, drawn)
    for (let step = 0; step < 16; step++)
      expect(stepAtPosition(columns, columns.middles[step]! + 30)).toBe(step)
    expect(stepAtPosition(columns, 0)).toBe(0)
    expect(stepAtPosition(columns, 5000)).toBe(15)
  })
})

describe('stripRows', () => {
  const columns = { picture: 72, nearest: 44 }

  it.each([222, 248, 300, 440])('keeps rows in order and inside a strip %d high', (height) => {
    const rows = stripRows(height, columns)
    const edges = [
      rows.numbers,
      rows.decoded,
      rows.decoded + 72,
      rows.nearest!,
      rows.nearest! + 44,
      rows.jump.top,
      rows.jump.base,
      rows.offData!.top,
      rows.offData!.base,
      rows.label!.bar,
      rows.label!.text,
      height,
    ]
    expect([...edges].sort((a, b) => a - b)).toEqual(edges)
    expect(rows.jump.base - rows.jump.top).toBeGreaterThanOrEqual(18)
  })

  it('leaves the curves their height where pictures have grown', () => {
    const grown = stripColumns(8, [], 1920, pictureRoom(400))
    const rows = stripRows(400, grown)
    expect(rows.jump.base - rows.jump.top).toBeGreaterThanOrEqual(18)
    expect(rows.offData!.base - rows.offData!.top).toBeGreaterThanOrEqual(18)
  })

  it('keeps pictures and jumps alone where it is low', () => {
    const rows = stripRows(150, columns)
    expect(rows).toMatchObject({ nearest: null, offData: null, label: null })
    expect(rows.jump.base).toBeLessThanOrEqual(150)
  })
})
