/** How equally clusters are used. */
export interface ClusterUse {
  /** Clusters with at least one picture. */
  readonly used: number
  /** The number of equally used clusters with the same entropy: all of them at most, 1 where one takes everything. */
  readonly equalTo: number
}

/** @param uses pictures of each cluster */
export function clusterUse(uses: ArrayLike<number>): ClusterUse {
  const counts = Array.from(uses).filter((count) => count > 0)
  const total = counts.reduce((sum, count) => sum + count, 0)
  const entropy = counts.reduce((sum, count) => sum - (count / total) * Math.log(count / total), 0)
  return { used: counts.length, equalTo: counts.length === 0 ? 0 : Math.exp(entropy) }
}
