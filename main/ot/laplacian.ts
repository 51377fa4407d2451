import type { FacetList } from './power-diagram'

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
 * @param codes y_i, [N, 2]
 * @param density of the source in Ω
 */
export function hessian(facets: FacetList, codes: Float64Array, density: number): Laplacian {
  const size = codes.length / 2
  const { count, first, second, length } = facets
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
    const distance = Math.hypot(codes[2 * i]! - codes[2 * j]!, codes[2 * i + 1]! - codes[2 * j + 1]!)
    const weight = (density * length[f]!) / distance
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
