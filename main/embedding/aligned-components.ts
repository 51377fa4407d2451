import { matrix, type Matrix } from '../../shared/matrix'
import { principalComponents } from './pca'
import { symmetricEigen } from '../../shared/symmetric-eigen'

/**
 * The leading principal components of points, turned (and mirrored where that is closer) onto an earlier placing of the
 * same points, so that clouds that follow one another do not flip. Orthogonal Procrustes: the rotation R that minimises
 * ‖X R − Y‖ is the orthogonal factor of XᵀY (Schönemann, Psychometrika 31, 1966). Distances stay those of the
 * projection.
 * @param points [n, d], finite, n ≥ 1
 * @param earlier placing of the same points, [n, min(3, d)]; null for the first
 * @returns [n, min(3, d)]
 */
export function alignedComponents(points: Matrix, earlier: Matrix | null): Matrix {
  const { scores } = principalComponents(points, Math.min(3, points.columns))
  if (!earlier || earlier.rows !== scores.rows || earlier.columns !== scores.columns) return scores
  return times(scores, orthogonalFactor(crossProduct(scores, earlier)))
}

/** XᵀY, [k, k]. */
function crossProduct(x: Matrix, y: Matrix): Matrix {
  const k = x.columns
  const product = matrix(k, k)
  for (let i = 0; i < x.rows; i++) {
    for (let a = 0; a < k; a++) {
      for (let b = 0; b < k; b++) product.data[a * k + b]! += x.data[i * k + a]! * y.data[i * k + b]!
    }
  }
  return product
}

/** U Vᵀ of M = U Σ Vᵀ; where M is singular the missing directions of U are any that complete it. */
function orthogonalFactor(m: Matrix): Matrix {
  const k = m.rows
  const square = Float64Array.from({ length: k * k }, (_, at) => {
    const [a, b] = [Math.floor(at / k), at % k]
    let sum = 0
    for (let j = 0; j < k; j++) sum += m.data[j * k + a]! * m.data[j * k + b]!
    return sum
  })
  const { vectors } = symmetricEigen(square, k)
  const left: Float64Array[] = []
  for (let c = 0; c < k; c++) {
    const image = Float64Array.from({ length: k }, (_, a) => {
      let sum = 0
      for (let b = 0; b < k; b++) sum += m.data[a * k + b]! * vectors[c * k + b]!
      return sum
    })
    const axes = Array.from({ length: k }, (_, axis) =>
      Float64Array.from({ length: k }, (_, a) => Number(a === axis)),
    )
    left.push([image, ...axes].map((candidate) => beyond(candidate, left)).find((unit) => unit !== null)!)
  }
  const factor = matrix(k, k)
  for (let a = 0; a < k; a++) {
    for (let b = 0; b < k; b++) {
      for (let c = 0; c < k; c++) factor.data[a * k + b]! += left[c]![a]! * vectors[c * k + b]!
    }
  }
  return factor
}

/** The part of a vector orthogonal to unit vectors, made a unit vector; null where next to nothing is left. */
function beyond(vector: Float64Array, units: readonly Float64Array[]): Float64Array | null {
  const length = Math.hypot(...vector)
  const rest = vector.slice()
  for (const unit of units) {
    const along = rest.reduce((sum, value, a) => sum + value * unit[a]!, 0)
    for (let a = 0; a < rest.length; a++) rest[a]! -= along * unit[a]!
  }
  const left = Math.hypot(...rest)
  return left > 1e-6 * length ? rest.map((value) => value / left) : null
}

function times(x: Matrix, r: Matrix): Matrix {
  const k = x.columns
  const product = matrix(x.rows, k)
  for (let i = 0; i < x.rows; i++) {
    for (let b = 0; b < k; b++) {
      let sum = 0
      for (let a = 0; a < k; a++) sum += x.data[i * k + a]! * r.data[a * k + b]!
      product.data[i * k + b] = sum
    }
  }
  return product
}
