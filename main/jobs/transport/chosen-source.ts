import type { NoiseSource } from '../../../shared/contracts/study'
import { BrenierError } from '../../../shared/errors'
import { firstNonFinite } from '../../../shared/matrix'
import { planeHull } from '../../ot/plane-hull'
import { ball, disc } from '../../ot/round-domains'
import type { Source } from '../../ot/source'
import { spaceHull } from '../../ot/space-hull'

/** Every cell is cut from the whole domain: with more corners that would cost more than the cell. */
const mostCorners = 500

/**
 * The measure that noise is drawn from.
 * @param dimension of the codes
 * @throws BrenierError `bad-argument` for a domain of another dimension, `bad-shape`, `not-finite` or `bad-argument` for
 *   points that span none
 */
export function chosenSource(choice: NoiseSource, dimension: number): Source {
  if (choice === 'cube' || choice === 'gaussian') return { kind: choice, dimension }
  if (choice === 'disc') {
    requireDimension(2, dimension, 'a disc')
    return { kind: 'polygon', dimension: 2, corners: disc() }
  }
  if (choice === 'ball') {
    requireDimension(3, dimension, 'a ball')
    return { kind: 'polytope', dimension: 3, corners: ball() }
  }
  return hullOf(choice.points, dimension)
}

function requireDimension(wanted: number, dimension: number, what: string): void {
  if (dimension === wanted) return
  throw new BrenierError(
    'bad-argument',
    `Expected codes of ${wanted} coordinates for noise from ${what}, got ${dimension}. Draw it from the cube or Gaussian noise.`,
  )
}

function hullOf(points: readonly (readonly number[])[], dimension: number): Source {
  if (dimension !== 2 && dimension !== 3) {
    throw new BrenierError(
      'bad-argument',
      `Expected codes of 2 or 3 coordinates for a domain given by its corners, got ${dimension}. Draw noise from the cube or Gaussian noise.`,
    )
  }
  const other = points.find((point) => point.length !== dimension)
  if (other) {
    throw new BrenierError(
      'bad-shape',
      `Expected corners of ${dimension} coordinates, as many as the codes have, got ${other.length}.`,
    )
  }
  if (points.length <= dimension) {
    throw new BrenierError(
      'bad-shape',
      `Expected at least ${dimension + 1} corners for a domain of ${dimension} dimensions, got ${points.length}.`,
    )
  }
  const flat = Float64Array.from(points.flat())
  if (firstNonFinite(flat) >= 0)
    throw new BrenierError('not-finite', 'Expected finite corners of the domain, got NaN or Infinity.')
  const corners = dimension === 2 ? planeHull(flat) : spaceHull(flat).corners
  const count = corners.length / dimension
  if (count > mostCorners) {
    throw new BrenierError(
      'bad-argument',
      `Expected a domain of at most ${mostCorners} corners, got ${count}. Take fewer points of its border.`,
    )
  }
  return dimension === 2 ? { kind: 'polygon', dimension, corners } : { kind: 'polytope', dimension, corners }
}
