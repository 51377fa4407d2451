import type { Matrix } from './matrix'

/** The mean of each column; NaN where there are no rows. */
export function columnMeans({ rows: n, columns: d, data }: Matrix): Float64Array {
  const mean = new Float64Array(d)
  for (let i = 0; i < n; i++) for (let j = 0; j < d; j++) mean[j]! += data[i * d + j]!
  for (let j = 0; j < d; j++) mean[j]! /= n
  return mean
}

/**
 * Σ (x − mean)(x − mean)ᵀ over the rows x, in double precision; the covariance once it is divided by n − 1.
 * @returns row-major [columns, columns], both triangles
 */
export function scatter({ rows: n, columns: d, data }: Matrix, mean: Float64Array): Float64Array {
  const sum = new Float64Array(d * d)
  const rows = [0, 1, 2, 3].map(() => new Float64Array(d))
  const [r0, r1, r2, r3] = rows as [Float64Array, Float64Array, Float64Array, Float64Array]
  // Four rows at a time, so that each entry is read and written a quarter as often.
  for (let start = 0; start < n; start += 4) {
    rows.forEach((held, r) => {
      if (start + r >= n) held.fill(0)
      else for (let j = 0; j < d; j++) held[j] = data[(start + r) * d + j]! - mean[j]!
    })
    for (let a = 0; a < d; a++) {
      const a0 = r0[a]!
      const a1 = r1[a]!
      const a2 = r2[a]!
      const a3 = r3[a]!
      for (let b = 0, at = a * d; b <= a; b++, at++) {
        sum[at] = sum[at]! + a0 * r0[b]! + a1 * r1[b]! + a2 * r2[b]! + a3 * r3[b]!
      }
    }
  }
  for (let a = 0; a < d; a++) for (let b = 0; b < a; b++) sum[b * d + a] = sum[a * d + b]!
  return sum
}
