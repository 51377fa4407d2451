import type { Hits } from '../kernels/planes/planes'

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
