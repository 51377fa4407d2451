import type { Matrix } from '../../../shared/matrix'
import type { NeighbourSearch, Neighbours } from './search'

const NOBODY = -1

/** Exact nearest neighbours by comparing every pair, in double precision. */
export function referenceSearch(points: Matrix): NeighbourSearch {
  return {
    points,
    nearest: (queries, k) => scan(points, queries, 0, queries.rows, k, () => NOBODY),
    nearestOthers: (begin, end, k) => scan(points, points, begin, end, k, (row) => row),
    // Nothing is held outside this closure.
    close: () => undefined,
  }
}

function scan(
  points: Matrix,
  queries: Matrix,
  begin: number,
  end: number,
  k: number,
  excluded: (row: number) => number,
): Neighbours {
  const { rows: n, columns: d, data } = points
  const rows = end - begin
  const indices = new Uint32Array(rows * k)
  const squaredDistances = new Float32Array(rows * k)
  const query = new Float64Array(d)
  const best = new Float64Array(k)
  const who = new Uint32Array(k)
  for (let row = begin; row < end; row++) {
    for (let j = 0; j < d; j++) query[j] = queries.data[row * d + j]!
    const skip = excluded(row)
    let held = 0
    let worst = Infinity
    for (let i = 0, at = 0; i < n; i++, at += d) {
      if (i === skip) continue
      let sum = 0
      for (let j = 0; j < d; j++) {
        const difference = data[at + j]! - query[j]!
        sum += difference * difference
      }
      if (!(sum < worst)) continue
      let slot = held < k ? held++ : k - 1
      for (; slot > 0 && best[slot - 1]! > sum; slot--) {
        best[slot] = best[slot - 1]!
        who[slot] = who[slot - 1]!
      }
      best[slot] = sum
      who[slot] = i
      if (held === k) worst = best[k - 1]!
    }
    indices.set(who, (row - begin) * k)
    squaredDistances.set(best, (row - begin) * k)
  }
  return { rows, k, indices, squaredDistances }
}
