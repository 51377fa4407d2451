import { BrenierError } from '../../../shared/errors'
import { costKind, type Prepared } from './prepared'

/** Words of a job, as `assembly/job.ts` reads them. */
export const word = {
  rows: 0,
  columns: 1,
  dimension: 2,
  kind: 3,
  blocks: 4,
  chunk: 5,
  task: 6,
  pending: 7,
  pendingCount: 8,
  next: 9,
  queue: 10,
  queueHead: 11,
  queueCount: 12,
  a: 13,
  b: 14,
  queries: 15,
  planes: 16,
  bias: 17,
  base: 18,
  offset: 19,
  v: 20,
  u: 21,
  bound: 22,
  count: 23,
  listed: 24,
  costs: 25,
  rowOf: 26,
  columnOf: 27,
  own: 28,
  distance: 29,
  from: 30,
  renewed: 31,
  heapKeys: 32,
  heapIds: 33,
  heapPlaces: 34,
  heapSize: 35,
  reached: 36,
  reachedCount: 37,
  search: 38,
  scratch: 39,
  scratchStride: 40,
  scores: 41,
  minima: 42,
  epsilon: 44,
  relative: 46,
} as const
export type Word = keyof typeof word

export const JOB_BYTES = 256
const MOST_BYTES = 65536 * 65536
/** Below this many points the solution starts without that of a quarter. */
const SMALLEST_COARSE = 64
const COARSE_RATIO = 4
const LANES = 8
/** Chunks that a row's scores are cut into, at most: four minima each, among which the threshold is found. */
const CHUNKS = 32
/** Columns in a row's list at most, and minima that its threshold is picked from. */
const CAPACITY = 32
const KEEP = 16

/** Hands out memory, 64 bytes aligned. */
export class Places {
  end = 0

  take(bytes: number): number {
    const at = this.end
    this.end = Math.ceil((at + bytes) / 64) * 64
    return at
  }
}

/** Where arrays lie, by the word that tells the kernel. */
export type Addresses = Partial<Record<Word, number>>

/** Rows and columns of a job, and what its arcs cost. */
export interface Shape {
  readonly rows: number
  readonly columns: number
  readonly dimension: number
  readonly kind: number
}

/** Blocks of columns, how many share a chunk, scores and minima of a row. */
export function blocksOf(columns: number) {
  const blocks = Math.ceil(columns / LANES)
  const chunk = Math.ceil(blocks / CHUNKS)
  return { blocks, chunk, scores: blocks * LANES, minima: 4 * Math.ceil(blocks / chunk) }
}

/** What a scan of rows against columns reads. */
export function placeScan(places: Places, { rows, columns, dimension }: Shape): Addresses {
  const { scores } = blocksOf(columns)
  return {
    queries: places.take(rows * dimension * 4),
    planes: places.take(scores * dimension * 4),
    bias: places.take(scores * 4),
    base: places.take(columns * 8),
    offset: places.take(rows * 8),
    v: places.take(columns * 8),
  }
}

/** What else the solution of n rows against n columns needs. */
export function placeSolution(
  places: Places,
  { rows: n, dimension, kind }: Shape,
  threads: number,
): Addresses {
  const { scores, minima } = blocksOf(n)
  const pointBytes = n * ((dimension + 1) & ~1) * 8
  const scratchStride = Math.ceil((4 * (4 * scores + 4 * minima + KEEP + 4 * dimension)) / 64) * 64
  return {
    pending: places.take(n * 4),
    queue: places.take(n * 4),
    a: places.take(kind === costKind.table ? n * n * 8 : pointBytes),
    b: places.take(pointBytes),
    u: places.take(n * 8),
    bound: places.take(n * 8),
    count: places.take(n * 4),
    listed: places.take(n * CAPACITY * 4),
    costs: places.take(n * CAPACITY * 8),
    rowOf: places.take(n * 4),
    columnOf: places.take(n * 4),
    own: places.take(n * 8),
    distance: places.take(n * 8),
    from: places.take(n * 4),
    renewed: places.take(n * 4),
    heapKeys: places.take(2 * n * 8),
    heapIds: places.take(2 * n * 4),
    heapPlaces: places.take(2 * n * 4),
    reached: places.take(n * 4),
    scratch: places.take(threads * scratchStride),
    scratchStride,
  }
}

/** Where one job lies. */
export interface Placed {
  readonly base: number
  readonly at: Addresses
  readonly shape: Shape
}

/** Where everything of one problem lies. */
export interface Plan {
  readonly bytes: number
  readonly fine: Placed
  /** A quarter of both sides, whose duals the solution starts from; none for a small problem. */
  readonly coarse: Placed | null
  /** All columns against the rows of the quarter; none for a table. */
  readonly cross: Placed | null
}

/** @throws BrenierError `bad-argument` where it would not fit 4 GB */
export function planFor(n: number, { dimension, kind }: Prepared, threads: number): Plan {
  const places = new Places()
  const square = (size: number): Placed => {
    const shape = { rows: size, columns: size, dimension, kind }
    const base = places.take(JOB_BYTES)
    return { base, at: { ...placeScan(places, shape), ...placeSolution(places, shape, threads) }, shape }
  }
  const fine = square(n)
  const quarter = Math.ceil(n / COARSE_RATIO)
  const coarse = n < SMALLEST_COARSE ? null : square(quarter)
  let cross: Placed | null = null
  if (coarse && kind !== costKind.table) {
    const shape = { rows: n, columns: quarter, dimension, kind }
    const { pending, scratch, scratchStride, v } = fine.at
    // The minimum over rows of the quarter is what each column's dual starts from.
    const shared = { pending: pending!, scratch: scratch!, scratchStride: scratchStride!, u: v! }
    cross = { base: places.take(JOB_BYTES), at: { ...placeScan(places, shape), ...shared }, shape }
  }
  if (places.end > MOST_BYTES) {
    throw new BrenierError('bad-argument', `An assignment of ${n} by ${n} needs more than 4 GB; use fewer.`, {
      n,
    })
  }
  return { bytes: places.end, fine, coarse, cross }
}
