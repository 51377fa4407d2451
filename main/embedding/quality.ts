import { BrenierError } from '../../shared/errors'
import type { Matrix } from '../../shared/matrix'
import { permutation, random } from '../../shared/random'
import type { Affinities } from './affinities'
import { neighbourSearch } from './neighbours'

export interface Divergence {
  /** KL(P ‖ Q) in nats. */
  readonly value: number
  /** Rows over which Z was summed: n where exact. */
  readonly rows: number
}

/**
 * KL(P ‖ Q) of a layout with q_ij = w_ij / Z, w = (1 + d²/ν)^(−(ν+1)/2), Z summed over all pairs
 * (van der Maaten and Hinton 2008, eq. 5; van der Maaten 2009 for ν).
 * @param layout [n, dims]
 * @param sampledRows where below n, Z is estimated from that many random rows, drawn with `seed`
 * @throws BrenierError `bad-shape`
 */
export function klDivergence(
  affinities: Affinities,
  layout: Matrix,
  degreesOfFreedom: number,
  sampledRows = Infinity,
  seed = 1,
): Divergence {
  const { n } = affinities
  if (layout.rows !== n) {
    throw new BrenierError('bad-shape', `Expected a layout of ${n} points, got ${layout.rows}.`)
  }
  const rows = Math.min(n, sampledRows)
  const z = normalisation(layout, degreesOfFreedom, rows, seed)
  return { value: divergenceGiven(affinities, layout, degreesOfFreedom, z), rows }
}

/** KL(P ‖ Q) where Z is known already. */
export function divergenceGiven(
  { n, rowStart, columns, values }: Affinities,
  layout: Matrix,
  degreesOfFreedom: number,
  z: number,
): number {
  const power = (degreesOfFreedom + 1) / 2
  const { columns: dims, data } = layout
  let sum = 0
  for (let i = 0; i < n; i++) {
    for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) {
      const p = values[e]!
      if (p <= 0) continue
      let squared = 0
      for (let a = 0; a < dims; a++) squared += (data[i * dims + a]! - data[columns[e]! * dims + a]!) ** 2
      sum += p * (Math.log(p * z) + power * Math.log1p(squared / degreesOfFreedom))
    }
  }
  return sum
}

/** Z = Σ_{i≠j} w_ij, from `rows` rows scaled up. */
function normalisation(layout: Matrix, degreesOfFreedom: number, rows: number, seed: number): number {
  const { rows: n, columns: dims, data } = layout
  const power = (degreesOfFreedom + 1) / 2
  const order = rows < n ? permutation(n, random(seed)) : null
  let z = 0
  for (let r = 0; r < rows; r++) {
    const i = order ? order[r]! : r
    // Half the pairs are enough where every row is taken.
    for (let j = order ? 0 : i + 1; j < n; j++) {
      if (j === i) continue
      let squared = 0
      for (let a = 0; a < dims; a++) {
        const difference = data[i * dims + a]! - data[j * dims + a]!
        squared += difference * difference
      }
      const t = 1 / (1 + squared / degreesOfFreedom)
      z += power === 1 ? t : power === 1.5 ? t * Math.sqrt(t) : t ** power
    }
  }
  return order ? (z * n) / rows : 2 * z
}

/**
 * The share of each point's k nearest neighbours that are among its k nearest in the layout, averaged.
 * @param points [n, d] @param layout [n, dims]
 */
export function neighbourPreservation(points: Matrix, layout: Matrix, k: number): number {
  requireSame(points, layout)
  const n = points.rows
  const before = neighbourSearch(points).nearestOthers(0, n, k).indices
  const after = neighbourSearch(layout).nearestOthers(0, n, k).indices
  let kept = 0
  for (let i = 0; i < n; i++) {
    const mine = new Set(before.subarray(i * k, (i + 1) * k))
    for (let s = i * k; s < (i + 1) * k; s++) if (mine.has(after[s]!)) kept++
  }
  return kept / (n * k)
}

/**
 * Trustworthiness (Venna and Kaski 2001): 1 minus the scaled sum, over the k neighbours of each point in the layout,
 * of how far their rank among the original neighbours lies beyond k. 1 is perfect. O(n²).
 * @param points [n, d] @param layout [n, dims] @param k below n / 2
 * @throws BrenierError `bad-argument`, `bad-shape`
 */
export function trustworthiness(points: Matrix, layout: Matrix, k: number): number {
  requireSame(points, layout)
  const { rows: n, columns: d, data } = points
  if (!(k < n / 2)) {
    throw new BrenierError(
      'bad-argument',
      `Expected fewer than ${n / 2} neighbours for ${n} points, got ${k}.`,
    )
  }
  const after = neighbourSearch(layout).nearestOthers(0, n, k).indices
  const distances = new Float64Array(n)
  let penalty = 0
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0
      for (let c = 0; c < d; c++) {
        const difference = data[i * d + c]! - data[j * d + c]!
        sum += difference * difference
      }
      distances[j] = sum
    }
    for (let s = i * k; s < (i + 1) * k; s++) {
      const own = distances[after[s]!]!
      let rank = 0
      for (let j = 0; j < n; j++) {
        if (j !== i && (distances[j]! < own || (distances[j]! === own && j <= after[s]!))) rank++
      }
      penalty += Math.max(0, rank - k)
    }
  }
  return 1 - (2 * penalty) / (n * k * (2 * n - 3 * k - 1))
}

function requireSame(points: Matrix, layout: Matrix): void {
  if (points.rows !== layout.rows) {
    throw new BrenierError('bad-shape', `Expected a layout of ${points.rows} points, got ${layout.rows}.`)
  }
}
