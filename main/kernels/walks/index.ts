import { BrenierError } from '../../../shared/errors'
import type { Matrix } from '../../../shared/matrix'
import { openThreadPool, type ThreadPool } from '../thread-pool'
import { joined, visitsOf } from './reference'
import type { SegmentWalker } from './walks'
import { wasmBase64 } from './wasm.generated'

/** Words of the job, as `assembly/index.ts` reads them. */
const word = {
  segments: 0,
  dimension: 1,
  count: 2,
  blocks: 3,
  planes: 4,
  heights: 5,
  ends: 6,
  next: 7,
  scratch: 8,
  scratchStride: 9,
  visits: 10,
  cells: 11,
  times: 12,
  room: 13,
} as const
const JOB_BYTES = 64
const PAGE = 65536
/** Segments that a thread takes at once, and that pass through the kernel's memory at once. */
const CHUNK = 4
const CAPACITY = 64 * CHUNK
/** Cells kept of one segment's walk; longer ones are rare and are walked again in plain TypeScript. */
const ROOM = 512

let compiled: WebAssembly.Module | undefined

/**
 * Puts planes into a WebAssembly memory of their own, to walk many segments through their upper envelope
 * u_h(x) = max_i ⟨x, y_i⟩ + h_i. A segment costs N(2d + crossings) operations, all in 64-bit floats.
 * @param codes y_i, [N, d]
 * @param heights h_i, [N]
 * @throws BrenierError `empty-set`, `bad-shape`, or `bad-argument` where it would not fit 4 GB
 */
export function openWalker(
  codes: Matrix,
  heights: Float64Array,
  pool: ThreadPool = openThreadPool(1),
): SegmentWalker {
  const { rows: n, columns: d } = codes
  if (n === 0) throw new BrenierError('empty-set', 'Expected at least one cell to walk through, got none.')
  if (heights.length !== n)
    throw new BrenierError('bad-shape', `Expected ${n} heights, got ${heights.length}.`)
  const blocks = Math.ceil(n / 4)
  const room = Math.min(n, ROOM)
  let end = JOB_BYTES
  const place = (bytes: number): number => {
    const at = end
    end = (end + bytes + 63) & ~63
    return at
  }
  // Ends of a chunk's segments, then level and slope of each code along each.
  const stride = (2 * CHUNK * (d + 4 * blocks) * 8 + 127) & ~63
  const at = {
    planes: place(blocks * d * 16),
    heights: place(blocks * 32),
    ends: place(2 * CAPACITY * d * 8),
    scratch: place(pool.threads * stride),
    visits: place(CAPACITY * 4),
    cells: place(CAPACITY * room * 4),
    times: place(CAPACITY * room * 8),
  }
  const pages = Math.ceil(end / PAGE)
  if (pages > PAGE) {
    throw new BrenierError('bad-argument', `${n} codes of ${d} coordinates need more than 4 GB; use fewer.`)
  }
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
  const ints = new Uint32Array(memory.buffer)
  const floats = new Float32Array(memory.buffer)
  const doubles = new Float64Array(memory.buffer)
  compiled ??= new WebAssembly.Module(Buffer.from(wasmBase64, 'base64'))
  const handle = pool.attach(compiled, memory)
  for (let i = 0; i < n; i++) {
    const to = at.planes / 4 + (i >> 2) * d * 4 + (i & 3)
    for (let k = 0; k < d; k++) floats[to + k * 4] = codes.data[i * d + k]!
  }
  doubles.set(heights, at.heights / 8)
  ints[word.dimension] = d
  ints[word.count] = n
  ints[word.blocks] = blocks
  ints[word.scratchStride] = stride
  ints[word.room] = room
  for (const name of Object.keys(at) as (keyof typeof at)[]) ints[word[name]] = at[name]

  const wayOf = (ends: Float64Array, segment: number, slot: number) => {
    const visits = ints[at.visits / 4 + slot]!
    if (visits > room) {
      const from = 2 * segment * d
      return visitsOf(codes, heights, ends.subarray(from, from + d), ends.subarray(from + d, from + 2 * d))
    }
    const [cells, times] = [at.cells / 4 + slot * room, at.times / 8 + slot * room]
    return { cells: ints.slice(cells, cells + visits), times: doubles.slice(times, times + visits) }
  }

  return {
    walk(ends) {
      const segments = ends.length / (2 * d)
      if (!Number.isInteger(segments)) {
        throw new BrenierError(
          'bad-shape',
          `Expected two ends of ${d} coordinates a segment, got ${ends.length} values.`,
        )
      }
      const ways = []
      for (let start = 0; start < segments; start += CAPACITY) {
        const size = Math.min(CAPACITY, segments - start)
        doubles.set(ends.subarray(2 * start * d, 2 * (start + size) * d), at.ends / 8)
        ints[word.segments] = size
        ints[word.next] = 0
        pool.run(handle, 0)
        for (let slot = 0; slot < size; slot++) ways.push(wayOf(ends, start + slot, slot))
      }
      return joined(ways)
    },
    close: () => {
      pool.detach(handle)
    },
  }
}
