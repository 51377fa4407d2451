import { describe, expect, it } from 'vitest'
import { drawnPath, placedChips, stepAt, type Cut, type Point } from './path-geometry'

const line = (count: number, pitch = 40): Point[] =>
  Array.from({ length: count }, (_, k) => ({ x: 100 + pitch * k, y: 200 }))
const cut = (segment: number, weight = 0.8): Cut => ({ segment, label: `θ ${weight.toFixed(2)}`, weight })
const gap = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y)

describe('drawnPath', () => {
  it('goes through every step', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 30, y: 50 },
      { x: 90, y: 40 },
      { x: 90, y: 40 },
      { x: 200, y: 0 },
    ]
    const { stretches } = drawnPath(points, [], [])
    expect(stretches).toHaveLength(1)
    points.forEach((point, step) => {
      const at = stretches[0]!.steps.indexOf(step)
      expect(gap(stretches[0]!.points[at]!, point)).toBeLessThan(1e-9)
    })
  })

  it('does not overshoot where steps bunch', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 200, y: 0 },
      { x: 202, y: 0 },
      { x: 202, y: 200 },
    ]
    for (const { points: drawn } of drawnPath(points, [], []).stretches) {
      for (const { x, y } of drawn) {
        expect(x).toBeLessThanOrEqual(204)
        expect(y).toBeGreaterThanOrEqual(-2)
      }
    }
  })

  it('bends without a corner where several steps lie on one spot', () => {
    const at = (x: number, y: number): Point => ({ x, y })
    const { stretches } = drawnPath([at(0, 0), at(60, 0), at(60, 0), at(60, 0), at(60, 60)], [], [])
    const { points, steps } = stretches[0]!
    const directions = points
      .slice(1)
      .map((point, k) => Math.atan2(point.y - points[k]!.y, point.x - points[k]!.x))
      .filter((_, k) => gap(points[k]!, points[k + 1]!) > 0)
    // A quarter turn in pieces: a corner would be one of 90°.
    directions.slice(1).forEach((direction, k) => {
      expect(Math.abs(direction - directions[k]!)).toBeLessThan(Math.PI / 4)
    })
    expect(steps).toEqual([...steps].sort((a, b) => a - b))
    expect(steps[steps.length - 1]).toBe(4)
  })

  it('stops at a cut and goes on after it, with ticks square to the path', () => {
    const { stretches, marks } = drawnPath(line(6), [cut(2)], [])
    expect(stretches).toHaveLength(2)
    const [mark] = marks
    expect(mark!.before).toEqual({ x: 185, y: 200 })
    expect(mark!.after).toEqual({ x: 215, y: 200 })
    expect(mark!.along[0]).toEqual({ x: 1, y: 0 })
    expect(Math.max(...stretches[0]!.points.map(({ x }) => x))).toBe(185)
    expect(Math.min(...stretches[1]!.points.map(({ x }) => x))).toBe(215)
  })

  it('keeps its ticks 12 px apart where the two steps lie on one spot', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 50, y: 0 },
      { x: 50, y: 0 },
      { x: 90, y: 30 },
    ]
    const { marks } = drawnPath(points, [cut(1)], [])
    expect(gap(marks[0]!.before, marks[0]!.after)).toBeCloseTo(12)
  })

  it('shows a single step between two tears as a short line', () => {
    const { stretches } = drawnPath(line(5), [cut(1), cut(2)], [])
    expect(stretches.map(({ points }) => points.length > 1)).toEqual([true, true, true])
    const xs = stretches[1]!.points.map(({ x }) => x)
    expect(Math.max(...xs) - Math.min(...xs)).toBe(18)
  })

  it('keeps ticks clear of a handle', () => {
    const points = line(6)
    const { marks } = drawnPath(points, [cut(2)], [points[2]!])
    expect(gap(marks[0]!.before, points[2]!)).toBeGreaterThan(12)
    expect(gap(marks[0]!.before, marks[0]!.after)).toBeGreaterThanOrEqual(12)
  })
})

describe('placedChips', () => {
  it('keeps the worst where chips would lie over each other, and uses the other side', () => {
    const { marks } = drawnPath(line(9, 14), [cut(1, 0.7), cut(2, 0.9), cut(3, 0.8)], [])
    const chips = placedChips(marks, [], 800, 600)
    expect(chips.map(({ cut: { weight } }) => weight)).toEqual([0.9, 0.8])
    expect(Math.sign(chips[0]!.at.y - 200)).toBe(-Math.sign(chips[1]!.at.y - 200))
  })

  it('leaves handles free', () => {
    const { marks } = drawnPath(line(6), [cut(2)], [])
    const below = marks[0]!.chips[0]
    const [chip] = placedChips(marks, [below], 800, 600)
    expect(chip!.at).toEqual(marks[0]!.chips[1])
  })

  it('puts none off the canvas', () => {
    const { marks } = drawnPath(line(6), [cut(2)], [])
    expect(placedChips(marks, [], 150, 600)).toEqual([])
  })
})

describe('stepAt', () => {
  const { stretches } = drawnPath(line(6), [cut(2)], [])

  it('finds the fractional step under the pointer within its reach', () => {
    expect(stepAt(stretches, { x: 120, y: 205 }, 8)).toBeCloseTo(0.5, 1)
    expect(stepAt(stretches, { x: 120, y: 220 }, 8)).toBeNull()
  })

  it('finds nothing in the gap of a tear', () => {
    expect(stepAt(stretches, { x: 200, y: 200 }, 8)).toBeNull()
  })
})
