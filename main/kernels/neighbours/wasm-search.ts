import { BrenierError } from '../../../shared/errors'
import type { Matrix } from '../../../shared/matrix'
import { openThreadPool } from '../thread-pool'
import type { ThreadPool } from '../thread-pool'
import type { NeighbourSearch, Neighbours } from './search'
import { wasmBase64 } from './wasm.generated'

/** Words of the job, as `assembly/index.ts` reads them. */
const word = {
  n: 0,
  dimension: 1,
  blockCount: 2,
  points: 3,
  blocks: 4,
  halves: 5,
  mean: 6,
  query: 7,
  count: 8,
  self: 9,
  k: 10,
  indices: 11,
  distances: 12,
  scratch: 13,
  scratchStride: 14,
  next: 15,
  largest: 16,
} as const
const JOB_BYTES = 128
const PAGE = 65536
const LANES = 8
const QUERIES_A_PIECE = 16
const STATE_BYTES = 64
/** Queries that pass through the kernel's memory at once. */
const BATCH = 256
/** Beyond this norm a 32-bit score could overflow. */
const LARGEST_NORM = 1e18

/** Entries of the results that pass through at once, at least one query's. */
const RESULTS = 65536

let compiled: WebAssembly.Module | undefined

/**
 * Exact search in WebAssembly with SIMD. The points are copied twice into a memory of their own.
 * @returns null where values are so large that scores in 32 bits would overflow
 * @throws BrenierError `bad-argument` where it would not fit 4 GB
 */
export function wasmSearch(points: Matrix, pool: ThreadPool = openThreadPool(1)): NeighbourSearch | null {
  const { rows: n, columns: d, data } = points
  const blockCount = Math.ceil(n / LANES)
  const results = Math.max(RESULTS, n)
  let end = JOB_BYTES
  const place = (bytes: number): number => {
    const start = end
    end = Math.ceil((end + bytes) / 64) * 64
    return start
  }
  // States, centred queries, kept scores and indices, and distances: see `assembly/index.ts`.
  const stride = Math.ceil((QUERIES_A_PIECE * (STATE_BYTES + d * 4 + n * 8) + n * 8) / 64) * 64
  const addresses = {
    points: place(n * d * 4),
    blocks: place(blockCount * LANES * d * 4),
    halves: place(blockCount * LANES * 4),
    mean: place(d * 4),
    query: place(BATCH * d * 4),
    indices: place(results * 4),
    distances: place(results * 4),
    scratch: place(pool.threads * stride),
  }
  const pages = Math.ceil(end / PAGE)
  if (pages > PAGE) {
    throw new BrenierError('bad-argument', `A search among ${n} × ${d} values needs more than 4 GB.`, {
      n,
      d,
    })
  }
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
  const ints = new Int32Array(memory.buffer)
  const floats = new Float32Array(memory.buffer)
  floats.set(data, addresses.points / 4)
  const mean = columnMeans(points)
  floats.set(mean, addresses.mean / 4)
  const largest = fillBlocks(points, mean, floats, addresses.blocks / 4, addresses.halves / 4)
  if (!(largest < LARGEST_NORM)) return null

  compiled ??= new WebAssembly.Module(Buffer.from(wasmBase64, 'base64'))
  const handle = pool.attach(compiled, memory)
  for (const name of Object.keys(addresses) as (keyof typeof addresses)[]) ints[word[name]] = addresses[name]
  ints[word.n] = n
  ints[word.dimension] = d
  ints[word.blockCount] = blockCount
  ints[word.scratchStride] = stride
  new Float64Array(memory.buffer)[word.largest / 2] = largest

  /** Queries begin … end − 1 of `rows`; `from(start)` says where in memory a batch of them lies. */
  const run = (
    begin: number,
    until: number,
    k: number,
    self: boolean,
    from: (start: number, size: number) => number,
  ) => {
    const rows = until - begin
    const indices = new Uint32Array(rows * k)
    const squaredDistances = new Float32Array(rows * k)
    const batch = Math.max(1, Math.min(BATCH, Math.floor(results / k)))
    for (let start = begin; start < until; start += batch) {
      const size = Math.min(batch, until - start)
      ints[word.query] = from(start, size)
      ints[word.count] = size
      ints[word.self] = self ? start : -1
      ints[word.k] = k
      ints[word.next] = 0
      pool.run(handle, 0)
      const at = (start - begin) * k
      indices.set(ints.subarray(addresses.indices / 4, addresses.indices / 4 + size * k), at)
      squaredDistances.set(floats.subarray(addresses.distances / 4, addresses.distances / 4 + size * k), at)
    }
    return { rows, k, indices, squaredDistances } satisfies Neighbours
  }

  return {
    points,
    nearest: (queries, k) =>
      run(0, queries.rows, k, false, (start, size) => {
        floats.set(queries.data.subarray(start * d, (start + size) * d), addresses.query / 4)
        return addresses.query
      }),
    nearestOthers: (begin, until, k) =>
      run(begin, until, k, true, (start) => addresses.points + start * d * 4),
    close() {
      pool.detach(handle)
    },
  }
}

function columnMeans({ rows: n, columns: d, data }: Matrix): Float32Array {
  const sums = new Float64Array(d)
  for (let i = 0; i < n; i++) for (let c = 0; c < d; c++) sums[c]! += data[i * d + c]!
  return Float32Array.from(sums, (sum) => sum / n)
}

/** Writes the centred points by blocks with their half squared norms; returns the largest norm. */
function fillBlocks(
  { rows: n, columns: d, data }: Matrix,
  mean: Float32Array,
  floats: Float32Array,
  blocks: number,
  halves: number,
): number {
  floats.fill(Infinity, halves, halves + Math.ceil(n / LANES) * LANES)
  let largest = 0
  for (let i = 0; i < n; i++) {
    const to = blocks + Math.floor(i / LANES) * LANES * d + (i % LANES)
    let squared = 0
    for (let c = 0; c < d; c++) {
      const value = Math.fround(data[i * d + c]! - mean[c]!)
      floats[to + c * LANES] = value
      squared += value * value
    }
    floats[halves + i] = squared / 2
    largest = Math.max(largest, squared)
  }
  return Math.sqrt(largest)
}
