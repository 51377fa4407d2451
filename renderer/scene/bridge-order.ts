/** Facets as the scene draws them: one entry a facet. */
export interface BridgeTable {
  readonly first: Uint32Array
  readonly second: Uint32Array
  /** What the threshold is held against: θ in radians, or the distance of the codes. */
  readonly measure: Float32Array
  /** Share of noise next to the facet. */
  readonly mass: Float32Array
}

/** Facets by falling measure: those over any threshold are a head of the list. */
export interface OrderedBridges {
  /** RGBA texels: first, second, weight 0 … 1, unused; numbers up to 2^24 are exact in 32-bit floats. */
  readonly texels: Float32Array
  /** Descending. */
  readonly measures: Float32Array
}

export function orderBridges({ first, second, measure, mass }: BridgeTable): OrderedBridges {
  const count = first.length
  const order = Uint32Array.from(first, (_, i) => i).sort((a, b) => measure[b]! - measure[a]!)
  const weights = facetWeights(mass)
  const texels = new Float32Array(4 * count)
  const measures = new Float32Array(count)
  for (let k = 0; k < count; k++) {
    const facet = order[k]!
    texels[4 * k] = first[facet]!
    texels[4 * k + 1] = second[facet]!
    texels[4 * k + 2] = weights[facet]!
    measures[k] = measure[facet]!
  }
  return { texels, measures }
}

/** How many entries of a descending list exceed `value`. */
export function countOver(descending: Float32Array, value: number): number {
  let low = 0
  let high = descending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (descending[middle]! > value) low = middle + 1
    else high = middle
  }
  return low
}

/** Masses over their 95th percentile, at most 1: a few heavy facets do not pale all others. */
function facetWeights(mass: Float32Array): Float32Array {
  const sorted = Float32Array.from(mass).sort()
  const scale = sorted[Math.floor(0.95 * (sorted.length - 1))] ?? 1
  return mass.map((value) => (scale > 0 ? Math.min(1, value / scale) : 1))
}
