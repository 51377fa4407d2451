import type { PathDirection, Waypoint } from '../../../shared/contracts/study'
import { BrenierError } from '../../../shared/errors'
import { matrix, row, type Matrix } from '../../../shared/matrix'
import type { NeighbourSearch } from '../../embedding/neighbours'
import { codesAt } from '../../embedding/place'
import type { Anchor } from './path-curve'

/** What waypoints are resolved in. */
export interface WaypointSpace {
  /** Normalised codes, [n, d], ready for queries. */
  readonly codeSearch: NeighbourSearch
  /** Embedded positions, [n, 3], ready for queries. */
  readonly layoutSearch: NeighbourSearch
  /** A point of Ω in the cell of each item, or in the nearest one; null where no map is solved. */
  readonly noiseOf: ((item: number) => Float32Array) | null
  /** Normalised codes of pictures of one's own, by their ids. */
  readonly ownCodes: ReadonlyMap<string, Float32Array>
}

export interface ResolvedWaypoint {
  readonly anchor: Anchor
  /** The waypoint as it is kept: a place has become the mean of its neighbours. */
  readonly waypoint: Waypoint
  /** How far the mixed codes lie apart, in code units; 0 on a picture. */
  readonly spread: number
}

/**
 * The code and the noise of a waypoint. A place in the cloud has no inverse under t-SNE, so it stands for the
 * weighted mean of the codes of its nearest embedded points; its noise is the same mean of their cells' centres,
 * which lies in Ω because Ω is convex. A picture of one's own has a code and no cell: its noise is its nearest item's.
 * @throws BrenierError `bad-argument` for an index outside the set or weights that are no mixture
 */
export function resolveWaypoint(waypoint: Waypoint, space: WaypointSpace): ResolvedWaypoint {
  const codes = space.codeSearch.points
  switch (waypoint.kind) {
    case 'picture': {
      requireItem(waypoint.index, codes.rows)
      const code = row(codes, waypoint.index)
      return {
        waypoint,
        spread: 0,
        anchor: { code, item: waypoint.index, noise: space.noiseOf?.(waypoint.index) ?? null },
      }
    }
    case 'own': {
      const code = space.ownCodes.get(waypoint.id)
      if (!code) {
        throw new BrenierError(
          'bad-argument',
          'Expected a model that gives a picture of your own a code, but this study has none.',
          { id: waypoint.id },
        )
      }
      const item = nearestItem(code, space)
      return { waypoint, spread: 0, anchor: { code, item, noise: space.noiseOf?.(item) ?? null } }
    }
    case 'place': {
      const found = codesAt(space.layoutSearch, codes, matrix(1, 3, Float32Array.from(waypoint.position)))
      const kept = {
        kind: 'mean' as const,
        position: waypoint.position,
        indices: [...found.indices],
        weights: [...found.weights],
      }
      return { waypoint: kept, spread: found.spread[0]!, anchor: mixture(kept.indices, kept.weights, space) }
    }
    case 'mean': {
      for (const index of waypoint.indices) requireItem(index, codes.rows)
      const total = waypoint.weights.reduce((sum, weight) => sum + weight, 0)
      if (waypoint.weights.length !== waypoint.indices.length || Math.abs(total - 1) > 1e-3) {
        throw new BrenierError(
          'bad-argument',
          `Expected one weight for each of ${waypoint.indices.length} codes, summing to 1; got ${waypoint.weights.length} summing to ${total}.`,
        )
      }
      const anchor = mixture(waypoint.indices, waypoint.weights, space)
      return { waypoint, anchor, spread: spreadOf(waypoint.indices, waypoint.weights, anchor.code, codes) }
    }
  }
}

/**
 * The ends of a path along a direction, and what it goes through: z − s·v, z, z + s·v. An end has no cell of its own: its
 * noise is that of its nearest item.
 * @param vector the direction without its strength, [d]
 */
export function anchorsAlong(
  through: Anchor,
  { strength }: PathDirection,
  vector: Float32Array,
  space: WaypointSpace,
): Anchor[] {
  const end = (sign: number): Anchor => {
    const code = through.code.map((value, k) => value + sign * strength * vector[k]!)
    const item = nearestItem(code, space)
    return { code, item, noise: space.noiseOf?.(item) ?? null }
  }
  return [end(-1), through, end(1)]
}

function mixture(indices: readonly number[], weights: readonly number[], space: WaypointSpace): Anchor {
  const codes = space.codeSearch.points
  const code = weightedMean(
    indices.map((index) => row(codes, index)),
    weights,
  )
  const nearest = nearestItem(code, space)
  const { noiseOf } = space
  if (!noiseOf) return { code, item: nearest, noise: null }
  // Beyond its codes a mean of centres may lie outside Ω.
  if (weights.some((weight) => weight < 0)) return { code, item: nearest, noise: noiseOf(nearest) }
  const noise = weightedMean(indices.map(noiseOf), weights)
  return { code, item: nearest, noise }
}

const nearestItem = (code: Float32Array, { codeSearch }: WaypointSpace): number =>
  codeSearch.nearest(matrix(1, code.length, code), 1).indices[0]!

function weightedMean(points: readonly Float32Array[], weights: readonly number[]): Float32Array {
  const mean = new Float64Array(points[0]!.length)
  for (const [i, point] of points.entries()) {
    for (let k = 0; k < mean.length; k++) mean[k]! += weights[i]! * point[k]!
  }
  return Float32Array.from(mean)
}

function spreadOf(
  indices: readonly number[],
  weights: readonly number[],
  mean: Float32Array,
  codes: Matrix,
): number {
  let sum = 0
  for (const [i, index] of indices.entries()) {
    const point = row(codes, index)
    let square = 0
    for (let k = 0; k < mean.length; k++) square += (point[k]! - mean[k]!) ** 2
    sum += weights[i]! * square
  }
  // Beyond its codes, where a weight is negative, a mean lies among none of them.
  return Math.sqrt(Math.max(0, sum))
}

function requireItem(index: number, count: number): void {
  if (index < count) return
  throw new BrenierError('bad-argument', `Expected an item from 0 to ${count - 1}, got ${index}.`, {
    index,
    count,
  })
}
