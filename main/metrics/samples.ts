import { BrenierError } from '../../shared/errors'
import { firstNonFinite, type Matrix } from '../../shared/matrix'

/**
 * Holds points to what every measure needs.
 * @param name what they are, for the error's sentence
 * @param least how many there must be
 * @throws BrenierError `empty-set`, `not-finite`
 */
export function requireSamples(points: Matrix, name: string, least = 1): void {
  const { rows, columns } = points
  if (rows < least || columns < 1) {
    throw new BrenierError(
      'empty-set',
      `Expected at least ${least} ${name} of one dimension or more, got ${rows} × ${columns}.`,
      { rows, columns, least },
    )
  }
  const bad = firstNonFinite(points.data)
  if (bad < 0) return
  const row = Math.floor(bad / columns)
  throw new BrenierError(
    'not-finite',
    `Expected finite numbers, got NaN or Infinity in row ${row} of the ${name}.`,
    { row },
  )
}

/** @throws BrenierError `bad-shape` where two sets are of different dimensions, besides those of `requireSamples` */
export function requireComparable(generated: Matrix, real: Matrix, least = 1): void {
  requireSamples(generated, 'generated samples', least)
  requireSamples(real, 'real samples', least)
  if (generated.columns !== real.columns) {
    throw new BrenierError(
      'bad-shape',
      `Expected generated and real samples of one dimension, got ${generated.columns} and ${real.columns}.`,
    )
  }
}

/** @throws BrenierError `bad-shape` where a list does not hold one entry a row */
export function requireOneEach(list: ArrayLike<unknown>, rows: number, name: string): void {
  if (list.length === rows) return
  throw new BrenierError('bad-shape', `Expected ${rows} ${name}, one a row, got ${list.length}.`)
}
