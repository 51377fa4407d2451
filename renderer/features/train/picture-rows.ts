import type { EpochView } from '../../../shared/contracts/training'
import type { PictureChoice } from '../../stores/training'
import { epochName, lossText } from './training-text'

/** One row of the panel: pictures of the set, or what an epoch's model made of them. */
export interface PictureRowShown {
  readonly key: string
  readonly name: string
  /** Empty where none belongs to the row, or it is not known yet. */
  readonly loss: string
  /** The set's own pictures. */
  readonly original: boolean
  /** Of the epoch that is looked at. */
  readonly looked: boolean
  readonly items: Uint32Array
  /** Null until they are fetched. */
  readonly pixels: Uint8Array | null
}

const none = new Uint32Array(0)

/**
 * The rows of some epochs, ascending: one row of originals above all where they are the same, above each epoch's row
 * where each has its own.
 */
export function pictureRows(
  epochs: readonly number[],
  lookedAt: number | null,
  choice: PictureChoice,
  viewOf: (epoch: number) => EpochView | null,
): PictureRowShown[] {
  const made = epochs.map((epoch): PictureRowShown & { readonly pictures: Uint8Array | null } => {
    const row = viewOf(epoch)?.[choice]
    return {
      key: String(epoch),
      name: epochName(epoch),
      loss: row ? lossText(row.loss) : '',
      original: false,
      looked: epoch === lookedAt,
      items: row?.items ?? none,
      pixels: row?.made ?? null,
      pictures: row?.pictures ?? null,
    }
  })
  const originalOf = (row: (typeof made)[number], key: string): PictureRowShown => {
    const { items, pictures } = row
    return { key, name: 'Picture', loss: '', original: true, looked: false, items, pixels: pictures }
  }
  if (choice !== 'same') return made.flatMap((row) => [originalOf(row, `of ${row.key}`), row])
  const known = made.find(({ pictures }) => pictures) ?? made[0]
  return known ? [originalOf(known, 'originals'), ...made] : []
}
