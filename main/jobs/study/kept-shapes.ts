import * as v from 'valibot'
import { count, float32, uint32 } from '../../../shared/contracts/arrays'

/** Schemas of what several kept values are made of. */
export const matrix = v.strictObject({ rows: count(), columns: count(), data: float32() })
export const neighbours = v.strictObject({
  rows: count(),
  k: count(),
  indices: uint32(),
  squaredDistances: float32(),
})
