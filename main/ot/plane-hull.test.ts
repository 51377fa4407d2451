import { describe, expect, it } from 'vitest'
import { random } from '../../shared/random'
import { planeHull } from './plane-hull'
import { orientation } from './predicates'

describe('the hull of points of the plane', () => {
  it('has the corners of a square alone, turning left, whatever lies on its edges or inside', () => {
    const points = Float64Array.of(1, 1, 0, 0, 0.5, 0, 0, 1, 0.5, 0.5, 1, 0, 1, 0.3, 0, 0)
    expect([...planeHull(points)]).toEqual([0, 0, 1, 0, 1, 1, 0, 1])
  })

  it('turns left everywhere and leaves no point outside', () => {
    const stream = random(3)
    const points = Float64Array.from({ length: 400 }, () => stream.normal())
    const hull = planeHull(points)
    for (let k = 0; k < hull.length; k += 2) {
      const next = (k + 2) % hull.length
      for (let p = 0; p < points.length; p += 2) {
        const side = [hull[k]!, hull[k + 1]!, hull[next]!, hull[next + 1]!] as const
        expect(orientation(...side, points[p]!, points[p + 1]!)).toBeGreaterThanOrEqual(0)
      }
    }
  })

  it.each([
    ['one place', [1, 1, 1, 1, 1, 1]],
    ['a line', [0, 0, 1, 2, 2, 4, 3, 6]],
    ['a line but for rounding', [0, 0, 1 / 3, 1 / 7, 2 / 3, 2 / 7, 1, 3 / 7 + 1e-14]],
  ])('refuses %s', (_, points) => {
    expect(() => planeHull(Float64Array.from(points))).toThrow(/points on one line/)
  })
})
