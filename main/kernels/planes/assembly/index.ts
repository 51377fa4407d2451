// For a batch of samples x and planes (y_j, h_j): the planes of largest score <x, y_j> + h_j, without ever
// storing the matrix of scores. `reference.ts` says the same in plain TypeScript, bit for bit: scores are
// summed from the height over the coordinates in order, in 32-bit floats; equal scores keep the lower index;
// NaN never wins.
//
// Layout in memory (all set up by `index.ts`, nothing is allocated here):
//   planes   [block][coordinate][4 codes]   heights [block][4 codes], -Infinity where padded
//   samples  [group][coordinate][8 samples], one chunk at a time in a thread's scratch
// so that the inner loop reads both in order: 8 samples are two vectors, a code's coordinate is a splat.

const CHUNK: i32 = 256
const GROUPS: i32 = CHUNK / 8
/** Bytes of planes that stay in the first-level cache while a chunk's samples pass over them. */
const TILE: i32 = 16384

const SOURCE_GIVEN: i32 = 0
const SOURCE_CUBE: i32 = 1

// Byte offsets into the job.
const SOURCE: usize = 0
const SAMPLES: usize = 4
const DIMENSION: usize = 8
const BLOCKS: usize = 12
const PLANES: usize = 16
const HEIGHTS: usize = 20
const NEXT: usize = 24
const CHUNKS: usize = 28
const SEED: usize = 32
const FIRST_CHUNK: usize = 36
const KEEP: usize = 40
const GIVEN: usize = 44
const INDICES: usize = 48
const SCORES: usize = 52
const COUNTS: usize = 56
const COUNTS_STRIDE: usize = 60
const ENERGIES: usize = 64
const SCRATCH: usize = 68
const SCRATCH_STRIDE: usize = 72
const DRAWN: usize = 76

function field(job: usize, offset: usize): i32 {
  return load<i32>(job + offset)
}

/** Takes chunks of the job until none is left. Every thread calls it with its own number. */
export function work(job: usize, thread: i32): void {
  const chunks = field(job, CHUNKS)
  const next = job + NEXT
  for (;;) {
    const chunk = atomic.add<i32>(next, 1)
    if (chunk >= chunks) return
    runChunk(job, thread, chunk)
  }
}

function runChunk(job: usize, thread: i32, chunk: i32): void {
  const d = field(job, DIMENSION)
  const keep = field(job, KEEP)
  const start = chunk * CHUNK
  const count = min(CHUNK, field(job, SAMPLES) - start)
  const groups = (count + 7) >> 3
  const xs = <usize>field(job, SCRATCH) + <usize>thread * <usize>field(job, SCRATCH_STRIDE)
  const best = xs + <usize>(CHUNK * d * 4)
  const index = best + <usize>(CHUNK * keep * 4)

  const source = field(job, SOURCE)
  if (source == SOURCE_GIVEN) gather(<usize>field(job, GIVEN) + <usize>(start * d * 4), count, d, xs)
  else draw(source, field(job, SEED), field(job, FIRST_CHUNK) + chunk, d, groups, xs)

  const cells = groups * 8 * keep
  for (let i = 0; i < cells; i += 4) {
    v128.store(best + ((<usize>i) << 2), f32x4.splat(<f32>-Infinity))
    v128.store(index + ((<usize>i) << 2), i32x4.splat(-1))
  }
  const blocks = field(job, BLOCKS)
  const planes = <usize>field(job, PLANES)
  const heights = <usize>field(job, HEIGHTS)
  const tile = max(1, TILE / (16 * d))
  for (let b = 0; b < blocks; b += tile) {
    const until = min(blocks, b + tile)
    for (let g = 0; g < groups; g++) {
      const x = xs + <usize>(g * d * 32)
      const offset = <usize>(g * keep * 32)
      scan(x, d, planes, heights, b, until, keep, best + offset, index + offset)
    }
  }
  emit(job, thread, chunk, start, count, d, keep, xs, best, index)
}

function emit(
  job: usize,
  thread: i32,
  chunk: i32,
  start: i32,
  count: i32,
  d: i32,
  keep: i32,
  xs: usize,
  best: usize,
  index: usize,
): void {
  const indices = <usize>field(job, INDICES)
  const scores = <usize>field(job, SCORES)
  const drawn = <usize>field(job, DRAWN)
  const counts = <usize>field(job, COUNTS) + <usize>thread * <usize>field(job, COUNTS_STRIDE)
  let energy: f64 = 0
  for (let s = 0; s < count; s++) {
    const at = <usize>((s >> 3) * keep * 32 + (s & 7) * 4)
    const winner = load<u32>(index + at)
    if (winner != 0xffffffff) {
      energy += <f64>load<f32>(best + at)
      const cell = counts + ((<usize>winner) << 2)
      store<u32>(cell, load<u32>(cell) + 1)
    }
    const out = (<usize>((start + s) * keep)) << 2
    if (indices)
      for (let t = 0; t < keep; t++)
        store<u32>(indices + out + ((<usize>t) << 2), load<u32>(index + at + <usize>(t * 32)))
    if (scores)
      for (let t = 0; t < keep; t++)
        store<f32>(scores + out + ((<usize>t) << 2), load<f32>(best + at + <usize>(t * 32)))
    if (drawn) {
      const x = xs + <usize>((s >> 3) * d * 32 + (s & 7) * 4)
      const row = drawn + ((<usize>((start + s) * d)) << 2)
      for (let k = 0; k < d; k++) store<f32>(row + ((<usize>k) << 2), load<f32>(x + <usize>(k * 32)))
    }
  }
  store<f64>(<usize>field(job, ENERGIES) + ((<usize>chunk) << 3), energy)
}

