import { describe, expect, it } from 'vitest'
import { drawSeries, spreadLabels, valueScale, type Series } from './chart-layout'
import { linearScale } from './scales'

const box = { left: 40, right: 240, top: 10, bottom: 110 }
const line = (values: number[]): Series => ({ name: 'a', values, role: 'main' })

describe('chart', () => {
  it('breaks a line at what is not a number instead of bridging it', () => {
    const x = linearScale([0, 3], [0, 3])
    const y = linearScale([0, 1], [0, 1])
    const [drawn] = drawSeries([line([0, 1, Number.NaN, 1])], x, y)
    expect(drawn!.path).toBe('M0.00 0.00L1.00 1.00M3.00 1.00')
    expect(drawn!.end).toEqual({ x: 3, y: 1 })
  })

  it('has a value axis before the first value has come', () => {
    const scale = valueScale([line([])], 'log', null, box)
    expect(scale.ticks(4).length).toBeGreaterThan(1)
    expect(drawSeries([line([])], scale, scale)[0]!.end).toBeNull()
  })

  it('keeps every value of a log chart inside the box', () => {
    const scale = valueScale([line([1e-14, 2])], 'log', null, box)
    expect(scale.at(1e-14)).toBeLessThan(box.bottom)
    expect(scale.at(2)).toBeGreaterThan(box.top)
  })

  it('moves labels apart without changing their order or leaving the chart', () => {
    const placed = spreadLabels([100, 98, 20], 16, 10, 110)
    expect(placed[2]).toBe(20)
    expect(placed[0]! - placed[1]!).toBeGreaterThanOrEqual(16)
    expect(Math.max(...placed)).toBeLessThanOrEqual(110)
  })
})
