// Walks of segments through the upper envelope of planes (y_i, h_i), in 64-bit floats. `reference.ts` says the same in
// plain TypeScript, bit for bit: sums run over the coordinates in order, nothing is fused.
//
// Layout in memory (all set up by `index.ts`, nothing is allocated here):
//   planes   [block][coordinate][4 codes] in 32 bits, heights [code] in 64
//   ends     [segment][from, to][coordinate] in 64 bits
//   scratch  of a thread: [pair][coordinate][from, direction of two segments], then [segment][level, slope][code]
// so that the projection, which is nearly all of the work, reads in order and multiplies 4 codes by 4 ends at a time.

/** Segments that pass over the codes together. */
const CHUNK: i32 = 4
/** Bytes of planes that stay in the first-level cache while a chunk's segments pass over them. */
const TILE: i32 = 16384

// Byte offsets into the job.
const SEGMENTS: usize = 0
const DIMENSION: usize = 4
const COUNT: usize = 8
const BLOCKS: usize = 12
const PLANES: usize = 16
const HEIGHTS: usize = 20
const ENDS: usize = 24
const NEXT: usize = 28
const SCRATCH: usize = 32
const SCRATCH_STRIDE: usize = 36
const VISITS: usize = 40
const CELLS: usize = 44
const TIMES: usize = 48
const ROOM: usize = 52

function field(job: usize, offset: usize): i32 {
  return load<i32>(job + offset)
}

/** Takes chunks of segments until none is left. Every thread calls it with its own number. */
export function work(job: usize, thread: i32): void {
  const segments = field(job, SEGMENTS)
  for (;;) {
    const first = atomic.add<i32>(job + NEXT, 1) * CHUNK
    if (first >= segments) return
    runChunk(job, thread, first, min(CHUNK, segments - first))
  }
}

function runChunk(job: usize, thread: i32, first: i32, count: i32): void {
  const d = field(job, DIMENSION)
  const blocks = field(job, BLOCKS)
  const planes = <usize>field(job, PLANES)
  const heights = <usize>field(job, HEIGHTS)
  const xs = <usize>field(job, SCRATCH) + <usize>thread * <usize>field(job, SCRATCH_STRIDE)
  const lines = xs + <usize>(2 * CHUNK * d * 8)
  const row = <usize>(blocks * 32)
  gather(<usize>field(job, ENDS) + <usize>(2 * first * d * 8), count, d, xs)
  const tile = max(1, TILE / (16 * d))
  const pairs = (count + 1) >> 1
  for (let b = 0; b < blocks; b += tile) {
    const until = min(blocks, b + tile)
    for (let p = 0; p < pairs; p++) {
      project(xs + <usize>(p * d * 32), d, planes, heights, b, until, lines + <usize>p * 4 * row, row)
    }
  }
  const room = field(job, ROOM)
  for (let s = 0; s < count; s++) {
    const level = lines + <usize>s * 2 * row
    const at = <usize>((first + s) * room)
    const visits = walk(
      level,
      level + row,
      field(job, COUNT),
      <usize>field(job, CELLS) + (at << 2),
      <usize>field(job, TIMES) + (at << 3),
      room,
    )
    store<i32>(<usize>field(job, VISITS) + ((<usize>(first + s)) << 2), visits)
  }
}

/** Starts and directions of the segments, two segments side by side; a missing one is zeros. */
function gather(ends: usize, count: i32, d: i32, xs: usize): void {
  for (let s = 0; s < CHUNK; s++) {
    const from = ends + <usize>(2 * s * d * 8)
    const to = from + <usize>(d * 8)
    const x = xs + <usize>((s >> 1) * d * 32 + (s & 1) * 16)
    for (let k = 0; k < d; k++) {
      const a = s < count ? load<f64>(from + <usize>(k * 8)) : 0
      const b = s < count ? load<f64>(to + <usize>(k * 8)) : 0
      store<f64>(x + <usize>(k * 32), a)
      store<f64>(x + <usize>(k * 32), b - a, 8)
    }
  }
}

