import { BrenierError } from './errors'

/** A dense row-major matrix of 32-bit floats; row i is `data[i * columns … (i + 1) * columns)`. */
export interface Matrix {
  readonly rows: number
  readonly columns: number
  readonly data: Float32Array
}

/**
 * Wraps row-major values without copying.
 * @throws BrenierError `bad-shape` where the length is not rows × columns.
 */
export function matrix(
  rows: number,
  columns: number,
  data: Float32Array = new Float32Array(rows * columns),
): Matrix {
  if (data.length !== rows * columns) {
    throw new BrenierError(
      'bad-shape',
      `Expected ${rows} × ${columns} = ${rows * columns} values, got ${data.length}.`,
    )
  }
  return { rows, columns, data }
}

/** Row `index` as a view on the same memory. */
export function row(source: Matrix, index: number): Float32Array {
  return source.data.subarray(index * source.columns, (index + 1) * source.columns)
}

/** The rows at `indices`, copied, in that order. */
export function selectRows(source: Matrix, indices: ArrayLike<number>): Matrix {
  const { columns } = source
  const data = new Float32Array(indices.length * columns)
  for (let i = 0; i < indices.length; i++) data.set(row(source, indices[i]!), i * columns)
  return { rows: indices.length, columns, data }
}

/**
 * The position of the first value that is not a finite number, or -1.
 * Solvers call it once on entry: a NaN inside would surface as a wrong answer, not as an error.
 */
export function firstNonFinite(values: ArrayLike<number>): number {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i
  return -1
}
