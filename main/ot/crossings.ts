import { row, type Matrix } from '../../shared/matrix'
import type { Walks } from '../kernels/walks/walks'
import { facetAngle } from './facets'

/** Where segments pass from one cell to the next: an entry a crossing, by segment, then by time. */
export interface Crossings {
  readonly segment: Uint32Array
  /** t in (0, 1) of the segment. */
  readonly time: Float64Array
  /** Cells on either side. */
  readonly from: Uint32Array
  readonly to: Uint32Array
  /** θ of the facet, radians. */
  readonly angle: Float32Array
  /** ‖y_from − y_to‖: how far T jumps. */
  readonly distance: Float32Array
}

/** Segments that were walked, and what they cross. */
export interface WalkedSegments {
  readonly count: number
  /** [count] */
  readonly lengths: Float64Array
  /** First and last cell of each, [count]. */
  readonly starts: Uint32Array
  readonly finishes: Uint32Array
  readonly crossings: Crossings
}

/** Segments with the cells they visit. */
export interface Batch {
  /** Starts and ends in turn, row-major [2 · segments, d]. */
  readonly ends: Float64Array
  readonly walks: Walks
}

/** @param targets y_i, [N, d] */
export function walkedSegments(batches: readonly Batch[], targets: Matrix): WalkedSegments {
  const d = targets.columns
  const count = batches.reduce((sum, { walks }) => sum + walks.segments, 0)
  const total = batches.reduce((sum, { walks }) => sum + walks.cells.length, 0) - count
  const lengths = new Float64Array(count)
  const starts = new Uint32Array(count)
  const finishes = new Uint32Array(count)
  const crossings = {
    segment: new Uint32Array(total),
    time: new Float64Array(total),
    from: new Uint32Array(total),
    to: new Uint32Array(total),
    angle: new Float32Array(total),
    distance: new Float32Array(total),
  }
  let segment = 0
  let c = 0
  for (const { ends, walks } of batches) {
    const { segments, offsets, cells, times } = walks
    for (let s = 0; s < segments; s++, segment++) {
      const at = 2 * s * d
      lengths[segment] = distance(ends.subarray(at, at + d), ends.subarray(at + d, at + 2 * d))
      const first = offsets[s]!
      const last = offsets[s + 1]! - 1
      starts[segment] = cells[first]!
      finishes[segment] = cells[last]!
      for (let v = first + 1; v <= last; v++, c++) {
        const from = row(targets, cells[v - 1]!)
        const to = row(targets, cells[v]!)
        crossings.segment[c] = segment
        crossings.time[c] = times[v]!
        crossings.from[c] = cells[v - 1]!
        crossings.to[c] = cells[v]!
        crossings.angle[c] = facetAngle(from, to)
        crossings.distance[c] = distance(from, to)
      }
    }
  }
  return { count, lengths, starts, finishes, crossings }
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let square = 0
  for (let k = 0; k < a.length; k++) square += (a[k]! - b[k]!) ** 2
  return Math.sqrt(square)
}
