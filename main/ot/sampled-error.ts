import type { Hits } from '../kernels/planes/planes'

/**
 * Σ(w_i − ν_i)²/ν_i without the bias of counting: Σ(n_i² − n_i)/ν_i / (B(B − 1)) − 1 has this as its expectation
 * (algorithm of the U-statistic; OTT-JAX uses the same). Its root is the cells' relative RMS error. Near the
 * optimum it scatters by √(2(N − 1))/B and can be negative.
 * @param counts hits a cell, [N], of B independent samples
 * @param masses ν, [N]
 */
export function unbiasedChiSquare(counts: ArrayLike<number>, masses: Float64Array): number {
  let samples = 0
  let sum = 0
  for (let i = 0; i < masses.length; i++) {
    const n = counts[i]!
    samples += n
    sum += (n * n - n) / masses[i]!
  }
  return samples < 2 ? Number.NaN : sum / (samples * (samples - 1)) - 1
}

/** One standard deviation of `unbiasedChiSquare` at the optimum. */
export function chiSquareScatter(cells: number, samples: number): number {
  return Math.sqrt(2 * Math.max(1, cells - 1)) / samples
}

/** Relative RMS and its standard error from χ²; negative estimates, which noise makes, count as 0. */
export function relativeRms(chiSquare: number, scatter: number): { value: number; error: number } {
  const value = Math.sqrt(Math.max(0, chiSquare))
  // d√q = dq / 2√q, bounded near 0 where the root of the scatter itself is the honest figure.
  return { value, error: scatter / (2 * Math.max(value, Math.sqrt(scatter) / 2)) }
}

/** Costs of a map as its heights and counted hits tell them, in the units of source and targets. */
export function sampledCosts(
  hits: Hits,
  halfSecondMoment: number,
  halfNorms: Float64Array,
  heights: Float64Array,
  masses: Float64Array,
): { dualBound: number; primalCost: number; gap: number } {
  const mean = hits.energy / hits.samples
  let wanted = 0
  let found = 0
  for (let i = 0; i < masses.length; i++) {
    const value = halfNorms[i]! + heights[i]!
    wanted += masses[i]! * value
    found += (hits.counts[i]! / hits.samples) * value
  }
  // ½|x − y_i|² = ½|x|² + ½|y_i|² + h_i − u_h(x) on cell i; the dual takes ν_i in place of w_i.
  return {
    dualBound: halfSecondMoment + wanted - mean,
    primalCost: halfSecondMoment + found - mean,
    gap: found - wanted,
  }
}

/** ½|y_i|², [N]. */
export function halfSquaredNorms(targets: {
  rows: number
  columns: number
  data: Float32Array
}): Float64Array {
  const result = new Float64Array(targets.rows)
  for (let i = 0, at = 0; i < targets.rows; i++) {
    let sum = 0
    for (let k = 0; k < targets.columns; k++, at++) sum += targets.data[at]! ** 2
    result[i] = sum / 2
  }
  return result
}
