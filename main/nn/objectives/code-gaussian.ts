/** A normal distribution N(mean, L Lᵀ). */
export interface CodeGaussian {
  readonly mean: Float32Array
  /** L, lower triangular, row-major [d, d]. */
  readonly factor: Float32Array
}

/** Multiplications between two returns to the event loop, some 10 ms. */
const multipliedAtOnce = 1e7

/** Returns to the event loop each time that so much was multiplied. */
function inTurns(): (multiplications: number) => Promise<void> {
  let since = 0
  return async (multiplications) => {
    since += multiplications
    if (since < multipliedAtOnce) return
    since = 0
    await new Promise<void>((resolve) => setImmediate(resolve))
  }
}

/**
 * The normal distribution with the mean and covariance of codes, returning to the event loop in between: the covariance
 * takes n·d²/2 multiplications, its factor (Cholesky) d³/6. Directions in which the codes do not vary have none.
 * @param codes [n, d], n ≥ 1
 */
export async function gaussianOf(codes: Float32Array, d: number): Promise<CodeGaussian> {
  const n = codes.length / d
  const worked = inTurns()
  const mean = new Float64Array(d)
  codes.forEach((value, at) => (mean[at % d]! += value / n))

  const covariance = new Float64Array(d * d)
  const apart = new Float64Array(d)
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < d; k++) apart[k] = codes[i * d + k]! - mean[k]!
    for (let k = 0; k < d; k++) {
      for (let j = 0; j <= k; j++) covariance[k * d + j]! += (apart[k]! * apart[j]!) / n
    }
    await worked(d * d)
  }

  const factor = new Float64Array(d * d)
  const flat = 1e-12 * covariance.reduce((most, value) => Math.max(most, value), 0)
  for (let j = 0; j < d; j++) {
    const dot = (k: number) => {
      let sum = 0
      for (let m = 0; m < j; m++) sum += factor[k * d + m]! * factor[j * d + m]!
      return sum
    }
    const pivot = covariance[j * d + j]! - dot(j)
    await worked(j * (d - j))
    if (pivot <= flat) continue
    const root = Math.sqrt(pivot)
    for (let k = j; k < d; k++) factor[k * d + j] = (covariance[k * d + j]! - dot(k)) / root
  }
  return { mean: Float32Array.from(mean), factor: Float32Array.from(factor) }
}

/**
 * Codes with mean 0 and covariance I, L⁻¹(z − mean); 0 where they did not vary. It returns to the event loop as
 * `gaussianOf` does.
 * @param codes [n, d], n ≥ 1
 */
export async function whitened(codes: Float32Array, d: number): Promise<Float32Array> {
  const { mean, factor } = await gaussianOf(codes, d)
  const white = new Float32Array(codes.length)
  const worked = inTurns()
  for (let start = 0; start < codes.length; start += d) {
    for (let k = 0; k < d; k++) {
      let left = codes[start + k]! - mean[k]!
      for (let j = 0; j < k; j++) left -= factor[k * d + j]! * white[start + j]!
      const own = factor[k * d + k]!
      white[start + k] = own > 0 ? left / own : 0
    }
    await worked((d * d) / 2)
  }
  return white
}
