import type { CellBuilder } from './cell-diagram'
import { convexPolygon, polygonMoments } from './convex-polygon'
import { ConvexPolyhedron } from './convex-polyhedron'
import { PowerCellBuilder } from './power-cells'
import { PowerDiagramBuilder } from './power-diagram'
import { polytopeOf } from './polytope'
import { hasCorners, unitSquare, type CorneredSource, type Source } from './source'

/** A convex domain of two or three dimensions with uniform density, in which cells are computed exactly. */
export interface Domain {
  readonly dimension: 2 | 3
  /** Area or volume. */
  readonly measure: number
  /** Centre of mass. */
  readonly centre: readonly number[]
  /** Ω = {x: ⟨n, x⟩ ≤ limit for each side}: n, then limit, [sides, d + 1]. */
  readonly sides: Float64Array
  /** @param codes y_i, [N, d], all different */
  cells(codes: Float64Array): CellBuilder
}

/** Faces smaller than this times the domain are rounding. */
const FLAT = 1e-12

/** Domains of corners, which are asked for line by line. */
const cornered = new WeakMap<Float64Array, Domain>()

/**
 * The domain of a source; undefined where its density is not uniform or it has another dimension.
 * @throws BrenierError where corners make no convex domain
 */
export function exactDomain(source: Source): Domain | undefined {
  if (hasCorners(source)) {
    const domain = cornered.get(source.corners) ?? ofCorners(source)
    cornered.set(source.corners, domain)
    return domain
  }
  if (source.kind !== 'cube') return undefined
  if (source.dimension === 2) return polygonDomain(unitSquare)
  return source.dimension === 3 ? polyhedronDomain(unitCube()) : undefined
}

const ofCorners = (source: CorneredSource): Domain =>
  source.kind === 'polygon'
    ? polygonDomain(convexPolygon(source.corners))
    : polyhedronDomain(polytopeOf(source.corners))

/** The polyhedron of a uniform source of space; undefined for any other. */
export function solidOf(source: Source): ConvexPolyhedron | undefined {
  if (source.kind === 'polytope') return polytopeOf(source.corners)
  return source.kind === 'cube' && source.dimension === 3 ? unitCube() : undefined
}

/** @param corners [m, 2] of a convex polygon, turning left */
export function polygonDomain(corners: Float64Array): Domain {
  const moments = { area: 0, firstX: 0, firstY: 0, second: 0 }
  polygonMoments(corners, corners.length / 2, moments)
  const sides = Float64Array.from({ length: (3 * corners.length) / 2 })
  for (let k = 0; k < corners.length / 2; k++) {
    const next = (2 * k + 2) % corners.length
    const [x, y] = [corners[2 * k]!, corners[2 * k + 1]!]
    // The outward normal of an edge of a polygon that turns left.
    const nx = corners[next + 1]! - y
    const ny = x - corners[next]!
    sides.set([nx, ny, nx * x + ny * y], 3 * k)
  }
  return {
    dimension: 2,
    measure: moments.area,
    centre: [moments.firstX / moments.area, moments.firstY / moments.area],
    sides,
    cells: (codes) => new PowerDiagramBuilder(codes, corners),
  }
}

/** A domain of space, which also shows its cells. */
export interface SpaceDomain extends Domain {
  cells(codes: Float64Array): PowerCellBuilder
}

/** @param polyhedron Ω, its faces labelled below 0 */
export function polyhedronDomain(polyhedron: ConvexPolyhedron): SpaceDomain {
  // The whole of Ω is the cell of a lone code.
  const alone = new PowerCellBuilder(new Float64Array(3), polyhedron, new Float64Array(3)).compute(
    new Float64Array(1),
  )
  const measure = alone.measures[0]!
  const centre = Array.from(alone.firstMoments, (moment) => moment / measure)
  const sides: number[] = []
  polyhedron.eachFace((_, ring) => {
    const side = polyhedron.planeOf(ring)
    // A face that cuts have shrunk to an edge or a corner bounds nothing.
    if (Math.hypot(side[0], side[1], side[2]) > FLAT * measure ** (2 / 3)) sides.push(...side)
  })
  const domain: SpaceDomain = {
    dimension: 3,
    measure,
    centre,
    sides: Float64Array.from(sides),
    cells: (codes) => new PowerCellBuilder(codes, polyhedron, shrunk(codes, domain).points),
  }
  return domain
}

/** [−½, ½]³. */
export function unitCube(): ConvexPolyhedron {
  return ConvexPolyhedron.box([-0.5, -0.5, -0.5], [0.5, 0.5, 0.5])
}

/**
 * Heights at which every cell holds a point of its own: codes shrunk by r into Ω, s_i = r(y_i − b) + c, have Voronoi
 * cells that contain them, and these are the power cells for h_i = −|s_i|²/(2r).
 * @param codes y_i, [N, d]
 */
export function feasibleHeights(codes: Float64Array, domain: Domain): Float64Array {
  const d = domain.dimension
  const { ratio, points } = shrunk(codes, domain)
  return Float64Array.from({ length: codes.length / d }, (_, i) => {
    let square = 0
    for (let k = 0; k < d; k++) square += points[d * i + k]! ** 2
    return -square / (2 * ratio)
  })
}

/** Codes shrunk about the middle b of their box into Ω about its centre c: s_i = r(y_i − b) + c, and r. */
function shrunk(
  codes: Float64Array,
  { dimension: d, centre, sides }: Domain,
): { ratio: number; points: Float64Array } {
  const middle = centre.map((_, k) => {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (let at = k; at < codes.length; at += d) {
      low = Math.min(low, codes[at]!)
      high = Math.max(high, codes[at]!)
    }
    return (low + high) / 2
  })
  let most = Number.POSITIVE_INFINITY
  for (let side = 0; side < sides.length; side += d + 1) {
    const along = (point: ArrayLike<number>, start: number, from: readonly number[]): number => {
      let sum = 0
      for (let k = 0; k < d; k++) sum += sides[side + k]! * (point[start + k]! - from[k]!)
      return sum
    }
    const origin = centre.map(() => 0)
    const room = sides[side + d]! - along(centre, 0, origin)
    let reach = 0
    for (let at = 0; at < codes.length; at += d) reach = Math.max(reach, along(codes, at, middle))
    if (reach > 0) most = Math.min(most, room / reach)
  }
  const ratio = Number.isFinite(most) ? 0.98 * most : 1
  return { ratio, points: codes.map((value, at) => ratio * (value - middle[at % d]!) + centre[at % d]!) }
}
