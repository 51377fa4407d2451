import type { ItemMeasure } from '../../../shared/contracts/results'
import { modesState } from '../modes/measured-modes'
import type { Study } from '../study/study'

/**
 * A measure of every item that the study knows already, for colouring: mass of its cell over ν, draws of T that fell in
 * its cell, or distance to its fifth nearest code.
 * @returns [n], NaN for an item without a cell; null where the study has not measured it
 */
export function itemValues(study: Study, of: Exclude<ItemMeasure, 'order'>): Float32Array | null {
  const { codes, transport, modes } = study
  if (!codes) return null
  const { rows } = codes.normalised
  if (of === 'spacing') return codes.spacing
  if (of === 'cellMass') return transport && ofCells(rows, transport.items, transport.cellMass)
  const cells = modes?.report.cells
  if (!cells || modesState(study)?.changed) return null
  return ofCells(rows, cells.items, cells.hits)
}

/** Values of the cells, brought to the items that they belong to. */
function ofCells(rows: number, items: ArrayLike<number>, values: ArrayLike<number>): Float32Array {
  const found = new Float32Array(rows).fill(NaN)
  for (let cell = 0; cell < items.length; cell++) found[items[cell]!] = values[cell]!
  return found
}
