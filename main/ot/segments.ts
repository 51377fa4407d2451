import { BrenierError } from '../../shared/errors'
import { row, type Matrix } from '../../shared/matrix'
import type { Random } from '../../shared/random'
import type { SegmentWalker } from '../kernels/walks/walks'
import { chord, drawDirection, drawPoints, pointOn } from './lines'
import type { Source } from './source'

/** How segments are drawn: between two draws of the source, or from a cell of one group to a cell of another. */
export type SegmentPlan =
  | { readonly kind: 'random' }
  | { readonly kind: 'cells'; readonly first: Uint32Array; readonly second: Uint32Array }

/** What segments are drawn in. */
export interface SegmentSpace {
  readonly source: Source
  /** A point of the source inside each cell, [N, d]. */
  readonly centres: Matrix
  readonly walker: SegmentWalker
}

/** Draws the next `count` segments: starts and ends in turn, row-major [2 · count, d]. */
export type SegmentDrawer = (count: number) => Float64Array

/**
 * Between cells, the first segment of a pair joins their centres; where a pair comes again its ends are drawn inside the
 * two cells, uniform on a random chord through the centre.
 * @throws BrenierError `empty-set` for a group without cells
 */
export function segmentDrawer(plan: SegmentPlan, space: SegmentSpace, stream: Random): SegmentDrawer {
  if (plan.kind === 'random') return (count) => drawPoints(space.source, 2 * count, stream)
  const { first, second } = plan
  if (first.length === 0 || second.length === 0) {
    throw new BrenierError(
      'empty-set',
      `Expected cells on both sides, got ${first.length} and ${second.length}.`,
    )
  }
  const { centres } = space
  const d = centres.columns
  const pairs = new Set<number>()
  return (count) => {
    const ends = new Float64Array(2 * count * d)
    const cellOf = new Uint32Array(2 * count)
    const again: number[] = []
    for (let s = 0; s < count; s++) {
      const a = first[stream.integer(first.length)]!
      const b = second[stream.integer(second.length)]!
      cellOf.set([a, b], 2 * s)
      ends.set(row(centres, a), 2 * s * d)
      ends.set(row(centres, b), (2 * s + 1) * d)
      const pair = a * centres.rows + b
      if (pairs.has(pair)) again.push(2 * s, 2 * s + 1)
      pairs.add(pair)
    }
    if (again.length > 0) scatterInCells(ends, cellOf, again, space, stream)
    return ends
  }
}

/** Moves the given ends from their cells' centres to points on random chords through them. */
function scatterInCells(
  ends: Float64Array,
  cellOf: Uint32Array,
  which: readonly number[],
  { source, centres, walker }: SegmentSpace,
  stream: Random,
): void {
  const d = centres.columns
  const directions = which.map(() => drawDirection(d, stream))
  const chords = which.map((end, w) => chord(source, row(centres, cellOf[end]!), directions[w]!))
  const lines = new Float64Array(2 * which.length * d)
  for (const [w, end] of which.entries()) {
    const centre = row(centres, cellOf[end]!)
    const { least, most } = chords[w]!
    pointOn(centre, directions[w]!, least, lines.subarray(2 * w * d, (2 * w + 1) * d))
    pointOn(centre, directions[w]!, most, lines.subarray((2 * w + 1) * d, (2 * w + 2) * d))
  }
  const { offsets, cells, times } = walker.walk(lines)
  for (const [w, end] of which.entries()) {
    const visits = cells.subarray(offsets[w], offsets[w + 1])
    const at = visits.indexOf(cellOf[end]!)
    // A cell without mass has no chord: its segment starts where a path from it would.
    if (at < 0) continue
    const enters = times[offsets[w]! + at]!
    const leaves = at + 1 < visits.length ? times[offsets[w]! + at + 1]! : 1
    const t = enters + stream.uniform() * (leaves - enters)
    const { least, most } = chords[w]!
    pointOn(
      row(centres, cellOf[end]!),
      directions[w]!,
      least + t * (most - least),
      ends.subarray(end * d, (end + 1) * d),
    )
  }
}