/** Row-major samples into groups of eight; the last group is filled up with zeros. */
function gather(rows: usize, count: i32, d: i32, xs: usize): void {
  for (let s = 0; s < ((count + 7) & ~7); s++) {
    const x = xs + <usize>((s >> 3) * d * 32 + (s & 7) * 4)
    const row = rows + ((<usize>(s * d)) << 2)
    for (let k = 0; k < d; k++)
      store<f32>(x + <usize>(k * 32), s < count ? load<f32>(row + ((<usize>k) << 2)) : 0)
  }
}

/**
 * Passes the planes of blocks from … until over one group of eight samples and keeps the `keep` best, in
 * falling order. Lists change rarely once a few planes were seen, so only the comparison with the least
 * of them lies in the main path.
 */
function scan(
  x: usize,
  d: i32,
  planes: usize,
  heights: usize,
  from: i32,
  until: i32,
  keep: i32,
  best: usize,
  index: usize,
): void {
  const last = best + <usize>((keep - 1) * 32)
  let least0 = v128.load(last)
  let least1 = v128.load(last, 16)
  let plane = planes + <usize>(from * d * 16)
  let height = heights + <usize>(from * 16)
  for (let b = from; b < until; b++) {
    let a0 = v128.load_splat<f32>(height)
    let b0 = v128.load_splat<f32>(height, 4)
    let c0 = v128.load_splat<f32>(height, 8)
    let d0 = v128.load_splat<f32>(height, 12)
    let a1 = a0
    let b1 = b0
    let c1 = c0
    let d1 = d0
    let p = x
    const end = plane + <usize>(d * 16)
    while (plane < end) {
      const x0 = v128.load(p)
      const x1 = v128.load(p, 16)
      let y = v128.load_splat<f32>(plane)
      a0 = f32x4.add(a0, f32x4.mul(y, x0))
      a1 = f32x4.add(a1, f32x4.mul(y, x1))
      y = v128.load_splat<f32>(plane, 4)
      b0 = f32x4.add(b0, f32x4.mul(y, x0))
      b1 = f32x4.add(b1, f32x4.mul(y, x1))
      y = v128.load_splat<f32>(plane, 8)
      c0 = f32x4.add(c0, f32x4.mul(y, x0))
      c1 = f32x4.add(c1, f32x4.mul(y, x1))
      y = v128.load_splat<f32>(plane, 12)
      d0 = f32x4.add(d0, f32x4.mul(y, x0))
      d1 = f32x4.add(d1, f32x4.mul(y, x1))
      plane += 16
      p += 32
    }
    height += 16
    // pmax(least, score) keeps least where the score is NaN.
    const m0 = f32x4.pmax(f32x4.pmax(f32x4.pmax(f32x4.pmax(least0, a0), b0), c0), d0)
    const m1 = f32x4.pmax(f32x4.pmax(f32x4.pmax(f32x4.pmax(least1, a1), b1), c1), d1)
    if (v128.any_true(v128.or(f32x4.gt(m0, least0), f32x4.gt(m1, least1)))) {
      const j = b << 2
      insert(a0, a1, j, keep, best, index)
      insert(b0, b1, j + 1, keep, best, index)
      insert(c0, c1, j + 2, keep, best, index)
      insert(d0, d1, j + 3, keep, best, index)
      least0 = v128.load(last)
      least1 = v128.load(last, 16)
    }
  }
}

/** Inserts plane j into the sorted lists of eight samples; lanes it does not beat stay as they are. */
function insert(score0: v128, score1: v128, j: i32, keep: i32, best: usize, index: usize): void {
  insertLanes(score0, j, keep, best, index)
  insertLanes(score1, j, keep, best + 16, index + 16)
}

