import type { Matrix } from '../../../shared/matrix'

/** Where samples come from: uniform on the cube [−½, ½]^d, or standard normal. */
export type SampleSource = 'cube' | 'gaussian'

/** Samples are drawn and counted in chunks; a stream is addressed by (seed, chunk). */
export const CHUNK = 256

/** Marks a sample that no plane can claim, because it holds NaN. */
export const NO_PLANE = 0xffffffff

/** The `keep` highest planes of each sample, highest first; equal scores keep the lower index first. */
export interface Highest {
  readonly samples: number
  readonly keep: number
  /** Row-major [samples, keep]; NO_PLANE where there are fewer planes. */
  readonly indices: Uint32Array
  /** Row-major [samples, keep], ⟨x, y_j⟩ + h_j in 32-bit floats; −Infinity where there is no plane. */
  readonly scores: Float32Array
}

/** How often each plane was the highest. */
export interface Hits {
  readonly samples: number
  /** [planes] */
  readonly counts: Uint32Array
  /** Σ over the samples of the highest score: samples × E[u_h], summed chunk by chunk in 64-bit floats. */
  readonly energy: number
}

export interface Draw {
  readonly source: SampleSource
  /** 32-bit unsigned. */
  readonly seed: number
  /** Chunk of the stream to start at; the draw uses ⌈count / CHUNK⌉ chunks. */
  readonly firstChunk: number
  readonly count: number
}

/**
 * The upper envelope u_h(x) = max_j ⟨x, y_j⟩ + h_j of N planes over R^d, asked in batches. No answer depends on
 * the number of threads, and reference and kernel agree bit for bit.
 */
export interface Planes {
  readonly count: number
  readonly dimension: number
  /** @param heights [planes]; rounded to 32 bits */
  setHeights(heights: ArrayLike<number>): void
  /** The `keep` highest planes at given points [m, d]. */
  highest(points: Matrix, keep: number): Highest
  /** The same at drawn points, which come along. */
  drawHighest(draw: Draw, keep: number): Highest & { readonly points: Matrix }
  /** Counts winners at drawn points and keeps nothing else. */
  drawHits(draw: Draw): Hits
  /** Gives back threads and memory. */
  close(): void
}
