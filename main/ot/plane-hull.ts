import { BrenierError } from '../../shared/errors'
import { orientation } from './predicates'

/** A polygon this much flatter than it is wide has no area that could be told from rounding. */
const FLAT = 1e-9

/**
 * Corners of the convex hull of points of the plane, turning left, none in the middle of an edge (Andrew 1979, by exact
 * signs).
 * @param points [k, 2], finite
 * @throws BrenierError `bad-argument` where the points lie on a line
 */
export function planeHull(points: Float64Array): Float64Array {
  const x = (p: number) => points[2 * p]!
  const y = (p: number) => points[2 * p + 1]!
  const order = Array.from({ length: points.length / 2 }, (_, p) => p).sort(
    (p, q) => x(p) - x(q) || y(p) - y(q),
  )
  const turnsLeft = (p: number, q: number, r: number) => orientation(x(p), y(p), x(q), y(q), x(r), y(r)) > 0
  const chain = (list: readonly number[]): number[] => {
    const kept: number[] = []
    for (const p of list) {
      while (kept.length > 1 && !turnsLeft(kept.at(-2)!, kept.at(-1)!, p)) kept.pop()
      kept.push(p)
    }
    // The last point starts the chain that comes back.
    return kept.slice(0, -1)
  }
  const corners = [...chain(order), ...chain(order.toReversed())]
  let size = 0
  let twiceArea = 0
  for (const [k, p] of corners.entries()) {
    const q = corners[(k + 1) % corners.length]!
    size = Math.max(size, Math.hypot(x(p) - x(corners[0]!), y(p) - y(corners[0]!)))
    twiceArea += (x(p) - x(corners[0]!)) * (y(q) - y(p)) - (y(p) - y(corners[0]!)) * (x(q) - x(p))
  }
  if (corners.length < 3 || !(twiceArea > FLAT * size * size)) {
    throw new BrenierError(
      'bad-argument',
      'Expected the corners of a domain with an area, got points on one line. Add one off it.',
    )
  }
  return Float64Array.from(corners.flatMap((p) => [x(p), y(p)]))
}