/** Levels and slopes of the codes of blocks from … until along two segments. */
function project(
  xs: usize,
  d: i32,
  planes: usize,
  heights: usize,
  from: i32,
  until: i32,
  lines: usize,
  row: usize,
): void {
  let plane = planes + <usize>(from * d * 16)
  for (let b = from; b < until; b++) {
    const h = heights + <usize>(b * 32)
    let level0 = v128.load(h)
    let level1 = v128.load(h, 16)
    let slope0 = f64x2.splat(0)
    let slope1 = f64x2.splat(0)
    let nextLevel0 = level0
    let nextLevel1 = level1
    let nextSlope0 = slope0
    let nextSlope1 = slope0
    let x = xs
    const end = plane + <usize>(d * 16)
    while (plane < end) {
      const codes = v128.load(plane)
      const y0 = f64x2.promote_low_f32x4(codes)
      const y1 = f64x2.promote_low_f32x4(v128.shuffle<i32>(codes, codes, 2, 3, 2, 3))
      let v = v128.load_splat<f64>(x)
      level0 = f64x2.add(level0, f64x2.mul(v, y0))
      level1 = f64x2.add(level1, f64x2.mul(v, y1))
      v = v128.load_splat<f64>(x, 8)
      slope0 = f64x2.add(slope0, f64x2.mul(v, y0))
      slope1 = f64x2.add(slope1, f64x2.mul(v, y1))
      v = v128.load_splat<f64>(x, 16)
      nextLevel0 = f64x2.add(nextLevel0, f64x2.mul(v, y0))
      nextLevel1 = f64x2.add(nextLevel1, f64x2.mul(v, y1))
      v = v128.load_splat<f64>(x, 24)
      nextSlope0 = f64x2.add(nextSlope0, f64x2.mul(v, y0))
      nextSlope1 = f64x2.add(nextSlope1, f64x2.mul(v, y1))
      plane += 16
      x += 32
    }
    let out = lines + <usize>(b * 32)
    v128.store(out, level0)
    v128.store(out, level1, 16)
    out += row
    v128.store(out, slope0)
    v128.store(out, slope1, 16)
    out += row
    v128.store(out, nextLevel0)
    v128.store(out, nextLevel1, 16)
    out += row
    v128.store(out, nextSlope0)
    v128.store(out, nextSlope1, 16)
  }
}

/** The cells from t = 0 to 1 and when each is entered; counts on, but writes no more, once `room` is full. */
function walk(level: usize, slope: usize, n: i32, cells: usize, times: usize, room: i32): i32 {
  let current = 0
  let height = load<f64>(level)
  let rise = load<f64>(slope)
  for (let i = 1; i < n; i++) {
    const other = load<f64>(level + ((<usize>i) << 3))
    if (other < height) continue
    const steepness = load<f64>(slope + ((<usize>i) << 3))
    if (!(other > height || (other == height && steepness > rise))) continue
    current = i
    height = other
    rise = steepness
  }
  let last: f64 = 0
  let visits = 0
  for (;;) {
    if (visits < room) {
      store<i32>(cells + ((<usize>visits) << 2), current)
      store<f64>(times + ((<usize>visits) << 3), last)
    }
    visits++
    let next = -1
    let time: f64 = 1
    let steepest: f64 = 0
    for (let j = 0; j < n; j++) {
      const steepness = load<f64>(slope + ((<usize>j) << 3))
      const gain = steepness - rise
      if (!(gain > 0)) continue
      const crossing = (height - load<f64>(level + ((<usize>j) << 3))) / gain
      if (crossing > time || (crossing == time && (next < 0 || steepness <= steepest))) continue
      next = j
      time = crossing
      steepest = steepness
    }
    if (next < 0 || time >= 1) break
    current = next
    height = load<f64>(level + ((<usize>next) << 3))
    rise = steepest
    last = max(time, last)
  }
  return visits
}
