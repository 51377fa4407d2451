import { BrenierError } from '../../shared/errors'
import { belowPlane } from './predicates'

/** The convex hull of points of space. */
export interface SpaceHull {
  /** Points of the input that the hull has as corners, [m, 3]; one in the middle of a face may be among them. */
  readonly corners: Float64Array
  /** Three corners of each triangle of the surface, turning left seen from outside, [t, 3]. */
  readonly triangles: Uint32Array
}

/** Points this much flatter than they are wide have no volume that could be told from rounding. */
const FLAT = 1e-9

/**
 * The hull, point by point: what a point sees of the surface is replaced by triangles from its border to the point. A
 * point sees a triangle only where it is strictly above it, by exact signs, so that points on one plane or line need no
 * treatment of their own. O(points · corners).
 * @param points [k, 3], finite
 * @throws BrenierError `bad-argument` where the points lie on a plane
 */
export function spaceHull(points: Float64Array): SpaceHull {
  const first = largeTetrahedron(points)
  let faces: Face[] = []
  for (const [k, apex] of first.entries()) {
    const [a, b, c] = first.filter((_, other) => other !== k) as [number, number, number]
    faces.push(isAbove(points, [a, b, c], apex) ? [a, c, b] : [a, b, c])
  }
  for (let p = 0; p < points.length / 3; p++) {
    const seen = faces.filter((face) => isAbove(points, face, p))
    if (seen.length === 0) continue
    const gone = new Set(seen)
    faces = faces.filter((face) => !gone.has(face))
    for (const [from, to] of border(seen)) faces.push([from, to, p])
  }
  return compact(points, faces)
}

type Face = readonly [number, number, number]

/** Whether a point sees a triangle's outer side. */
function isAbove(points: Float64Array, face: Face, point: number): boolean {
  const [a, b, c, d] = [3 * face[0], 3 * face[1], 3 * face[2], 3 * point]
  return (
    belowPlane(
      points[a]!,
      points[a + 1]!,
      points[a + 2]!,
      points[b]!,
      points[b + 1]!,
      points[b + 2]!,
      points[c]!,
      points[c + 1]!,
      points[c + 2]!,
      points[d]!,
      points[d + 1]!,
      points[d + 2]!,
    ) < 0
  )
}

/** Edges of the faces whose other side is no face among them, in the faces' sense. */
function border(faces: readonly Face[]): (readonly [number, number])[] {
  const edges = new Map<string, readonly [number, number]>()
  for (const [a, b, c] of faces) {
    for (const [from, to] of [
      [a, b],
      [b, c],
      [c, a],
    ] as const) {
      if (!edges.delete(`${to} ${from}`)) edges.set(`${from} ${to}`, [from, to])
    }
  }
  return [...edges.values()]
}

/** Four points far from each other, from the plane and from the line of those before. */
function largeTetrahedron(points: Float64Array): number[] {
  const at = (p: number): Vector => [points[3 * p]!, points[3 * p + 1]!, points[3 * p + 2]!]
  const farthest = (measure: (x: Vector) => number): number => {
    let best = 0
    let most = Number.NEGATIVE_INFINITY
    for (let p = 0; p < points.length / 3; p++) {
      const value = measure(at(p))
      if (value <= most) continue
      most = value
      best = p
    }
    return best
  }
  const a = farthest(([x]) => x)
  const b = farthest((x) => length(minus(x, at(a))))
  const along = minus(at(b), at(a))
  const size = length(along)
  const c = farthest((x) => length(cross(along, minus(x, at(a)))))
  const normal = cross(along, minus(at(c), at(a)))
  const height = (x: Vector) => Math.abs(dot(normal, minus(x, at(a))))
  const d = farthest(height)
  // Width of the triangle, then height of the tetrahedron over it, each against the size.
  const isWide = length(normal) > FLAT * size * size
  if (!isWide || !(height(at(d)) > FLAT * size * length(normal))) {
    throw new BrenierError(
      'bad-argument',
      'Expected the corners of a domain with a volume, got points on one plane. Add one off it.',
    )
  }
  return [a, b, c, d]
}

type Vector = readonly [number, number, number]

const minus = (x: Vector, y: Vector): Vector => [x[0] - y[0], x[1] - y[1], x[2] - y[2]]
const dot = (x: Vector, y: Vector): number => x[0] * y[0] + x[1] * y[1] + x[2] * y[2]
const length = (x: Vector): number => Math.hypot(...x)
const cross = (x: Vector, y: Vector): Vector => [
  x[1] * y[2] - x[2] * y[1],
  x[2] * y[0] - x[0] * y[2],
  x[0] * y[1] - x[1] * y[0],
]

/** The points that faces use, numbered in the order they came. */
function compact(points: Float64Array, faces: readonly Face[]): SpaceHull {
  const used = [...new Set(faces.flat())].sort((a, b) => a - b)
  const place = new Map(used.map((point, corner) => [point, corner]))
  return {
    corners: Float64Array.from(used.flatMap((point) => [...points.subarray(3 * point, 3 * point + 3)])),
    triangles: Uint32Array.from(faces.flat(), (point) => place.get(point)!),
  }
}
