import { describe, expect, it } from 'vitest'
import { drawSeries, placeNames, spreadLabels, valueScale, type Series } from './chart-layout'
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

  it('has no place for zero on a logarithmic axis', () => {
    const scale = linearScale([0, 2], [0, 2])
    expect(drawSeries([line([1, 0, 2])], scale, scale, true)[0]!.points).toEqual([
      { x: 0, y: 1 },
      { x: 2, y: 2 },
    ])
  })

  it('names lines beside themselves, touching neither a line nor another name', () => {
    const falling = Array.from({ length: 50 }, (_, i) => 20 + 80 * (1 - Math.exp(-i / 8)))
    const noisy = falling.map((value, i) => value - 12 + 4 * Math.sin(i * 2))
    const x = linearScale([0, 49], [box.left, box.right])
    const y = linearScale([0, 110], [0, 110])
    const drawn = drawSeries([line(falling), line(noisy)], x, y)
    const places = placeNames(drawn, [70, 60], box)
    places.forEach((place, i) => {
      const half = [35, 30][i]!
      for (const { points } of drawn) {
        for (const point of points) {
          const inside = Math.abs(point.x - place!.x) < half && Math.abs(point.y - place!.y) < 6
          expect(inside).toBe(false)
        }
      }
    })
    const apart = Math.abs(places[0]!.y - places[1]!.y) >= 12 || Math.abs(places[0]!.x - places[1]!.x) >= 65
    expect(apart).toBe(true)
    expect(placeNames(drawSeries([line([])], x, y), [70], box)).toEqual([null])
  })
})
