// Exact k nearest neighbours. A pass in 32-bit floats scores ½|p|² − ⟨q, p⟩ on centred coordinates, eight points by
// four queries at a time, and keeps every point that may be among the k nearest once the rounding of the scores is
// allowed for; the kept ones are compared by their distance in 64-bit floats, summed as `../reference.ts` sums it,
// so both give the same bits.
//
// Layout in memory (set up by `../wasm-search.ts`, nothing is allocated here):
//   points [n][d] as given; blocks [block][coordinate][8 points] centred; halves [block][8], Infinity where padded

const LANES: i32 = 8
/** Queries of one piece, scored four at a time against a tile of points that stays in the first-level cache. */
const QUERIES: i32 = 16
const TILE_BYTES: i32 = 16384
/** 2⁻²⁴, with a little to spare for the second order. */
const ROUNDING: f64 = 6.0e-8

// Byte offsets into the job.
const N: usize = 0
const DIMENSION: usize = 4
const BLOCK_COUNT: usize = 8
const POINTS: usize = 12
const BLOCKS: usize = 16
const HALVES: usize = 20
const MEAN: usize = 24
const QUERY: usize = 28
const COUNT: usize = 32
/** Point that query 0 is, or −1 where queries are no points of the set. */
const SELF: usize = 36
const K: usize = 40
const INDICES: usize = 44
const DISTANCES: usize = 48
const SCRATCH: usize = 52
const SCRATCH_STRIDE: usize = 56
const NEXT: usize = 60
/** f64: largest norm of a centred point. */
const LARGEST: usize = 64

// Per query, 64 bytes: bound on the scores worth keeping, slack for rounding, number kept, number that triggers a
// cut, the point to leave out; the scores of one block, to be read by lane.
const BOUND: usize = 0
const SLACK: usize = 4
const HELD: usize = 8
const TRIGGER: usize = 12
const SKIP: usize = 16
const LANE_SCORES: usize = 32
const STATE_BYTES: i32 = 64

/** The scratch of one thread: states, centred queries, then scores and indices of kept points, n each a query. */
function queryAt(j: usize, scratch: usize, q: i32): usize {
  return scratch + <usize>(QUERIES * STATE_BYTES) + <usize>(q * load<i32>(j + DIMENSION) * 4)
}
function keptAt(j: usize, scratch: usize, q: i32): usize {
  return queryAt(j, scratch, QUERIES) + <usize>q * <usize>load<i32>(j + N) * 8
}

/** Takes pieces of sixteen queries until none is left. */
export function work(j: usize, thread: i32): void {
  const count = load<i32>(j + COUNT)
  const scratch = <usize>load<u32>(j + SCRATCH) + <usize>thread * <usize>load<u32>(j + SCRATCH_STRIDE)
  for (;;) {
    const first = atomic.add<i32>(j + NEXT, 1) * QUERIES
    if (first >= count) return
    search(j, scratch, first, min(QUERIES, count - first))
  }
}

function search(j: usize, scratch: usize, first: i32, queries: i32): void {
  const d = load<i32>(j + DIMENSION)
  const blocks = load<i32>(j + BLOCK_COUNT)
  const quads = (queries + 3) >> 2
  for (let q = 0; q < quads * 4; q++) prepare(j, scratch, first, q, queries)
  const tile = max(1, TILE_BYTES / (LANES * 4 * d))
  for (let begin = 0; begin < blocks; begin += tile) {
    const end = min(blocks, begin + tile)
    for (let quad = 0; quad < quads; quad++) scan(j, scratch, quad * 4, begin, end)
  }
  for (let q = 0; q < queries; q++) finish(j, scratch, first, q)
}

/** Centres a query and sets its state; the spare queries of a last, partial quad keep nothing. */
function prepare(j: usize, scratch: usize, first: i32, q: i32, queries: i32): void {
  const d = load<i32>(j + DIMENSION)
  const state = scratch + <usize>(q * STATE_BYTES)
  const to = queryAt(j, scratch, q)
  const from = <usize>load<u32>(j + QUERY) + <usize>(first + min(q, queries - 1)) * <usize>d * 4
  const mean = <usize>load<u32>(j + MEAN)
  let squared: f64 = 0
  for (let c: usize = 0; c < <usize>d * 4; c += 4) {
    const value = load<f32>(from + c) - load<f32>(mean + c)
    store<f32>(to + c, value)
    squared += <f64>value * <f64>value
  }
  const largest = load<f64>(j + LARGEST)
  const error = <f64>(d + 8) * ROUNDING * largest * (0.5 * largest + sqrt(squared))
  const self = load<i32>(j + SELF)
  store<f32>(state, q < queries ? f32.MAX_VALUE : -f32.MAX_VALUE, BOUND)
  store<f32>(state, <f32>(2 * error), SLACK)
  store<i32>(state, 0, HELD)
  store<i32>(state, 2 * load<i32>(j + K) + 32, TRIGGER)
  store<i32>(state, self < 0 ? -1 : self + first + q, SKIP)
}

