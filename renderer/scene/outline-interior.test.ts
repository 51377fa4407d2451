import { describe, expect, it } from 'vitest'
import { random } from '../../shared/random'
import { OutlineInterior } from './outline-interior'

/** The winding number by the angle that the outline turns about the point: slow, and another way. */
function windsAbout(outline: Float32Array, x: number, y: number): boolean {
  const corners = outline.length / 2
  let turned = 0
  for (let k = 0; k < corners; k++) {
    const next = (k + 1) % corners
    const [ax, ay] = [outline[2 * k]! - x, outline[2 * k + 1]! - y]
    const [bx, by] = [outline[2 * next]! - x, outline[2 * next + 1]! - y]
    turned += Math.atan2(ax * by - ay * bx, ax * bx + ay * by)
  }
  return Math.abs(turned) > Math.PI
}

/** A lasso of `corners` vertices that goes about a middle twice and crosses itself. */
function lasso(corners: number): Float32Array {
  const outline = new Float32Array(2 * corners)
  for (let k = 0; k < corners; k++) {
    const angle = (4 * Math.PI * k) / corners
    const radius = 200 + 130 * Math.sin(1.5 * angle)
    outline.set([640 + radius * Math.cos(angle), 360 + radius * Math.sin(angle)], 2 * k)
  }
  return outline
}

describe('OutlineInterior', () => {
  it('agrees with the angle that the outline turns about each point', () => {
    const outline = lasso(301)
    const inside = new OutlineInterior(outline)
    const source = random(4)
    let met = 0
    for (let k = 0; k < 3000; k++) {
      const [x, y] = [1280 * source.uniform(), 720 * source.uniform()]
      expect(inside.contains(x, y)).toBe(windsAbout(outline, x, y))
      if (inside.contains(x, y)) met++
    }
    expect(met).toBeGreaterThan(200)
  })

  it('takes a box drawn in either direction', () => {
    for (const box of [
      [10, 20, 110, 20, 110, 70, 10, 70],
      [110, 70, 10, 70, 10, 20, 110, 20],
      [110, 20, 10, 20, 10, 70, 110, 70],
    ]) {
      const inside = new OutlineInterior(Float32Array.from(box))
      expect(inside.contains(60, 45)).toBe(true)
      expect(inside.contains(60, 75)).toBe(false)
      expect(inside.contains(9, 45)).toBe(false)
    }
  })

  it('has no hole where a lasso goes about twice, and one between two opposite turns', () => {
    const about = [0, 0, 90, 0, 90, 90, 0, 90]
    expect(new OutlineInterior(Float32Array.from([...about, ...about])).contains(45, 45)).toBe(true)
    const back = [0, 0, 0, 90, 90, 90, 90, 0]
    expect(new OutlineInterior(Float32Array.from([...about, ...back])).contains(45, 45)).toBe(false)
  })

  it('holds nothing where it has no area, and no point without a place', () => {
    for (const flat of [[], [5, 5], [0, 5, 50, 5], [0, 0, 50, 50, 100, 100]]) {
      const inside = new OutlineInterior(Float32Array.from(flat))
      expect(inside.contains(25, 5)).toBe(false)
    }
    expect(new OutlineInterior(Float32Array.from([0, 0, 9, 0, 9, 9])).contains(NaN, NaN)).toBe(false)
  })

  it('tests 60,000 points against a lasso of 600 vertices within a frame of 16 ms', () => {
    const outline = lasso(600)
    const source = random(9)
    const points = Float32Array.from({ length: 120_000 }, (_, k) => (k % 2 ? 720 : 1280) * source.uniform())
    const times = Array.from({ length: 9 }, () => {
      const start = performance.now()
      const inside = new OutlineInterior(outline)
      let met = 0
      for (let i = 0; i < 60_000; i++) if (inside.contains(points[2 * i]!, points[2 * i + 1]!)) met++
      expect(met).toBeGreaterThan(1000)
      return performance.now() - start
    })
    // The least of nine: whatever else the machine does only ever adds time. It takes about 2 ms.
    expect(Math.min(...times)).toBeLessThan(16)
    console.info(`60,000 points in a lasso of 600 vertices: ${Math.min(...times).toFixed(1)} ms`)
  })
})
