import { BrenierError } from '../../shared/errors'
import type { Matrix } from '../../shared/matrix'
import { visitsOf } from '../kernels/walks/reference'

/** A segment's way through the power cells. */
export interface SegmentWalk {
  /** Cells in the order they are visited, at least one. */
  readonly cells: Uint32Array
  /** Where the segment passes from cells[c] to cells[c + 1], ascending in (0, 1); one shorter than `cells`. */
  readonly times: Float64Array
}

/**
 * The cells of u_h(x) = max_i ⟨x, y_i⟩ + h_i that a segment visits, exactly, in any dimension: along x(t) = a + t(b − a)
 * each plane is a line α_i + tβ_i, and u_h their upper envelope. From the cell at t = 0 the next is the line that
 * overtakes first; slopes only grow, so no cell is visited twice. O(N·(d + crossings)). Many segments go faster through
 * `openWalker`.
 *
 * Of lines that meet in one point the steepest goes on: cells touched in a single point are left out.
 *
 * @param targets y_i, [N, d]
 * @param heights h_i, [N]
 * @param from a, [d]
 * @param to b, [d]
 * @throws BrenierError `bad-shape`, `empty-set`
 */
export function walkSegment(
  targets: Matrix,
  heights: Float64Array,
  from: ArrayLike<number>,
  to: ArrayLike<number>,
): SegmentWalk {
  const { rows: n, columns: d } = targets
  if (n === 0) throw new BrenierError('empty-set', 'Expected at least one cell to walk through, got none.')
  if (heights.length !== n || from.length !== d || to.length !== d) {
    throw new BrenierError(
      'bad-shape',
      `Expected ${n} heights and ends of ${d} coordinates, got ${heights.length}, ${from.length} and ${to.length}.`,
    )
  }
  const { cells, times } = visitsOf(targets, heights, from, to)
  return { cells: Uint32Array.from(cells), times: Float64Array.from(times.slice(1)) }
}
