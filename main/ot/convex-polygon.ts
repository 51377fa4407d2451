import { BrenierError } from '../../shared/errors'
import { firstNonFinite } from '../../shared/matrix'

/** Area, ∫x and ∫|x|² of a convex polygon. */
export interface PolygonMoments {
  area: number
  /** ∫x dx, both coordinates. */
  firstX: number
  firstY: number
  /** ∫|x|² dx. */
  second: number
}

/**
 * Corners as given, without repeated ones and turning left.
 * @param corners row-major [m, 2], m ≥ 3, of a convex polygon, in either direction
 * @throws BrenierError `bad-shape`, `not-finite`, or `bad-argument` where it is not convex or has no area
 */
export function convexPolygon(corners: Float64Array): Float64Array {
  if (corners.length % 2 !== 0 || corners.length < 6) {
    throw new BrenierError(
      'bad-shape',
      `Expected at least 3 corners of 2 coordinates, got ${corners.length} values.`,
    )
  }
  if (firstNonFinite(corners) >= 0)
    throw new BrenierError('not-finite', 'Expected finite corners, got NaN or Infinity.')
  const moments: PolygonMoments = { area: 0, firstX: 0, firstY: 0, second: 0 }
  polygonMoments(corners, corners.length / 2, moments)
  const turned = moments.area < 0 ? reversed(corners) : corners
  const n = turned.length / 2
  const scale = Math.abs(moments.area)
  let turns = 0
  for (let k = 0; k < n; k++) {
    const [p, q, r] = [2 * k, 2 * ((k + 1) % n), 2 * ((k + 2) % n)]
    const [ux, uy] = [turned[q]! - turned[p]!, turned[q + 1]! - turned[p + 1]!]
    const [vx, vy] = [turned[r]! - turned[q]!, turned[r + 1]! - turned[q + 1]!]
    turns += Math.atan2(ux * vy - uy * vx, ux * vx + uy * vy)
    if (!(ux * vy - uy * vx >= -1e-12 * scale)) {
      throw new BrenierError(
        'bad-argument',
        `Expected a convex polygon, got one that turns inwards at corner ${(k + 1) % n}.`,
      )
    }
  }
  // A star that turns left everywhere goes round more than once.
  if (!(scale > 0) || turns > 3 * Math.PI) {
    throw new BrenierError(
      'bad-argument',
      'Expected a convex polygon with an area, got one that folds or has none.',
    )
  }
  return turned
}

function reversed(corners: Float64Array): Float64Array {
  const n = corners.length / 2
  return Float64Array.from(corners, (_, at) => corners[2 * (n - 1 - (at >> 1)) + (at & 1)]!)
}

/**
 * Closed forms over the corners [0 … 2·count) of a polygon; corners are taken relative to the first, so that a tiny
 * polygon far from the origin keeps its digits.
 */
export function polygonMoments(corners: Float64Array, count: number, result: PolygonMoments): void {
  const x0 = corners[0]!
  const y0 = corners[1]!
  let area = 0
  let ux = 0
  let uy = 0
  let uu = 0
  for (let k = 1; k + 1 < count; k++) {
    const ax = corners[2 * k]! - x0
    const ay = corners[2 * k + 1]! - y0
    const bx = corners[2 * k + 2]! - x0
    const by = corners[2 * k + 3]! - y0
    const cross = ax * by - ay * bx
    area += cross
    ux += cross * (ax + bx)
    uy += cross * (ay + by)
    uu += cross * (ax * ax + ay * ay + ax * bx + ay * by + bx * bx + by * by)
  }
  area /= 2
  ux /= 6
  uy /= 6
  uu /= 12
  result.area = area
  result.firstX = ux + area * x0
  result.firstY = uy + area * y0
  result.second = uu + 2 * (x0 * ux + y0 * uy) + area * (x0 * x0 + y0 * y0)
}