function scan(j: usize, scratch: usize, quad: i32, begin: i32, end: i32): void {
  const d = <usize>load<i32>(j + DIMENSION)
  const state = scratch + <usize>(quad * STATE_BYTES)
  const q0 = queryAt(j, scratch, quad)
  const q1 = q0 + d * 4
  const q2 = q1 + d * 4
  const q3 = q2 + d * 4
  const halves = <usize>load<u32>(j + HALVES)
  let p = <usize>load<u32>(j + BLOCKS) + <usize>begin * d * 32
  for (let block = begin; block < end; block++) {
    const left = v128.load(halves + ((<usize>block) << 5))
    const right = v128.load(halves + ((<usize>block) << 5), 16)
    let a0 = left
    let b0 = right
    let a1 = left
    let b1 = right
    let a2 = left
    let b2 = right
    let a3 = left
    let b3 = right
    for (let c: usize = 0; c < d * 4; c += 4, p += 32) {
      const pa = v128.load(p)
      const pb = v128.load(p, 16)
      let q = v128.load32_splat(q0 + c)
      a0 = f32x4.sub(a0, f32x4.mul(q, pa))
      b0 = f32x4.sub(b0, f32x4.mul(q, pb))
      q = v128.load32_splat(q1 + c)
      a1 = f32x4.sub(a1, f32x4.mul(q, pa))
      b1 = f32x4.sub(b1, f32x4.mul(q, pb))
      q = v128.load32_splat(q2 + c)
      a2 = f32x4.sub(a2, f32x4.mul(q, pa))
      b2 = f32x4.sub(b2, f32x4.mul(q, pb))
      q = v128.load32_splat(q3 + c)
      a3 = f32x4.sub(a3, f32x4.mul(q, pa))
      b3 = f32x4.sub(b3, f32x4.mul(q, pb))
    }
    const in0 = f32x4.le(f32x4.pmin(a0, b0), v128.load32_splat(state))
    const in1 = f32x4.le(f32x4.pmin(a1, b1), v128.load32_splat(state, STATE_BYTES))
    const in2 = f32x4.le(f32x4.pmin(a2, b2), v128.load32_splat(state, 2 * STATE_BYTES))
    const in3 = f32x4.le(f32x4.pmin(a3, b3), v128.load32_splat(state, 3 * STATE_BYTES))
    if (!v128.any_true(v128.or(v128.or(in0, in1), v128.or(in2, in3)))) continue
    if (v128.any_true(in0)) keep(j, scratch, quad, block, a0, b0)
    if (v128.any_true(in1)) keep(j, scratch, quad + 1, block, a1, b1)
    if (v128.any_true(in2)) keep(j, scratch, quad + 2, block, a2, b2)
    if (v128.any_true(in3)) keep(j, scratch, quad + 3, block, a3, b3)
  }
}

/** Appends the points of a block whose score is within the query's bound. */
function keep(j: usize, scratch: usize, q: i32, block: i32, a: v128, b: v128): void {
  const state = scratch + <usize>(q * STATE_BYTES)
  const bound = v128.load32_splat(state, BOUND)
  let mask = i32x4.bitmask(f32x4.le(a, bound)) | (i32x4.bitmask(f32x4.le(b, bound)) << 4)
  const n = load<i32>(j + N)
  const scores = keptAt(j, scratch, q)
  const indices = scores + ((<usize>n) << 2)
  const skip = load<i32>(state, SKIP)
  v128.store(state, a, LANE_SCORES)
  v128.store(state, b, LANE_SCORES + 16)
  let held = load<i32>(state, HELD)
  for (; mask; mask &= mask - 1) {
    const lane = ctz(mask)
    const index = block * LANES + lane
    if (index == skip) continue
    store<f32>(scores + ((<usize>held) << 2), load<f32>(state + ((<usize>lane) << 2), LANE_SCORES))
    store<i32>(indices + ((<usize>held) << 2), index)
    held++
  }
  store<i32>(state, held, HELD)
  if (held >= load<i32>(state, TRIGGER)) cut(j, scratch, q)
}

