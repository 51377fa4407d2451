import { BrenierError } from '../../shared/errors'
import { NORMAL_95 } from './share'

/** A mean over independent values with its 95 % interval. */
export interface MeanValue {
  readonly mean: number
  /** Standard deviation of the values, divided by n − 1; null for a single value, whose scatter is unknown. */
  readonly deviation: number | null
  /** deviation / √n. */
  readonly standardError: number | null
  /** mean ± 1.96 standard errors; null for a single value. */
  readonly low: number | null
  readonly high: number | null
  readonly count: number
}

/**
 * The mean of independent values. The interval leans on the central limit theorem: below some twenty values it is too narrow.
 * @throws BrenierError `empty-set`
 */
export function meanOf(values: ArrayLike<number>): MeanValue {
  const count = values.length
  if (count < 1)
    throw new BrenierError('empty-set', 'Expected at least one value to take the mean of, got none.')
  let mean = 0
  for (let i = 0; i < count; i++) mean += values[i]! / count
  if (count === 1) return { mean, deviation: null, standardError: null, low: null, high: null, count }
  let squares = 0
  for (let i = 0; i < count; i++) squares += (values[i]! - mean) ** 2
  const deviation = Math.sqrt(squares / (count - 1))
  const standardError = deviation / Math.sqrt(count)
  const half = NORMAL_95 * standardError
  return { mean, deviation, standardError, low: mean - half, high: mean + half, count }
}