function insertLanes(score: v128, j: i32, keep: i32, best: usize, index: usize): void {
  let moving = i32x4.splat(j)
  let placed = i32x4.splat(0)
  for (let t = 0; t < keep; t++) {
    const held = v128.load(best)
    const heldIndex = v128.load(index)
    placed = v128.or(placed, f32x4.gt(score, held))
    v128.store(best, v128.bitselect(score, held, placed))
    v128.store(index, v128.bitselect(moving, heldIndex, placed))
    score = v128.bitselect(held, score, placed)
    moving = v128.bitselect(heldIndex, moving, placed)
    best += 32
    index += 32
  }
}

function rotate7(x: v128): v128 {
  return v128.or(i32x4.shl(x, 7), i32x4.shr_u(x, 25))
}

function rotate11(x: v128): v128 {
  return v128.or(i32x4.shl(x, 11), i32x4.shr_u(x, 21))
}

/** One word of splitmix32 for each of four neighbouring counters. */
function mix(counter: v128): v128 {
  let z = counter
  z = i32x4.mul(v128.xor(z, i32x4.shr_u(z, 16)), i32x4.splat(0x21f0aaad))
  z = i32x4.mul(v128.xor(z, i32x4.shr_u(z, 15)), i32x4.splat(0x735a2d97))
  return v128.xor(z, i32x4.shr_u(z, 15))
}

/**
 * Fills groups with fresh samples. The stream belongs to (seed, chunk), so who draws it does not matter:
 * four xoshiro128** generators side by side.
 */
function draw(source: i32, seed: i32, chunk: i32, d: i32, groups: i32, xs: usize): void {
  const lanes = i32x4(0, 1, 2, 3)
  // The chunk is mixed before the seed joins it, so that neighbouring seeds share no stream.
  const key = v128.xor(mix(i32x4.add(i32x4.splat(chunk << 2), lanes)), i32x4.splat(seed))
  let a = mix(i32x4.add(key, i32x4.splat(0x9e3779b9)))
  let b = mix(i32x4.add(a, i32x4.splat(0x3c6ef372)))
  let c = mix(i32x4.add(b, i32x4.splat(0xdaa66d2b)))
  let e = mix(i32x4.add(c, i32x4.splat(0x78dde6e4)))
  const until = xs + <usize>(groups * d * 32)
  for (let out = xs; out < until; out += 16) {
    const five = i32x4.add(i32x4.shl(b, 2), b)
    const turned = rotate7(five)
    const word = i32x4.add(i32x4.shl(turned, 3), turned)
    const t = i32x4.shl(b, 9)
    c = v128.xor(c, a)
    e = v128.xor(e, b)
    b = v128.xor(b, c)
    a = v128.xor(a, e)
    c = v128.xor(c, t)
    e = rotate11(e)
    if (source == SOURCE_CUBE) {
      // 24 bits, centred in their interval of width 2⁻²⁴.
      const unit = f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(word, 8)), f32x4.splat(5.9604644775390625e-8))
      v128.store(out, f32x4.sub(unit, f32x4.splat(0.5)))
    } else {
      v128.store(out, word)
      normals(out)
    }
  }
}

/** Four 32-bit words in place into four standard normals. */
function normals(at: usize): void {
  for (let lane: usize = 0; lane < 16; lane += 4) {
    const p = (<f64>load<u32>(at + lane) + 0.5) * 2.3283064365386963e-10
    store<f32>(at + lane, <f32>quantile(p))
  }
}

/** The standard normal quantile, Wichura's PPND7 (Applied Statistics 37, 1988), relative error 1e-7. */
function quantile(p: f64): f64 {
  const q = p - 0.5
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q
    return (
      (q * (((59.10937472 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179)) /
      (((67.1875636 * r + 78.757757664) * r + 17.895169469) * r + 1)
    )
  }
  let r = Math.sqrt(-logarithm(q < 0 ? p : 1 - p))
  let value: f64
  if (r <= 5) {
    r -= 1.6
    value =
      (((0.17023821103 * r + 1.3067284816) * r + 2.75681539) * r + 1.4234372777) /
      ((0.12021132975 * r + 0.7370016425) * r + 1)
  } else {
    r -= 5
    value =
      (((0.017337203997 * r + 0.42868294337) * r + 3.081226386) * r + 6.657905115) /
      ((0.012258202635 * r + 0.24197894225) * r + 1)
  }
  return q < 0 ? -value : value
}

/** log x for 0 < x < 1 from plain arithmetic, so that it has the same bits in every language. */
function logarithm(x: f64): f64 {
  const bits = reinterpret<u64>(x)
  let exponent = <i32>((bits >> 52) & 0x7ff) - 1022
  let m = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3fe0000000000000)
  if (m < 0.7071067811865476) {
    m *= 2
    exponent -= 1
  }
  const s = (m - 1) / (m + 1)
  const z = s * s
  const series =
    1 + z * (1 / 3.0 + z * (1 / 5.0 + z * (1 / 7.0 + z * (1 / 9.0 + z * (1 / 11.0 + z * (1 / 13.0))))))
  return <f64>exponent * 0.6931471805599453 + 2 * s * series
}
