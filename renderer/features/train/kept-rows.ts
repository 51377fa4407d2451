import type { TrainingHistory } from '../../../shared/contracts/results'

/** What is drawn of a history: pictures and rows, by reference. */
export interface KeptRows {
  readonly shown: Uint32Array
  readonly pictures: Uint8Array
  readonly rows: TrainingHistory['rows']
}

const sameIndices = (a: Uint32Array, b: Uint32Array): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i])

/**
 * The next frame's pictures and rows, with the arrays of the last one wherever they hold the same: each frame arrives as
 * a copy, and a picture whose array stays the same is not drawn again.
 */
export function keepRows(last: KeptRows | null, next: KeptRows): KeptRows {
  if (!last || !sameIndices(last.shown, next.shown) || last.pictures.length !== next.pictures.length)
    return next
  const rows = next.rows.map(
    (row) => last.rows.find((known) => known.epoch === row.epoch && known.loss === row.loss) ?? row,
  )
  return { shown: last.shown, pictures: last.pictures, rows }
}
