import type { Matrix } from '../../shared/matrix'

/** Above this the full covariance costs more than it gives; its diagonal is taken. */
const FULL_COVARIANCE = 256
/** Added to the covariance relative to its mean eigenvalue: flat directions must not blow up its inverse. */
const RIDGE = 1e-4

/**
 * Heights of the optimal map between Gaussians with the covariances of source and targets: T = A⁻¹-gradient of
 * u(x) = ½xᵀAx with A = σ_x⁻¹Σ_y^{½} for a source of covariance σ_x²I, so that h_i = −s·½·y_iᵀA⁻¹y_i makes the
 * plane of y_i touch s-times flattened u. From h = 0 most cells are empty; from here few are.
 * @param targets normalised, centred y_i, [N, d]
 * @param masses ν, [N]
 * @param variance σ_x² of a coordinate of the source
 * @returns heights for s = 1; multiply by the s that measures best
 */
export function gaussianMapHeights(targets: Matrix, masses: Float64Array, variance: number): Float64Array {
  const { rows, columns: d, data } = targets
  const heights = new Float64Array(rows)
  const deviation = Math.sqrt(variance)
  if (d > FULL_COVARIANCE) {
    const inverse = diagonalInverseRoot(targets, masses)
    for (let i = 0; i < rows; i++) {
      let form = 0
      for (let k = 0; k < d; k++) form += inverse[k]! * data[i * d + k]! ** 2
      heights[i] = -0.5 * deviation * form
    }
    return heights
  }
  const inverse = inverseRoot(covariance(targets, masses), d)
  for (let i = 0; i < rows; i++) {
    let form = 0
    for (let a = 0; a < d; a++) {
      let line = 0
      for (let b = 0; b < d; b++) line += inverse[a * d + b]! * data[i * d + b]!
      form += line * data[i * d + a]!
    }
    heights[i] = -0.5 * deviation * form
  }
  return heights
}

/** Σ ν_i y_i y_iᵀ with the ridge, row-major [d, d]. */
function covariance(targets: Matrix, masses: Float64Array): Float64Array {
  const { rows, columns: d, data } = targets
  const result = new Float64Array(d * d)
  for (let i = 0; i < rows; i++) {
    const y = data.subarray(i * d, (i + 1) * d)
    for (let a = 0; a < d; a++) {
      const weighted = masses[i]! * y[a]!
      for (let b = 0; b <= a; b++) result[a * d + b]! += weighted * y[b]!
    }
  }
  let trace = 0
  for (let a = 0; a < d; a++) trace += result[a * d + a]!
  for (let a = 0; a < d; a++) {
    // Targets that are one point have no spread: any positive number will do.
    result[a * d + a]! += RIDGE * (trace / d) || 1
    for (let b = 0; b < a; b++) result[b * d + a] = result[a * d + b]!
  }
  return result
}

function diagonalInverseRoot(targets: Matrix, masses: Float64Array): Float64Array {
  const { rows, columns: d, data } = targets
  const variances = new Float64Array(d)
  for (let i = 0; i < rows; i++)
    for (let k = 0; k < d; k++) variances[k]! += masses[i]! * data[i * d + k]! ** 2
  const mean = variances.reduce((sum, v) => sum + v, 0) / d
  return variances.map((v) => 1 / Math.sqrt(v + RIDGE * mean || 1))
}

/**
 * S^{−½} of a symmetric positive definite matrix by the coupled Newton–Schulz iteration
 * (Higham, Functions of Matrices, 2008, eq. 6.35): products only, quadratic once near.
 */
export function inverseRoot(matrix: Float64Array, d: number): Float64Array {
  let norm = 0
  for (const value of matrix) norm += value * value
  norm = Math.sqrt(norm)
  let root: Float64Array = matrix.map((value) => value / norm)
  let inverse: Float64Array = identity(d)
  // The smallest eigenvalue, at least ridge / d of the norm, grows by up to 9/4 a round before it converges.
  for (let round = 0; round < 60; round++) {
    const product = multiply(inverse, root, d)
    let distance = 0
    const factor = product.map((value, at) => {
      const unit = at % (d + 1) === 0 ? 1 : 0
      distance = Math.max(distance, Math.abs(unit - value))
      return 0.5 * (3 * unit - value)
    })
    if (distance < 1e-12) break
    root = multiply(root, factor, d)
    inverse = multiply(factor, inverse, d)
  }
  const scale = 1 / Math.sqrt(norm)
  return inverse.map((value) => value * scale)
}

function identity(d: number): Float64Array {
  const result = new Float64Array(d * d)
  for (let a = 0; a < d; a++) result[a * d + a] = 1
  return result
}

function multiply(p: Float64Array, q: Float64Array, d: number): Float64Array {
  const result = new Float64Array(d * d)
  for (let a = 0; a < d; a++) {
    for (let c = 0; c < d; c++) {
      const factor = p[a * d + c]!
      for (let b = 0; b < d; b++) result[a * d + b]! += factor * q[c * d + b]!
    }
  }
  return result
}
