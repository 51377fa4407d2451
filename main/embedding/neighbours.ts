import { BrenierError } from '../../shared/errors'
import { firstNonFinite } from '../../shared/matrix'
import type { Matrix } from '../../shared/matrix'
import { openNeighbourSearch } from '../kernels/neighbours/index'
import type { NeighbourSearch, Neighbours } from '../kernels/neighbours/search'
import type { ThreadPool } from '../kernels/thread-pool'

export type { Neighbours, NeighbourSearch }

/**
 * Prepares points for repeated exact queries: keep it as long as the points stay the same.
 * @param points [n, d], finite, n ≥ 1
 * @param pool threads to share the work; then `close` takes the points off them
 * @throws BrenierError `empty-set`, `not-finite`
 */
export function neighbourSearch(points: Matrix, pool?: ThreadPool): NeighbourSearch {
  const { rows: n, columns: d } = points
  if (n < 1 || d < 1) throw new BrenierError('empty-set', `Expected points to search, got ${n} × ${d}.`)
  requireFinite(points, 'Point')
  const search = openNeighbourSearch(points, pool)
  return {
    points,
    nearest(queries, k) {
      if (queries.columns !== d) {
        throw new BrenierError('bad-shape', `Expected queries of ${d} dimensions, got ${queries.columns}.`)
      }
      requireCount(k, n)
      requireFinite(queries, 'Query')
      return search.nearest(queries, k)
    },
    nearestOthers(begin, end, k) {
      requireCount(k, n - 1)
      return search.nearestOthers(begin, end, k)
    },
    close: () => {
      search.close()
    },
  }
}

/**
 * The k points nearest to each query, exact, nearest first; ties go to the lower index.
 * For many calls on the same points keep a `neighbourSearch` instead.
 * @param points [n, d]
 * @param queries [m, d]
 * @throws BrenierError `empty-set`, `bad-shape`, `bad-argument`, `not-finite`
 */
export function nearest(points: Matrix, queries: Matrix, k: number): Neighbours {
  return neighbourSearch(points).nearest(queries, k)
}

function requireCount(k: number, most: number): void {
  if (!Number.isInteger(k) || k < 1 || k > most) {
    throw new BrenierError('bad-argument', `Expected 1 to ${most} neighbours, got ${k}.`, { k, most })
  }
}

function requireFinite(points: Matrix, name: string): void {
  const bad = firstNonFinite(points.data)
  if (bad < 0) return
  const index = Math.floor(bad / points.columns)
  throw new BrenierError('not-finite', `${name} ${index} holds NaN or Infinity.`, { index })
}