/** Lowers the bound to the k-th best score plus the slack and drops what lies beyond. */
function cut(j: usize, scratch: usize, q: i32): void {
  const k = load<i32>(j + K)
  const state = scratch + <usize>(q * STATE_BYTES)
  const held = load<i32>(state, HELD)
  if (held <= k) return
  const scores = keptAt(j, scratch, q)
  const indices = scores + ((<usize>load<i32>(j + N)) << 2)
  select(scores, indices, held, k - 1)
  const bound = load<f32>(scores + ((<usize>(k - 1)) << 2)) + load<f32>(state, SLACK)
  let kept = k
  for (let i = k; i < held; i++) {
    const score = load<f32>(scores + ((<usize>i) << 2))
    if (score > bound) continue
    store<f32>(scores + ((<usize>kept) << 2), score)
    store<i32>(indices + ((<usize>kept) << 2), load<i32>(indices + ((<usize>i) << 2)))
    kept++
  }
  store<f32>(state, bound, BOUND)
  store<i32>(state, kept, HELD)
  // Ties and coarse scores may leave many: wait until they have doubled.
  store<i32>(state, max(2 * k + 32, 2 * kept), TRIGGER)
}

/** Quickselect: the `rank` + 1 smallest scores come first, the largest of them at `rank`. */
function select(scores: usize, indices: usize, count: i32, rank: i32): void {
  let low = 0
  let high = count - 1
  while (low < high) {
    const pivot = load<f32>(scores + ((<usize>((low + high) >> 1)) << 2))
    let i = low
    let k = high
    while (i <= k) {
      while (load<f32>(scores + ((<usize>i) << 2)) < pivot) i++
      while (load<f32>(scores + ((<usize>k) << 2)) > pivot) k--
      if (i > k) break
      const at = (<usize>i) << 2
      const other = (<usize>k) << 2
      const score = load<f32>(scores + at)
      store<f32>(scores + at, load<f32>(scores + other))
      store<f32>(scores + other, score)
      const index = load<i32>(indices + at)
      store<i32>(indices + at, load<i32>(indices + other))
      store<i32>(indices + other, index)
      i++
      k--
    }
    if (rank <= k) high = k
    else if (rank >= i) low = i
    else return
  }
}

/** Orders what was kept by distance and index, and writes the first k. */
function finish(j: usize, scratch: usize, first: i32, q: i32): void {
  cut(j, scratch, q)
  const d = load<i32>(j + DIMENSION)
  const k = load<i32>(j + K)
  const held = load<i32>(scratch + <usize>(q * STATE_BYTES), HELD)
  const indices = keptAt(j, scratch, q) + ((<usize>load<i32>(j + N)) << 2)
  const query = <usize>load<u32>(j + QUERY) + <usize>(first + q) * <usize>d * 4
  const points = <usize>load<u32>(j + POINTS)
  // Distances behind everything else of this thread; then both arrays are put in order.
  const distances = keptAt(j, scratch, QUERIES)
  for (let i = 0; i < held; i++) {
    const p = points + <usize>load<i32>(indices + ((<usize>i) << 2)) * <usize>d * 4
    let sum: f64 = 0
    for (let c: usize = 0; c < <usize>d * 4; c += 4) {
      const difference = <f64>load<f32>(p + c) - <f64>load<f32>(query + c)
      sum += difference * difference
    }
    store<f64>(distances + ((<usize>i) << 3), sum)
  }
  sort(distances, indices, held)
  const out = (<usize>(first + q) * <usize>k) << 2
  const outIndices = <usize>load<u32>(j + INDICES) + out
  const outDistances = <usize>load<u32>(j + DISTANCES) + out
  for (let slot = 0; slot < k; slot++) {
    store<i32>(outIndices + ((<usize>slot) << 2), load<i32>(indices + ((<usize>slot) << 2)))
    store<f32>(outDistances + ((<usize>slot) << 2), <f32>load<f64>(distances + ((<usize>slot) << 3)))
  }
}

/** Shell sort by distance, then index, gaps shrinking by 4/9. */
function sort(distances: usize, indices: usize, count: i32): void {
  let gap = 1
  while (gap < count) gap = (gap * 9) / 4 + 1
  for (; gap > 0; gap = gap == 1 ? 0 : max(1, (gap * 4) / 9)) {
    for (let i = gap; i < count; i++) {
      const distance = load<f64>(distances + ((<usize>i) << 3))
      const index = load<i32>(indices + ((<usize>i) << 2))
      let to = i
      for (; to >= gap; to -= gap) {
        const other = load<f64>(distances + ((<usize>(to - gap)) << 3))
        const otherIndex = load<i32>(indices + ((<usize>(to - gap)) << 2))
        if (other < distance || (other == distance && otherIndex < index)) break
        store<f64>(distances + ((<usize>to) << 3), other)
        store<i32>(indices + ((<usize>to) << 2), otherIndex)
      }
      store<f64>(distances + ((<usize>to) << 3), distance)
      store<i32>(indices + ((<usize>to) << 2), index)
    }
  }
}
