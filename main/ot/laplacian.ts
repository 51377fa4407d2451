import type { FacetList } from './cell-diagram'

/**
 * The Hessian of E: a weighted graph Laplacian, H_ij = −μ(facet ij)/|y_i − y_j|, rows summing to 0. Rows compressed;
 * the diagonal is kept apart.
 */
export interface Laplacian {
  readonly size: number
  readonly starts: Uint32Array
  readonly columns: Uint32Array
  /** Positive: −H_ij. */
  readonly weights: Float64Array
  readonly diagonal: Float64Array
}

/**
 * @param facets of a power diagram
 * @param codes y_i, [N, d]
 * @param dimension d
 * @param density of the source in Ω
 */
export function hessian(
  facets: FacetList,
  codes: Float64Array,
  dimension: number,
  density: number,
): Laplacian {
  const size = codes.length / dimension
  const { count, first, second, measure } = facets
  const starts = new Uint32Array(size + 1)
  for (let f = 0; f < count; f++) {
    starts[first[f]! + 1]! += 1
    starts[second[f]! + 1]! += 1
  }
  for (let i = 0; i < size; i++) starts[i + 1]! += starts[i]!
  const columns = new Uint32Array(2 * count)
  const weights = new Float64Array(2 * count)
  const diagonal = new Float64Array(size)
  const place = starts.slice()
  for (let f = 0; f < count; f++) {
    const i = first[f]!
    const j = second[f]!
    let square = 0
    for (let k = 0; k < dimension; k++) square += (codes[dimension * i + k]! - codes[dimension * j + k]!) ** 2
    const weight = (density * measure[f]!) / Math.sqrt(square)
    columns[place[i]!] = j
    weights[place[i]!++] = weight
    columns[place[j]!] = i
    weights[place[j]!++] = weight
    diagonal[i]! += weight
    diagonal[j]! += weight
  }
  return { size, starts, columns, weights, diagonal }
}

/** result = H·v */
export function applyLaplacian(h: Laplacian, v: Float64Array, result: Float64Array): void {
  const { size, starts, columns, weights, diagonal } = h
  for (let i = 0; i < size; i++) {
    let sum = diagonal[i]! * v[i]!
    for (let at = starts[i]!; at < starts[i + 1]!; at++) sum -= weights[at]! * v[columns[at]!]!
    result[i] = sum
  }
}
