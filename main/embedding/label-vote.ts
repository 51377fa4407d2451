import type { Neighbours } from '../kernels/neighbours/search'

/** What the nearest points say of each query. */
export interface Votes {
  /** The commonest label among them, -1 where that is "unknown". */
  readonly labels: Int32Array
  /** Its share of the vote. */
  readonly shares: Float32Array
}

/**
 * The commonest label among the nearest points of each query; ties go to the label of the nearest.
 * @param labels of the points, -1 where unknown
 * @param voters how many of the nearest vote; all of them by default
 */
export function labelVote(near: Neighbours, labels: ArrayLike<number>, voters = near.k): Votes {
  const { rows, k, indices } = near
  const winners = new Int32Array(rows).fill(-1)
  const shares = new Float32Array(rows)
  for (let query = 0; query < rows; query++) {
    let most = 0
    for (let a = 0; a < voters; a++) {
      const label = labels[indices[query * k + a]!]!
      let votes = 0
      for (let b = 0; b < voters; b++) if (labels[indices[query * k + b]!] === label) votes++
      if (votes <= most) continue
      most = votes
      winners[query] = label
    }
    shares[query] = voters > 0 ? most / voters : 0
  }
  return { labels: winners, shares }
}
