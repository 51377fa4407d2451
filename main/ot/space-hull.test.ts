import { describe, expect, it } from 'vitest'
import { random } from '../../shared/random'
import { belowPlane } from './predicates'
import { spaceHull } from './space-hull'

const grid = Float64Array.from(
  Array.from({ length: 27 }, (_, p) => [p % 3, Math.floor(p / 3) % 3, Math.floor(p / 9)]).flat(),
)
function cloud(count: number, seed: number): Float64Array {
  const stream = random(seed)
  return Float64Array.from({ length: 3 * count }, () => stream.normal())
}
function sphere(count: number, seed: number): Float64Array {
  const points = cloud(count, seed)
  return points.map((value, at) => {
    const start = at - (at % 3)
    return value / Math.hypot(points[start]!, points[start + 1]!, points[start + 2]!)
  })
}

describe('the hull of points of space', () => {
  it.each([
    ['a cloud', cloud(300, 1)],
    ['a sphere, every point a corner', sphere(200, 2)],
    ['a grid, most points on faces and edges', grid],
    [
      'a prism far from the origin',
      Float64Array.of(9, 9, 9, 10, 9, 9, 9, 10, 9, 9, 9, 12, 10, 9, 12, 9, 10, 12),
    ],
  ])('of %s is closed and has no point outside', (_, points) => {
    const { corners, triangles } = spaceHull(points)
    const edges = new Set<string>()
    let outside = 0
    for (let t = 0; t < triangles.length; t += 3) {
      const face = [triangles[t]!, triangles[t + 1]!, triangles[t + 2]!]
      for (let k = 0; k < 3; k++) edges.add(`${face[k]} ${face[(k + 1) % 3]}`)
      const place = face.flatMap((corner) => [...corners.subarray(3 * corner, 3 * corner + 3)])
      for (let p = 0; p < points.length; p += 3) {
        const [a, b, c, d, e, f, g, h, i] = place as [
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
          number,
        ]
        if (belowPlane(a, b, c, d, e, f, g, h, i, points[p]!, points[p + 1]!, points[p + 2]!) < 0) outside++
      }
    }
    expect(outside).toBe(0)
    // Each edge once in each sense, and Euler's formula for triangles of a sphere.
    expect(edges.size).toBe(triangles.length)
    for (const edge of edges) expect(edges.has(edge.split(' ').reverse().join(' '))).toBe(true)
    expect(triangles.length / 3).toBe(2 * (corners.length / 3) - 4)
  })

  it('keeps every point of a sphere', () => {
    expect(spaceHull(sphere(150, 5)).corners.length).toBe(450)
  })

  it.each([
    ['one place', [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]],
    ['a line', [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]],
    ['a plane', [0, 0, 1, 1, 0, 1, 0, 1, 1, 1, 1, 1, 3, 3, 1]],
    ['a plane but for rounding', [0, 0, 0, 1, 0, 1e-13, 0, 1, 0, 1, 1, 0]],
  ])('refuses %s', (_, points) => {
    expect(() => spaceHull(Float64Array.from(points))).toThrow(/points on one plane/)
  })
})
