import { applyLaplacian, type Laplacian } from './laplacian'

/**
 * Share of the dropped fill that is put on the diagonal instead, so that slowly varying vectors are treated almost
 * right (Gustafsson 1978): 1 would leave a singular factor, 0 costs several times the iterations on large graphs.
 */
const MODIFIED = 0.97
/** Least pivot, relative to the diagonal: the last one is 0 but for rounding, and must not blow up the constants. */
const LEAST_PIVOT = 1e-3

/**
 * The modified incomplete Cholesky factor of a graph Laplacian, without fill: (D + L)D⁻¹(D + Lᵀ) ≈ H. It is sharp
 * where the unknowns run along a sweep over the plane.
 */
class IncompleteCholesky {
  private readonly pivots: Float64Array
  private readonly rowStarts: Uint32Array
  private readonly rowColumns: Uint32Array
  private readonly values: Float64Array
  private readonly columnStarts: Uint32Array
  private readonly columnRows: Uint32Array
  /** Where the entry of a column lies among the rows' values. */
  private readonly columnEntries: Uint32Array

  constructor(h: Laplacian) {
    const { size, starts, columns, weights, diagonal } = h
    const entries = columns.length / 2
    this.pivots = diagonal.slice()
    this.rowStarts = new Uint32Array(size + 1)
    this.rowColumns = new Uint32Array(entries)
    this.values = new Float64Array(entries)
    this.columnStarts = new Uint32Array(size + 1)
    this.columnRows = new Uint32Array(entries)
    this.columnEntries = new Uint32Array(entries)
    let made = 0
    for (let p = 0; p < size; p++) {
      for (let at = starts[p]!; at < starts[p + 1]!; at++) {
        const q = columns[at]!
        if (q >= p) continue
        this.rowColumns[made] = q
        this.values[made++] = -weights[at]!
        this.columnStarts[q + 1]! += 1
      }
      this.rowStarts[p + 1] = made
    }
    for (let q = 0; q < size; q++) this.columnStarts[q + 1]! += this.columnStarts[q]!
    const next = this.columnStarts.slice()
    for (let p = 0; p < size; p++) {
      for (let at = this.rowStarts[p]!; at < this.rowStarts[p + 1]!; at++) {
        const slot = next[this.rowColumns[at]!]!++
        this.columnRows[slot] = p
        this.columnEntries[slot] = at
      }
    }
    this.factorise(diagonal)
  }

  private factorise(diagonal: Float64Array): void {
    const { pivots, values, columnStarts, columnRows, columnEntries } = this
    for (let k = 0; k < pivots.length; k++) {
      const pivot = Math.max(pivots[k]!, LEAST_PIVOT * diagonal[k]!)
      pivots[k] = pivot
      for (let a = columnStarts[k]!; a < columnStarts[k + 1]!; a++) {
        const i = columnRows[a]!
        const scaled = values[columnEntries[a]!]! / pivot
        pivots[i]! -= scaled * values[columnEntries[a]!]!
        for (let b = columnStarts[k]!; b < a; b++) {
          // Rows ascend within a column, so j < i.
          const j = columnRows[b]!
          const fill = scaled * values[columnEntries[b]!]!
          const entry = this.entryAt(i, j)
          if (entry >= 0) values[entry]! -= fill
          else {
            pivots[i]! -= MODIFIED * fill
            pivots[j]! -= MODIFIED * fill
          }
        }
      }
    }
  }

  private entryAt(row: number, column: number): number {
    for (let at = this.rowStarts[row]!; at < this.rowStarts[row + 1]!; at++) {
      if (this.rowColumns[at] === column) return at
    }
    return -1
  }

  /** Solves with the factor in place of H. */
  solve(right: Float64Array, result: Float64Array): void {
    const { pivots, rowStarts, rowColumns, values } = this
    const size = pivots.length
    for (let p = 0; p < size; p++) {
      let sum = right[p]!
      for (let at = rowStarts[p]!; at < rowStarts[p + 1]!; at++) sum -= values[at]! * result[rowColumns[at]!]!
      result[p] = sum / pivots[p]!
    }
    for (let p = size - 1; p >= 0; p--) {
      const value = result[p]!
      for (let at = rowStarts[p]!; at < rowStarts[p + 1]!; at++) {
        const q = rowColumns[at]!
        result[q]! -= (values[at]! * value) / pivots[q]!
      }
    }
  }
}

/**
 * Solves H·d = right by conjugate gradients, preconditioned by an incomplete factor. H has the constants as its
 * kernel; what `right` has of them is taken out, so the system has a solution.
 * @param tolerance of the residual relative to `right`
 * @returns d, and the iterations it took
 */
export function solveLaplacian(
  h: Laplacian,
  right: Float64Array,
  tolerance: number,
): { solution: Float64Array; iterations: number } {
  const n = h.size
  const factor = new IncompleteCholesky(h)
  const solution = new Float64Array(n)
  const mean = right.reduce((sum, value) => sum + value, 0) / n
  const residual = right.map((value) => value - mean)
  const preconditioned = new Float64Array(n)
  factor.solve(residual, preconditioned)
  const direction = preconditioned.slice()
  const image = new Float64Array(n)
  const goal = tolerance ** 2 * dot(residual, residual)
  let strength = dot(residual, preconditioned)
  let iterations = 0
  while (strength > 0 && iterations < MOST_ITERATIONS) {
    iterations++
    applyLaplacian(h, direction, image)
    const length = strength / dot(direction, image)
    let remaining = 0
    for (let i = 0; i < n; i++) {
      solution[i]! += length * direction[i]!
      const r = residual[i]! - length * image[i]!
      residual[i] = r
      remaining += r * r
    }
    if (!(remaining > goal)) break
    factor.solve(residual, preconditioned)
    const next = dot(residual, preconditioned)
    const share = next / strength
    strength = next
    for (let i = 0; i < n; i++) direction[i] = preconditioned[i]! + share * direction[i]!
  }
  return { solution, iterations }
}

const MOST_ITERATIONS = 2000

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
