/** A convex polytope of space given by its corners: the polyhedron that cells are cut from, and points uniform in it. */
import { matrix, type Matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import { ConvexPolyhedron } from './convex-polyhedron'
import { spaceHull, type SpaceHull } from './space-hull'

/** Triangles whose planes agree to this share are one face. */
const SAME_PLANE = 1e-10
/** Triangles smaller than this share of the size squared have no normal to trust. */
const SLIVER = 1e-12

/** Hulls by their corners: they are needed again for every line and every batch of noise. */
const hulls = new WeakMap<Float64Array, SpaceHull>()

function hullOf(corners: Float64Array): SpaceHull {
  let hull = hulls.get(corners)
  if (!hull) {
    hull = spaceHull(corners)
    hulls.set(corners, hull)
  }
  return hull
}

/**
 * The hull of corners [m, 3] as a polyhedron, its faces labelled below 0: a box round it, cut by the plane of each face.
 * @throws BrenierError `bad-argument` where the corners lie on a plane
 */
export function polytopeOf(corners: Float64Array): ConvexPolyhedron {
  const low = [0, 1, 2].map((k) =>
    corners.reduce((least, x, at) => (at % 3 === k ? Math.min(least, x) : least), Infinity),
  )
  const high = [0, 1, 2].map((k) =>
    corners.reduce((most, x, at) => (at % 3 === k ? Math.max(most, x) : most), -Infinity),
  )
  const size = Math.max(...high.map((most, k) => most - low[k]!))
  const polyhedron = ConvexPolyhedron.box(
    low.map((least) => least - size),
    high.map((most) => most + size),
  )
  for (const [k, [x, y, z, limit]] of facePlanes(hullOf(corners), size).entries()) {
    polyhedron.cut(x, y, z, limit, -7 - k)
  }
  return polyhedron
}

type Plane = readonly [number, number, number, number]

/** Unit outward normal and limit of each face: those of triangles, each plane once. */
function facePlanes({ corners, triangles }: SpaceHull, size: number): Plane[] {
  const planes: Plane[] = []
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [3 * triangles[t]!, 3 * triangles[t + 1]!, 3 * triangles[t + 2]!]
    const edge = (from: number, to: number) => [0, 1, 2].map((k) => corners[to + k]! - corners[from + k]!)
    const [u, v] = [edge(a, b), edge(a, c)]
    const normal = [0, 1, 2].map((k) => u[(k + 1) % 3]! * v[(k + 2) % 3]! - u[(k + 2) % 3]! * v[(k + 1) % 3]!)
    const length = Math.hypot(...normal)
    if (!(length > SLIVER * size * size)) continue
    const [x, y, z] = normal.map((value) => value / length) as [number, number, number]
    // Of the farthest corner, not of the triangle's own: rounding then cuts off none.
    let limit = Number.NEGATIVE_INFINITY
    for (let at = 0; at < corners.length; at += 3)
      limit = Math.max(limit, x * corners[at]! + y * corners[at + 1]! + z * corners[at + 2]!)
    const isKnown = planes.some(
      (plane) =>
        Math.hypot(plane[0] - x, plane[1] - y, plane[2] - z) < SAME_PLANE &&
        Math.abs(plane[3] - limit) < SAME_PLANE * size,
    )
    if (!isKnown) planes.push([x, y, z, limit])
  }
  return planes
}

/**
 * Points uniform on the hull of corners [m, 3]: a tetrahedron of its fan by volume, then a point of it by the gaps
 * between three ordered numbers of (0, 1).
 * @returns [count, 3]
 * @throws BrenierError `bad-argument` where the corners lie on a plane
 */
export function samplePolytope(corners: Float64Array, count: number, seed: number): Matrix {
  const hull = hullOf(corners)
  const upTo = volumesUpTo(hull)
  const total = upTo.at(-1)!
  const stream = random(seed)
  const points = matrix(count, 3)
  for (let s = 0; s < count; s++) {
    const t = firstAbove(upTo, stream.uniform() * total)
    const [p, q, r] = [stream.uniform(), stream.uniform(), stream.uniform()].sort((a, b) => a - b) as [
      number,
      number,
      number,
    ]
    const weights = [q - p, r - q, 1 - r]
    for (let k = 0; k < 3; k++) {
      let value = p * hull.corners[k]!
      for (const [w, weight] of weights.entries())
        value += weight * hull.corners[3 * hull.triangles[3 * t + w]! + k]!
      points.data[3 * s + k] = value
    }
  }
  return points
}

/** Sums of the volumes of the tetrahedra from the first corner to each triangle; 0 for those that hold it. */
function volumesUpTo({ corners, triangles }: SpaceHull): Float64Array {
  const upTo = new Float64Array(triangles.length / 3)
  let sum = 0
  for (let t = 0; t < upTo.length; t++) {
    const [a, b, c] = [0, 1, 2].map((w) =>
      [0, 1, 2].map((k) => corners[3 * triangles[3 * t + w]! + k]! - corners[k]!),
    ) as [number[], number[], number[]]
    let volume = 0
    for (let k = 0; k < 3; k++)
      volume += (a[k]! * (b[(k + 1) % 3]! * c[(k + 2) % 3]! - b[(k + 2) % 3]! * c[(k + 1) % 3]!)) / 6
    sum += Math.max(0, volume)
    upTo[t] = sum
  }
  return upTo
}

/** The first place whose value is above, by halving; the last where none is. */
function firstAbove(sums: Float64Array, value: number): number {
  let [low, high] = [0, sums.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sums[middle]! > value) high = middle
    else low = middle + 1
  }
  return low
}
