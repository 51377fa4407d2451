import { BrenierError } from '../../shared/errors'
import { row, type Matrix } from '../../shared/matrix'

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
 * overtakes first; slopes only grow, so no cell is visited twice. O(N·(d + crossings)).
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
  const level = new Float64Array(n)
  const slope = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    const y = row(targets, i)
    let alpha = heights[i]!
    let beta = 0
    for (let k = 0; k < d; k++) {
      alpha += from[k]! * y[k]!
      beta += (to[k]! - from[k]!) * y[k]!
    }
    level[i] = alpha
    slope[i] = beta
  }
  let current = 0
  for (let i = 1; i < n; i++) {
    const higher = level[i]! > level[current]!
    if (higher || (level[i] === level[current] && slope[i]! > slope[current]!)) current = i
  }
  const cells = [current]
  const times: number[] = []
  for (;;) {
    let next = -1
    let time = 1
    for (let j = 0; j < n; j++) {
      const gain = slope[j]! - slope[current]!
      if (gain <= 0) continue
      const crossing = (level[current]! - level[j]!) / gain
      if (crossing > time || (crossing === time && (next < 0 || slope[j]! <= slope[next]!))) continue
      next = j
      time = crossing
    }
    if (next < 0 || time >= 1) break
    cells.push(next)
    // Rounding may put a crossing a hair before the last one; order is what callers rely on.
    times.push(Math.max(time, times.at(-1) ?? 0))
    current = next
  }
  return { cells: Uint32Array.from(cells), times: Float64Array.from(times) }
}
