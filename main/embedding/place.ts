import { BrenierError } from '../../shared/errors'
import { matrix } from '../../shared/matrix'
import type { Matrix } from '../../shared/matrix'
import type { Neighbours, NeighbourSearch } from './neighbours'

/** Nearest points of each query with weights that sum to 1 over a row. */
export interface WeightedNeighbours {
  readonly rows: number
  readonly k: number
  /** Row-major [rows, k], nearest first. */
  readonly indices: Uint32Array
  /** Row-major [rows, k]. */
  readonly weights: Float32Array
}

/** Points drawn from a place in a layout, which has no inverse: what was averaged, and how far that lies apart. */
export interface CodesAtPlaces extends WeightedNeighbours {
  /** Weighted means of the codes, [rows, d]. */
  readonly codes: Matrix
  /** Weighted root mean square distance of the averaged codes from their mean, in the unit of the codes. */
  readonly spread: Float32Array
}

export const PLACING_NEIGHBOURS = 8

/**
 * Gaussian weights exp(−d²/2σ²) of the k nearest points with σ the distance of the nearest, times 1 − d²/d²_{k+1}:
 * on a point the weight is that point's alone, and a neighbour leaves the list with weight 0, so nothing jumps
 * while a query is dragged.
 * @throws BrenierError as `NeighbourSearch.nearest`
 */
export function weightedNeighbours(
  search: NeighbourSearch,
  queries: Matrix,
  k = PLACING_NEIGHBOURS,
): WeightedNeighbours {
  const n = search.points.rows
  const kept = Math.min(k, n)
  const listed = Math.min(kept + 1, n)
  return weighted(search.nearest(queries, listed), kept)
}

/** The weights of the first `kept` of found neighbours; one more, where it was found, bounds them. */
function weighted({ rows, k: listed, ...found }: Neighbours, kept: number): WeightedNeighbours {
  const indices = new Uint32Array(rows * kept)
  const weights = new Float32Array(rows * kept)
  for (let row = 0; row < rows; row++) {
    const squared = found.squaredDistances.subarray(row * listed, (row + 1) * listed)
    indices.set(found.indices.subarray(row * listed, row * listed + kept), row * kept)
    const own = weights.subarray(row * kept, (row + 1) * kept)
    const nearest = squared[0]!
    const edge = listed > kept && squared[kept]! > nearest ? squared[kept]! : Infinity
    let total = 0
    for (let j = 0; j < kept; j++) {
      const excess = squared[j]! - nearest
      const gaussian = excess === 0 ? 1 : Math.exp(-excess / (2 * nearest))
      own[j] = gaussian * (1 - squared[j]! / edge)
      total += own[j]!
    }
    for (let j = 0; j < kept; j++) own[j]! /= total
  }
  return { rows, k: kept, indices, weights }
}

/**
 * Places new codes in a finished layout without moving it: at the weighted mean of the embedded positions of their
 * nearest codes.
 * @param search over the codes the layout was made of, [n, d]
 * @param layout their positions, [n, dims]
 * @param codes new codes, [m, d]
 * @returns [m, dims]
 * @throws BrenierError `bad-shape`, `not-finite`
 */
export function placeAmong(
  search: NeighbourSearch,
  layout: Matrix,
  codes: Matrix,
  k = PLACING_NEIGHBOURS,
): Matrix {
  requireRows(layout, search.points.rows)
  return weightedMeans(layout, weightedNeighbours(search, codes, k))
}

/**
 * Places new codes in a finished layout where their nearest codes are known already.
 * @param layout positions of the codes that the layout was made of, [n, dims]
 * @param near nearest codes of each new one, [m, k]; the last bounds the weights of the others
 * @returns [m, dims]
 */
export function placeAtNeighbours(layout: Matrix, near: Neighbours): Matrix {
  return weightedMeans(layout, weighted(near, Math.max(1, near.k - 1)))
}

/**
 * Codes for places in a layout: the weighted mean of the codes of the k nearest embedded points, with those
 * neighbours and the spread of their codes.
 * @param search over the layout, [n, dims]
 * @param codes of the same points, [n, d]
 * @param places [m, dims]
 * @throws BrenierError `bad-shape`, `not-finite`
 */
export function codesAt(
  search: NeighbourSearch,
  codes: Matrix,
  places: Matrix,
  k = PLACING_NEIGHBOURS,
): CodesAtPlaces {
  requireRows(codes, search.points.rows)
  const neighbours = weightedNeighbours(search, places, k)
  const means = weightedMeans(codes, neighbours)
  const d = codes.columns
  const spread = new Float32Array(places.rows)
  for (let row = 0; row < places.rows; row++) {
    let sum = 0
    for (let s = row * neighbours.k; s < (row + 1) * neighbours.k; s++) {
      const from = neighbours.indices[s]! * d
      let squared = 0
      for (let c = 0; c < d; c++) squared += (codes.data[from + c]! - means.data[row * d + c]!) ** 2
      sum += neighbours.weights[s]! * squared
    }
    spread[row] = Math.sqrt(sum)
  }
  return { ...neighbours, codes: means, spread }
}

function weightedMeans(values: Matrix, { rows, k, indices, weights }: WeightedNeighbours): Matrix {
  const { columns: d, data } = values
  const means = matrix(rows, d)
  const mean = new Float64Array(d)
  for (let row = 0; row < rows; row++) {
    mean.fill(0)
    for (let s = row * k; s < (row + 1) * k; s++) {
      const weight = weights[s]!
      // A weight of nothing must leave the others' bits alone.
      if (weight === 0) continue
      for (let c = 0; c < d; c++) mean[c]! += weight * data[indices[s]! * d + c]!
    }
    means.data.set(mean, row * d)
  }
  return means
}

function requireRows(values: Matrix, expected: number): void {
  if (values.rows === expected) return
  throw new BrenierError('bad-shape', `Expected one row for each of ${expected} points, got ${values.rows}.`)
}
