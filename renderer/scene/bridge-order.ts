/** Bridges that are ever drawn together. */
export const mostBridges = 1024

/**
 * Bridges drawn at most among so many points, the heaviest of those past the threshold. A sampled map of 10,000 cells has
 * tens of thousands of singular facets, nearly all of them met by a single sample: drawn together they are a red haze over
 * the cloud, the heavy ones alone the seams in it.
 */
export const bridgesAmong = (points: number): number =>
  Math.min(mostBridges, Math.max(400, Math.ceil(points / 3)))

/** Facets as the scene draws them: one entry a facet. */
export interface BridgeTable {
  readonly first: Uint32Array
  readonly second: Uint32Array
  /** What the threshold is held against: θ in radians, or the distance of the codes. */
  readonly measure: Float32Array
  /** Share of noise next to the facet. */
  readonly mass: Float32Array
}

/** Facets by falling mass, of equal ones the wider tear first. */
export interface OrderedBridges {
  /** RGBA texels: first, second, weight 0 … 1, unused; numbers up to 2^24 are exact in 32-bit floats. */
  readonly texels: Float32Array
  readonly measures: Float32Array
}

export function orderBridges({ first, second, measure, mass }: BridgeTable): OrderedBridges {
  const count = first.length
  const order = Uint32Array.from(first, (_, i) => i).sort(
    (a, b) => mass[b]! - mass[a]! || measure[b]! - measure[a]!,
  )
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

/**
 * Writes the heaviest facets whose measure exceeds `value` into `texels`, at most `most`.
 * @returns how many were written
 */
export function heaviestOver(
  ordered: OrderedBridges,
  value: number,
  most: number,
  texels: Float32Array,
): number {
  let written = 0
  for (let k = 0; k < ordered.measures.length && written < most; k++) {
    if (ordered.measures[k]! <= value) continue
    texels.set(ordered.texels.subarray(4 * k, 4 * k + 4), 4 * written)
    written++
  }
  return written
}

/** Masses over their 95th percentile, at most 1: a few heavy facets do not pale all others. */
function facetWeights(mass: Float32Array): Float32Array {
  const sorted = Float32Array.from(mass).sort()
  const scale = sorted[Math.floor(0.95 * (sorted.length - 1))] ?? 1
  return mass.map((value) => (scale > 0 ? Math.min(1, value / scale) : 1))
}
