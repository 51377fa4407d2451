import type { Matrix } from '../../../shared/matrix'

/** For each of `rows` queries its k nearest points, nearest first; ties go to the lower index. */
export interface Neighbours {
  readonly rows: number
  readonly k: number
  /** Row-major [rows, k]. */
  readonly indices: Uint32Array
  /** Row-major [rows, k], squared Euclidean distances. */
  readonly squaredDistances: Float32Array
}

/** A fixed set of points, prepared for exact nearest-neighbour queries. */
export interface NeighbourSearch {
  readonly points: Matrix
  /** @param k 1 … number of points */
  nearest(queries: Matrix, k: number): Neighbours
  /** The neighbours of rows begin … end − 1 of the set itself, each without itself; k below the number of points. */
  nearestOthers(begin: number, end: number, k: number): Neighbours
  /** Takes the points off the threads of a shared pool; the search may not be used after. */
  close(): void
}
