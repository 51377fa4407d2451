import { BrenierError } from '../../shared/errors'
import { row, type Matrix } from '../../shared/matrix'
import { meanOf, type MeanValue } from './mean-value'
import { requireSamples } from './samples'

/** How far a map keeps which points are near to one another, each point in turn as the target. */
export interface DistanceOrder {
  /** Spearman's correlation of the others' distances to a target before and after; mean over targets. */
  readonly correlation: MeanValue
  /** Share of a target's nearest points that are among its nearest after, too. */
  readonly kept: MeanValue
}

/**
 * Compares orders of distances, which no stretching of either space changes.
 * @param before [n, d]
 * @param after [n, e], the same points mapped
 * @param neighbours how many count as nearest
 * @throws BrenierError `bad-shape`, `bad-argument`, `empty-set`, `not-finite`
 */
export function distanceOrder(before: Matrix, after: Matrix, neighbours: number): DistanceOrder {
  requireSamples(before, 'points')
  requireSamples(after, 'mapped points')
  const { rows } = before
  if (after.rows !== rows) {
    throw new BrenierError('bad-shape', `Expected ${rows} mapped points, got ${after.rows}.`)
  }
  if (!Number.isInteger(neighbours) || neighbours < 1 || neighbours > rows - 2) {
    throw new BrenierError(
      'bad-argument',
      `Expected 1 to ${rows - 2} neighbours among ${rows} points, got ${neighbours}.`,
    )
  }
  const correlations: number[] = []
  const shares: number[] = []
  for (let target = 0; target < rows; target++) {
    const [first, second] = [ranksFrom(before, target), ranksFrom(after, target)]
    correlations.push(spearman(first, second))
    let kept = 0
    for (let i = 0; i < rows; i++) {
      if (i !== target && first[i]! <= neighbours && second[i]! <= neighbours) kept++
    }
    shares.push(kept / neighbours)
  }
  return { correlation: meanOf(correlations), kept: meanOf(shares) }
}

/** Place of each point in the order of distance to one of them, which has 0 itself, [n]. */
export function ranksFrom(points: Matrix, target: number): Uint32Array {
  const from = row(points, target)
  const distances = Float64Array.from({ length: points.rows }, (_, i) =>
    // Before all others, its twins too.
    i === target ? -1 : row(points, i).reduce((sum, value, j) => sum + (value - from[j]!) ** 2, 0),
  )
  return ranksOf(distances)
}

/** Place of each value in ascending order, equal ones in theirs. */
export function ranksOf(values: ArrayLike<number>): Uint32Array {
  const ranks = new Uint32Array(values.length)
  const order = ranks.map((_, i) => i).sort((a, b) => values[a]! - values[b]! || a - b)
  order.forEach((place, rank) => (ranks[place] = rank))
  return ranks
}

/** 1 − 6 Σd²/(m(m² − 1)) of the m points that are not the target, whose rank is 0 in both. */
function spearman(first: Uint32Array, second: Uint32Array): number {
  const m = first.length - 1
  let squares = 0
  for (let i = 0; i < first.length; i++) squares += (first[i]! - second[i]!) ** 2
  return 1 - (6 * squares) / (m * (m * m - 1))
}
