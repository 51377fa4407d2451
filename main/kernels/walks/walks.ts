/**
 * Ways of segments through the power cells, one after another: segment s visits cells[offsets[s]] …
 * cells[offsets[s + 1] − 1], at least one.
 */
export interface Walks {
  readonly segments: number
  /** [segments + 1] */
  readonly offsets: Uint32Array
  readonly cells: Uint32Array
  /** When each cell is entered, t in [0, 1): 0 for a segment's first, then ascending. */
  readonly times: Float64Array
}

/** The upper envelope of planes (y_i, h_i), ready to be walked through. No answer depends on the number of threads. */
export interface SegmentWalker {
  /** @param ends starts and ends in turn, row-major [2 · segments, d] */
  walk(ends: Float64Array): Walks
  /** Gives back threads and memory. */
  close(): void
}
