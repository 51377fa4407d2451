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

/** max |w_i − ν_i|/ν_i and the number of cells without mass. */
export function cellErrors(
  cellMasses: Float64Array,
  masses: Float64Array,
): { worstCell: number; emptyCells: number } {
  let worstCell = 0
  let emptyCells = 0
  for (let i = 0; i < masses.length; i++) {
    worstCell = Math.max(worstCell, Math.abs(cellMasses[i]! / masses[i]! - 1))
    if (cellMasses[i] === 0) emptyCells++
  }
  return { worstCell, emptyCells }
}
