import { describe, expect, it } from 'vitest'
import { ramp, rampTable } from '../../ui/ramps'
import { measureColours } from './measure-colours'

const table = rampTable(['#000000', '#646464', '#FF0000'])

describe('measureColours', () => {
  it('goes from the low to the high end and stays there beyond them', () => {
    const values = Float32Array.from([-5, 2, 4, 6, 99])
    const rgb = measureColours(values, { low: 2, high: 6 }, table, [9, 9, 9])
    expect([...rgb.slice(0, 6)]).toEqual([0, 0, 0, 0, 0, 0])
    // 256 colours have none in the very middle: the nearest is less than one step of 255 away.
    expect(Math.abs(rgb[6]! - 100)).toBeLessThanOrEqual(1)
    expect([...rgb.slice(9)]).toEqual([255, 0, 0, 255, 0, 0])
  })

  it('gives points without a value the neutral colour, and one value alone the low end', () => {
    const rgb = measureColours(Float32Array.from([NaN, 3]), { low: 3, high: 3 }, table, [9, 8, 7])
    expect([...rgb]).toEqual([9, 8, 7, 0, 0, 0])
  })
})

describe('rampTable', () => {
  it('has the ramp’s own colours at both ends, in each theme', () => {
    for (const theme of ['dark', 'light'] as const) {
      const stops = ramp('sequential', theme)
      const colours = rampTable(stops)
      const hex = (level: number) =>
        `#${[0, 1, 2].map((c) => colours[3 * level + c]!.toString(16).padStart(2, '0')).join('')}`
      expect(hex(0)).toBe(stops[0]!.toLowerCase())
      expect(hex(255)).toBe(stops.at(-1)!.toLowerCase())
    }
  })
})
