import { BrenierError } from '../../shared/errors'
import { firstNonFinite, matrix } from '../../shared/matrix'
import type { Matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import { columnMeans, scatter } from '../../shared/scatter'
import { symmetricEigen } from '../../shared/symmetric-eigen'

export interface PrincipalComponents {
  /** Projections of the centred points, [n, k]. */
  readonly scores: Matrix
  /** Unit directions as rows, [k, d], largest variance first. */
  readonly components: Matrix
  readonly mean: Float64Array
  /** Variance along each direction (divided by n − 1), length k. */
  readonly variances: Float64Array
  /** Each variance over the total variance; zeros where the points do not vary at all. */
  readonly explained: Float64Array
}

/** Above this dimension the covariance and its O(d³) decomposition cost more than iterating on the points. */
const LARGEST_COVARIANCE = 1024

/**
 * Principal component analysis. Up to 1024 dimensions exact, by the covariance matrix; above, by a block Krylov
 * space (Musco and Musco, NeurIPS 2015, algorithm 2), accurate to about 1e-6 of the total variance.
 * The sign of each direction is fixed by making its largest entry in absolute value positive.
 * @param points [n, d], finite, n ≥ 1
 * @param count k, components wanted, 1 ≤ k ≤ d
 * @throws BrenierError `empty-set`, `bad-argument`, `not-finite`
 */
export function principalComponents(points: Matrix, count: number): PrincipalComponents {
  const { rows: n, columns: d } = points
  if (n < 1 || d < 1) {
    throw new BrenierError('empty-set', `Principal components need at least one point, got ${n} × ${d}.`)
  }
  if (!Number.isInteger(count) || count < 1 || count > d) {
    throw new BrenierError('bad-argument', `Expected 1 to ${d} components, got ${count}.`, { count })
  }
  const bad = firstNonFinite(points.data)
  if (bad >= 0) {
    throw new BrenierError('not-finite', `Point ${Math.floor(bad / d)} holds NaN or Infinity.`, {
      point: Math.floor(bad / d),
    })
  }
  const mean = columnMeans(points)
  const freedom = Math.max(1, n - 1)
  let values: Float64Array
  let directions: Float64Array
  let total: number
  if (d <= LARGEST_COVARIANCE) {
    const covariance = scatter(points, mean)
    for (let i = 0; i < covariance.length; i++) covariance[i]! /= freedom
    total = 0
    for (let i = 0; i < d; i++) total += covariance[i * d + i]!
    const eigen = symmetricEigen(covariance, d)
    values = eigen.values
    directions = eigen.vectors
  } else {
    const found = krylovDirections(points, mean, count)
    values = found.values.map((value) => value / freedom)
    directions = found.vectors
    total = squaredNorm(points, mean) / freedom
  }
  const components = matrix(count, d)
  for (let c = 0; c < count; c++) {
    const direction = directions.subarray(c * d, (c + 1) * d)
    let largest = 0
    for (let j = 1; j < d; j++) if (Math.abs(direction[j]!) > Math.abs(direction[largest]!)) largest = j
    const sign = direction[largest]! < 0 ? -1 : 1
    for (let j = 0; j < d; j++) components.data[c * d + j] = sign * direction[j]!
  }
  const variances = values.slice(0, count).map((value) => Math.max(0, value))
  const explained = variances.map((value) => (total > 0 ? value / total : 0))
  const analysis = { components, mean, variances, explained }
  return { ...analysis, scores: project(points, analysis) }
}

/**
 * Coordinates of points along known components.
 * @param points [m, d]
 * @returns [m, k]
 * @throws BrenierError `bad-shape` where d differs
 */
export function project(points: Matrix, analysis: Pick<PrincipalComponents, 'components' | 'mean'>): Matrix {
  const { components, mean } = analysis
  const d = components.columns
  const k = components.rows
  if (points.columns !== d) {
    throw new BrenierError('bad-shape', `Expected points of ${d} dimensions, got ${points.columns}.`)
  }
  const scores = matrix(points.rows, k)
  const centred = new Float64Array(d)
  for (let i = 0; i < points.rows; i++) {
    for (let j = 0; j < d; j++) centred[j] = points.data[i * d + j]! - mean[j]!
    for (let c = 0; c < k; c++) {
      let sum = 0
      for (let j = 0; j < d; j++) sum += centred[j]! * components.data[c * d + j]!
      scores.data[i * k + c] = sum
    }
  }
  return scores
}

function squaredNorm({ rows: n, columns: d, data }: Matrix, mean: Float64Array): number {
  let sum = 0
  for (let i = 0; i < n; i++) for (let j = 0; j < d; j++) sum += (data[i * d + j]! - mean[j]!) ** 2
  return sum
}

/** Leading eigenpairs of the scatter matrix from the space spanned by G, SG, …, S⁶G with a seeded start G. */
function krylovDirections(points: Matrix, mean: Float64Array, count: number) {
  const { columns: d } = points
  const block = count + 6
  const depth = 7
  const basis: Float64Array[] = []
  const source = random(1)
  let vectors = Array.from({ length: block }, () => Float64Array.from({ length: d }, () => source.normal()))
  for (let level = 0; level < depth; level++) {
    const added: Float64Array[] = []
    for (const vector of vectors) if (orthonormalise(vector, basis)) added.push(vector)
    if (added.length === 0) break
    vectors = applyScatter(points, mean, added)
  }
  const images = applyScatter(points, mean, basis)
  const size = basis.length
  const small = new Float64Array(size * size)
  for (let a = 0; a < size; a++)
    for (let b = 0; b < size; b++) small[a * size + b] = dot(basis[a]!, images[b]!)
  const ritz = symmetricEigen(small, size)
  const directions = new Float64Array(count * d)
  for (let c = 0; c < Math.min(count, size); c++) {
    for (let a = 0; a < size; a++) {
      const weight = ritz.vectors[c * size + a]!
      for (let j = 0; j < d; j++) directions[c * d + j]! += weight * basis[a]![j]!
    }
  }
  return { values: ritz.values.slice(0, count), vectors: directions }
}

/** Appends `vector`, made orthogonal to the basis and of unit length, unless nothing of it is left. */
function orthonormalise(vector: Float64Array, basis: Float64Array[]): boolean {
  const before = Math.sqrt(dot(vector, vector))
  // Twice, since one pass leaves a residue where most of the vector was in the basis.
  for (let pass = 0; pass < 2; pass++) {
    for (const direction of basis) {
      const along = dot(vector, direction)
      for (let j = 0; j < vector.length; j++) vector[j]! -= along * direction[j]!
    }
  }
  const length = Math.sqrt(dot(vector, vector))
  if (!(length > 1e-10 * before)) return false
  for (let j = 0; j < vector.length; j++) vector[j]! /= length
  basis.push(vector)
  return true
}

function applyScatter({ rows: n, columns: d, data }: Matrix, mean: Float64Array, vectors: Float64Array[]) {
  const images = vectors.map(() => new Float64Array(d))
  const centred = new Float64Array(d)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) centred[j] = data[i * d + j]! - mean[j]!
    vectors.forEach((vector, v) => {
      const along = dot(centred, vector)
      const image = images[v]!
      for (let j = 0; j < d; j++) image[j]! += along * centred[j]!
    })
  }
  return images
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!
  return sum
}
