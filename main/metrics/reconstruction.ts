import { BrenierError } from '../../shared/errors'
import type { Matrix } from '../../shared/matrix'
import { meanOf, type MeanValue } from './mean-value'
import { requireSamples } from './samples'

/** How far reconstructions are from what they were made of. */
export interface Reconstruction {
  /** Squared difference summed over the values of an item, averaged over items: Symmetric Wasserstein Autoencoders' figure. */
  readonly perItem: MeanValue
  /** The same divided by the values of an item: the Brenier paper's figure, for values from 0 to 1. */
  readonly perValue: MeanValue
  /** Squared difference of each item, [n]. */
  readonly items: Float64Array
}

/**
 * Squared L2 distance of reconstructions.
 * @param originals [n, values of an item], in the same units as the reconstructions
 * @throws BrenierError `bad-shape`, `empty-set`, `not-finite`
 */
export function reconstruction(originals: Matrix, reconstructions: Matrix): Reconstruction {
  requireSamples(originals, 'originals')
  requireSamples(reconstructions, 'reconstructions')
  const { rows, columns } = originals
  if (reconstructions.rows !== rows || reconstructions.columns !== columns) {
    throw new BrenierError(
      'bad-shape',
      `Expected reconstructions of ${rows} × ${columns} values, got ${reconstructions.rows} × ${reconstructions.columns}.`,
    )
  }
  const items = new Float64Array(rows)
  for (let at = 0; at < originals.data.length; at++) {
    items[Math.floor(at / columns)]! += (originals.data[at]! - reconstructions.data[at]!) ** 2
  }
  return { perItem: meanOf(items), perValue: meanOf(items.map((squares) => squares / columns)), items }
}
