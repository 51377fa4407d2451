import { BrenierError } from '../../shared/errors'
import { firstNonFinite, matrix, type Matrix } from '../../shared/matrix'

/**
 * The affine map between codes and the units transport is solved in: normalised = (code − centre) / scale.
 * Angles and distances of facets, and every threshold on them, refer to normalised codes.
 */
export interface Normalisation {
  /** [d] */
  readonly centre: Float64Array
  /** One number for all coordinates, so that distances keep their proportions. */
  readonly scale: number
}

/**
 * Mean and overall standard deviation (root mean square distance from the mean per coordinate) of codes [n, d].
 * Codes that are all the same get scale 1.
 * @throws BrenierError `empty-set` without codes, `not-finite` where one holds NaN or Infinity
 */
export function fitNormalisation(codes: Matrix): Normalisation {
  const { rows, columns, data } = codes
  if (rows === 0 || columns === 0) {
    throw new BrenierError(
      'empty-set',
      `Expected at least one code of one coordinate, got ${rows} × ${columns}.`,
    )
  }
  const bad = firstNonFinite(data)
  if (bad >= 0) {
    throw new BrenierError(
      'not-finite',
      `Code ${Math.floor(bad / columns)} holds ${data[bad]} in coordinate ${bad % columns}; encode it again or leave it out.`,
    )
  }
  const centre = new Float64Array(columns)
  for (let i = 0; i < rows; i++) for (let k = 0; k < columns; k++) centre[k]! += data[i * columns + k]!
  for (let k = 0; k < columns; k++) centre[k]! /= rows
  let largest = 0
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < columns; k++)
      largest = Math.max(largest, Math.abs(data[i * columns + k]! - centre[k]!))
  }
  if (largest === 0) return { centre, scale: 1 }
  // Divided by the largest first: squares of huge or tiny codes would leave the range of numbers.
  let squares = 0
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < columns; k++) squares += ((data[i * columns + k]! - centre[k]!) / largest) ** 2
  }
  return { centre, scale: largest * Math.sqrt(squares / (rows * columns)) }
}

/** Codes [n, d] in normalised units. */
export function normalise(codes: Matrix, { centre, scale }: Normalisation): Matrix {
  checkColumns(codes, centre)
  const result = matrix(codes.rows, codes.columns)
  for (let i = 0, at = 0; i < codes.rows; i++) {
    // Adding 0 turns −0 into 0, so that equal codes have equal bits.
    for (let k = 0; k < codes.columns; k++, at++) result.data[at] = (codes.data[at]! - centre[k]!) / scale + 0
  }
  return result
}

/** Normalised values [n, d] back in the units of the codes. */
export function denormalise(values: Matrix, { centre, scale }: Normalisation): Matrix {
  checkColumns(values, centre)
  const result = matrix(values.rows, values.columns)
  for (let i = 0, at = 0; i < values.rows; i++) {
    for (let k = 0; k < values.columns; k++, at++) result.data[at] = values.data[at]! * scale + centre[k]!
  }
  return result
}

function checkColumns(values: Matrix, centre: Float64Array): void {
  if (values.columns !== centre.length) {
    throw new BrenierError('bad-shape', `Expected ${centre.length} coordinates, got ${values.columns}.`)
  }
}
