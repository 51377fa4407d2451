import { describe, expect, it } from 'vitest'
import { random } from '../../shared/random'
import { belowPlane, orientation } from './predicates'
import { areCollinear, TriangulationBuilder, type RegularTriangulation } from './regular-triangulation'

function finiteTriangles({ corners, count }: RegularTriangulation): number[][] {
  const list: number[][] = []
  for (let t = 0; t < count; t++) {
    const triangle = [...corners.subarray(3 * t, 3 * t + 3)]
    if (triangle.every((vertex) => vertex >= 0)) list.push(triangle)
  }
  return list
}

/** Every law a regular triangulation obeys, checked against all points. */
function validate(xy: Float64Array, lifts: Float64Array, triangulation: RegularTriangulation): void {
  const { corners, neighbours, count, triangleAt } = triangulation
  const points = lifts.length
  const at = (i: number): [number, number] => [xy[2 * i]!, xy[2 * i + 1]!]
  const lifted = (i: number): [number, number, number] => [xy[2 * i]!, xy[2 * i + 1]!, lifts[i]!]
  const used = new Set<number>()
  let area = 0
  let below = 0
  for (const [a, b, c] of finiteTriangles(triangulation) as [number, number, number][]) {
    const turn = orientation(...at(a), ...at(b), ...at(c))
    expect(turn).toBeGreaterThan(0)
    area += turn / 2
    for (const vertex of [a, b, c]) used.add(vertex)
    for (let p = 0; p < points; p++) {
      if (belowPlane(...lifted(a), ...lifted(b), ...lifted(c), ...lifted(p)) > 0) below++
    }
  }
  expect(below).toBe(0)
  expect(Math.abs(area - hullArea(xy))).toBeLessThan(1e-9 * Math.max(1, area))
  for (let i = 0; i < points; i++) {
    expect(triangleAt[i]! >= 0).toBe(used.has(i))
    if (triangleAt[i]! >= 0)
      expect([...corners.subarray(3 * triangleAt[i]!, 3 * triangleAt[i]! + 3)]).toContain(i)
  }
  let unlinked = 0
  for (let t = 0; t < count; t++) {
    if (corners[3 * t] === -2) continue
    for (let e = 0; e < 3; e++) {
      const other = neighbours[3 * t + e]!
      const back = [0, 1, 2].find((f) => neighbours[3 * other + f] === t)!
      const from = corners[3 * t + ((e + 1) % 3)]!
      const to = corners[3 * t + ((e + 2) % 3)]!
      if (corners[3 * other + ((back + 1) % 3)] !== to || corners[3 * other + ((back + 2) % 3)] !== from)
        unlinked++
    }
  }
  expect(unlinked).toBe(0)
}

/** Andrew's monotone chain. */
function hullArea(xy: Float64Array): number {
  const order = Array.from({ length: xy.length / 2 }, (_, i) => i).sort(
    (p, q) => xy[2 * p]! - xy[2 * q]! || xy[2 * p + 1]! - xy[2 * q + 1]!,
  )
  const half = (indices: number[]): number[] => {
    const chain: number[] = []
    for (const i of indices) {
      while (chain.length >= 2) {
        const [a, b] = [chain.at(-2)!, chain.at(-1)!]
        if (
          orientation(xy[2 * a]!, xy[2 * a + 1]!, xy[2 * b]!, xy[2 * b + 1]!, xy[2 * i]!, xy[2 * i + 1]!) > 0
        )
          break
        chain.pop()
      }
      chain.push(i)
    }
    return chain.slice(0, -1)
  }
  const hull = [...half(order), ...half(order.toReversed())]
  let area = 0
  hull.forEach((p, n) => {
    const q = hull[(n + 1) % hull.length]!
    area += (xy[2 * p]! * xy[2 * q + 1]! - xy[2 * p + 1]! * xy[2 * q]!) / 2
  })
  return area
}

function cloud(
  points: number,
  seed: number,
  draw: (source: ReturnType<typeof random>) => number,
): Float64Array {
  const source = random(seed)
  return Float64Array.from({ length: 2 * points }, () => draw(source))
}

