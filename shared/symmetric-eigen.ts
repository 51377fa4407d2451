import { BrenierError } from './errors'

export interface SymmetricEigen {
  /** Eigenvalues, largest first. */
  readonly values: Float64Array
  /** Row i is the unit eigenvector of `values[i]`, row-major [d, d]. */
  readonly vectors: Float64Array
}

/**
 * All eigenvalues and eigenvectors of a symmetric matrix: Householder reduction to tridiagonal form, then the
 * QL method with implicit shifts (Martin, Reinsch and Wilkinson, Numer. Math. 11, 1968; EISPACK tred2 and tql2).
 * O(d³): 0.1 s at d = 256, some seconds at d = 1024.
 * @param matrix row-major [d, d]; only the lower triangle is read, nothing is changed
 * @throws BrenierError `bad-shape` where the length is not d × d, `did-not-converge` where QL stalls
 */
export function symmetricEigen(matrix: Float64Array, d: number): SymmetricEigen {
  if (matrix.length !== d * d) {
    throw new BrenierError('bad-shape', `Expected ${d} × ${d} = ${d * d} values, got ${matrix.length}.`)
  }
  const z = matrix.slice()
  const diagonal = new Float64Array(d)
  const offDiagonal = new Float64Array(d)
  if (d > 0) {
    tridiagonalise(z, d, diagonal, offDiagonal)
    // Rotations run along two eigenvectors at a time: as rows they are contiguous.
    transpose(z, d)
    implicitQl(z, d, diagonal, offDiagonal)
  }
  const order = Array.from({ length: d }, (_, i) => i).sort((p, q) => diagonal[q]! - diagonal[p]! || p - q)
  const values = new Float64Array(d)
  const vectors = new Float64Array(d * d)
  order.forEach((from, to) => {
    values[to] = diagonal[from]!
    vectors.set(z.subarray(from * d, (from + 1) * d), to * d)
  })
  return { values, vectors }
}

/** Leaves the accumulated orthogonal transformation in `z` (columns), the tridiagonal matrix in the two vectors. */
function tridiagonalise(z: Float64Array, d: number, diagonal: Float64Array, offDiagonal: Float64Array): void {
  for (let i = d - 1; i > 0; i--) {
    const rowI = i * d
    let h = 0
    let scale = 0
    for (let k = 0; k < i; k++) scale += Math.abs(z[rowI + k]!)
    if (i === 1 || scale === 0) {
      offDiagonal[i] = z[rowI + i - 1]!
      diagonal[i] = 0
      continue
    }
    for (let k = 0; k < i; k++) {
      const v = z[rowI + k]! / scale
      z[rowI + k] = v
      h += v * v
    }
    let f = z[rowI + i - 1]!
    const g0 = f >= 0 ? -Math.sqrt(h) : Math.sqrt(h)
    offDiagonal[i] = scale * g0
    h -= f * g0
    z[rowI + i - 1] = f - g0
    f = 0
    for (let j = 0; j < i; j++) {
      z[j * d + i] = z[rowI + j]! / h
      let g = 0
      for (let k = 0; k <= j; k++) g += z[j * d + k]! * z[rowI + k]!
      for (let k = j + 1; k < i; k++) g += z[k * d + j]! * z[rowI + k]!
      offDiagonal[j] = g / h
      f += offDiagonal[j]! * z[rowI + j]!
    }
    const half = f / (h + h)
    for (let j = 0; j < i; j++) {
      const fj = z[rowI + j]!
      const gj = offDiagonal[j]! - half * fj
      offDiagonal[j] = gj
      for (let k = 0; k <= j; k++) z[j * d + k]! -= fj * offDiagonal[k]! + gj * z[rowI + k]!
    }
    diagonal[i] = h
  }
  diagonal[0] = 0
  offDiagonal[0] = 0
  const product = new Float64Array(d)
  for (let i = 0; i < d; i++) {
    if (diagonal[i] !== 0) {
      product.fill(0, 0, i)
      for (let k = 0; k < i; k++) {
        const factor = z[i * d + k]!
        for (let j = 0; j < i; j++) product[j]! += factor * z[k * d + j]!
      }
      for (let k = 0; k < i; k++) {
        const factor = z[k * d + i]!
        for (let j = 0; j < i; j++) z[k * d + j]! -= product[j]! * factor
      }
    }
    diagonal[i] = z[i * d + i]!
    z[i * d + i] = 1
    for (let j = 0; j < i; j++) {
      z[j * d + i] = 0
      z[i * d + j] = 0
    }
  }
}

function transpose(z: Float64Array, d: number): void {
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < i; j++) {
      const held = z[i * d + j]!
      z[i * d + j] = z[j * d + i]!
      z[j * d + i] = held
    }
  }
}

/** Diagonalises; the rows of `z` become the eigenvectors. */
function implicitQl(z: Float64Array, d: number, diagonal: Float64Array, offDiagonal: Float64Array): void {
  for (let i = 1; i < d; i++) offDiagonal[i - 1] = offDiagonal[i]!
  offDiagonal[d - 1] = 0
  // A relative test alone never ends on a matrix with zero rows; this is the rounding of the whole matrix.
  let norm = 0
  for (let i = 0; i < d; i++) norm = Math.max(norm, Math.abs(diagonal[i]!) + Math.abs(offDiagonal[i]!))
  const negligible = norm * 1e-300

  for (let l = 0; l < d; l++) {
    for (let sweeps = 0; ; sweeps++) {
      let m = l
      for (; m < d - 1; m++) {
        const size = Math.abs(diagonal[m]!) + Math.abs(diagonal[m + 1]!)
        const off = Math.abs(offDiagonal[m]!)
        if (off <= Number.EPSILON * size || off <= negligible) break
      }
      if (m === l) break
      if (sweeps === 60) {
        throw new BrenierError('did-not-converge', `An eigenvalue of a ${d} × ${d} matrix was not found.`)
      }
      let g = (diagonal[l + 1]! - diagonal[l]!) / (2 * offDiagonal[l]!)
      let r = Math.hypot(g, 1)
      g = diagonal[m]! - diagonal[l]! + offDiagonal[l]! / (g + (g >= 0 ? r : -r))
      let s = 1
      let c = 1
      let p = 0
      let i = m - 1
      for (; i >= l; i--) {
        const f = s * offDiagonal[i]!
        const b = c * offDiagonal[i]!
        r = Math.hypot(f, g)
        offDiagonal[i + 1] = r
        if (r === 0) {
          diagonal[i + 1]! -= p
          offDiagonal[m] = 0
          break
        }
        s = f / r
        c = g / r
        g = diagonal[i + 1]! - p
        r = (diagonal[i]! - g) * s + 2 * c * b
        p = s * r
        diagonal[i + 1] = g + p
        g = c * r - b
        rotateRows(z, d, i, c, s)
      }
      if (r === 0 && i >= l) continue
      diagonal[l]! -= p
      offDiagonal[l] = g
      offDiagonal[m] = 0
    }
  }
}

function rotateRows(z: Float64Array, d: number, i: number, c: number, s: number): void {
  const upper = i * d
  const lower = upper + d
  for (let k = 0; k < d; k++) {
    const f = z[lower + k]!
    const e = z[upper + k]!
    z[lower + k] = s * e + c * f
    z[upper + k] = c * e - s * f
  }
}