const square = (x: number) => x * x
const paraboloid = (xy: Float64Array): Float64Array =>
  Float64Array.from({ length: xy.length / 2 }, (_, i) => square(xy[2 * i]!) + square(xy[2 * i + 1]!))

describe('regular triangulation', () => {
  it('of three points is one triangle', () => {
    const xy = Float64Array.of(0, 0, 1, 0, 0, 1)
    const result = new TriangulationBuilder(xy).build([3, 1, 2])
    expect(finiteTriangles(result)).toHaveLength(1)
    validate(xy, Float64Array.of(3, 1, 2), result)
  })

  it.each([4, 5, 10, 60, 200])(
    'is the lower hull of %i random points, Delaunay and with hidden points',
    (points) => {
      const xy = cloud(points, points, (source) => source.normal())
      const builder = new TriangulationBuilder(xy)
      const delaunay = paraboloid(xy)
      validate(xy, delaunay, builder.build(delaunay))
      expect(builder.triangleAt.every((t) => t >= 0)).toBe(true)
      // Every vertex counted once, the one at infinity too: 2(N + 1) − 4 triangles.
      for (const noise of [0.01, 0.3, 3]) {
        const source = random(7)
        const lifts = delaunay.map((z) => z + noise * source.normal())
        validate(xy, lifts, builder.build(lifts))
      }
    },
  )

  it('hides points whose lift lies above the others', () => {
    const xy = Float64Array.of(0, 0, 4, 0, 0, 4, 1, 1)
    const builder = new TriangulationBuilder(xy)
    expect([...builder.build([0, 0, 0, 1]).triangleAt].map((t) => t >= 0)).toEqual([true, true, true, false])
    expect([...builder.build([0, 0, 0, -1]).triangleAt].map((t) => t >= 0)).toEqual([true, true, true, true])
  })

  it.each([3, 7, 12])(
    'of a %i × grid, where circles pass through four points and lines through many',
    (side) => {
      const xy = new Float64Array(2 * side * side)
      for (let i = 0; i < side * side; i++) xy.set([i % side, Math.floor(i / side)], 2 * i)
      const builder = new TriangulationBuilder(xy)
      const delaunay = paraboloid(xy)
      validate(xy, delaunay, builder.build(delaunay))
      const source = random(2)
      // Whole numbers bring ties of all kinds: points on lines, on planes, hidden or just not.
      for (let repeat = 0; repeat < 5; repeat++) {
        const lifts = delaunay.map((z) => z + source.integer(3))
        validate(xy, lifts, builder.build(lifts))
      }
      const flat = delaunay.map(() => 0)
      validate(xy, flat, builder.build(flat))
    },
  )

  it('of points on a circle and of clusters of size 1e-7', () => {
    const circle = new Float64Array(64)
    for (let i = 0; i < 32; i++)
      circle.set([Math.cos((i * Math.PI) / 16), Math.sin((i * Math.PI) / 16)], 2 * i)
    validate(circle, paraboloid(circle), new TriangulationBuilder(circle).build(paraboloid(circle)))
    const source = random(4)
    const clusters = Float64Array.from({ length: 200 }, () => source.integer(3) + 1e-7 * source.normal())
    validate(clusters, paraboloid(clusters), new TriangulationBuilder(clusters).build(paraboloid(clusters)))
  })

  it('does not depend on the build before', () => {
    const xy = cloud(80, 9, (source) => source.uniform())
    const lifts = paraboloid(xy)
    const builder = new TriangulationBuilder(xy)
    const edges = (result: RegularTriangulation) =>
      finiteTriangles(result)
        .map((triangle) => triangle.sort((p, q) => p - q).join())
        .sort()
    const fresh = edges(builder.build(lifts))
    builder.build(lifts.map((z, i) => z + (i % 3)))
    expect(edges(builder.build(lifts))).toEqual(fresh)
  })

  it('tells points on one line, exactly', () => {
    expect(areCollinear(Float64Array.of(0, 0, 1, 1))).toBe(true)
    expect(areCollinear(Float64Array.of(0, 0, 1, 3, 2, 6, -5, -15))).toBe(true)
    expect(areCollinear(Float64Array.of(0, 0, 1, 3, 2, 6, -5, -15 - 1e-14))).toBe(false)
  })
})
