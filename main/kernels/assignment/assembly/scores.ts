// Scores of rows against all columns in 32-bit floats: lower bounds of cost − v, less the row's offset. Rounding is
// allowed for in the biases and offsets, so nothing here has to be exact.
//
// Beside the scores stand minima: of each lane over a chunk of blocks. The k-th smallest of them is a threshold that
// at least k columns meet, found without sorting.
import * as job from './job'
import { address, at, word } from './job'

/** Where thread-owned scores and minima of row q of four lie. */
export function scoresAt(j: usize, scratch: usize, q: i32): usize {
  return scratch + <usize>q * <usize>word(j, job.SCORES) * 4
}
export function minimaAt(j: usize, scratch: usize, q: i32): usize {
  return scoresAt(j, scratch, 4) + <usize>q * <usize>word(j, job.MINIMA) * 4
}

/** Where the smallest minima are sorted, and behind them four rows coordinate by coordinate. */
function smallestAt(j: usize, scratch: usize): usize {
  return minimaAt(j, scratch, 4)
}
function interleavedAt(j: usize, scratch: usize): usize {
  return smallestAt(j, scratch) + job.KEEP * 4
}

/** Lays four rows side by side, so that one pointer passes over them. @returns the end */
function interleave(j: usize, scratch: usize, r0: i32, r1: i32, r2: i32, r3: i32): usize {
  const bytes = (<usize>word(j, job.DIMENSION)) << 2
  const queries = address(j, job.QUERIES)
  const a0 = queries + <usize>r0 * bytes
  const a1 = queries + <usize>r1 * bytes
  const a2 = queries + <usize>r2 * bytes
  const a3 = queries + <usize>r3 * bytes
  let to = interleavedAt(j, scratch)
  for (let c: usize = 0; c < bytes; c += 4, to += 16) {
    store<f32>(to, load<f32>(a0 + c))
    store<f32>(to, load<f32>(a1 + c), 4)
    store<f32>(to, load<f32>(a2 + c), 8)
    store<f32>(to, load<f32>(a3 + c), 12)
  }
  return to
}

/** Inlined with a literal kind, so that the innermost loops have no branch. */
class Loops {
  @inline
  static first(kind: i32, bias: v128): v128 {
    return kind == job.EUCLIDEAN ? f32x4.splat(0) : bias
  }
  @inline
  static add(kind: i32, sum: v128, a: v128, b: v128): v128 {
    if (kind == job.SQUARED) return f32x4.sub(sum, f32x4.mul(a, b))
    const difference = f32x4.sub(a, b)
    if (kind == job.MANHATTAN) return f32x4.add(sum, f32x4.abs(difference))
    return f32x4.add(sum, f32x4.mul(difference, difference))
  }
  @inline
  static last(kind: i32, sum: v128, bias: v128): v128 {
    return kind == job.EUCLIDEAN ? f32x4.add(f32x4.sqrt(sum), bias) : sum
  }

  @inline
  static four(kind: i32, j: usize, scratch: usize, r0: i32, r1: i32, r2: i32, r3: i32): void {
    const end = interleave(j, scratch, r0, r1, r2, r3)
    const queries = interleavedAt(j, scratch)
    const rowBytes = (<usize>word(j, job.SCORES)) << 2
    const minimaBytes = (<usize>word(j, job.MINIMA)) << 2
    let bias = address(j, job.BIAS)
    let b = address(j, job.PLANES)
    let scores = scratch
    let minima = minimaAt(j, scratch, 0)
    const blocks = word(j, job.BLOCKS)
    const chunk = word(j, job.CHUNK)
    for (let from = 0; from < blocks; from += chunk) {
      let m0 = f32x4.splat(<f32>Infinity)
      let m1 = m0
      let m2 = m0
      let m3 = m0
      const until = min(blocks, from + chunk)
      for (let block = from; block < until; block++) {
        const biasLeft = v128.load(bias)
        const biasRight = v128.load(bias, 16)
        let s0 = Loops.first(kind, biasLeft)
        let t0 = Loops.first(kind, biasRight)
        let s1 = s0
        let t1 = t0
        let s2 = s0
        let t2 = t0
        let s3 = s0
        let t3 = t0
        for (let query = queries; query < end; query += 16, b += 32) {
          const left = v128.load(b)
          const right = v128.load(b, 16)
          let a = v128.load32_splat(query)
          s0 = Loops.add(kind, s0, a, left)
          t0 = Loops.add(kind, t0, a, right)
          a = v128.load32_splat(query, 4)
          s1 = Loops.add(kind, s1, a, left)
          t1 = Loops.add(kind, t1, a, right)
          a = v128.load32_splat(query, 8)
          s2 = Loops.add(kind, s2, a, left)
          t2 = Loops.add(kind, t2, a, right)
          a = v128.load32_splat(query, 12)
          s3 = Loops.add(kind, s3, a, left)
          t3 = Loops.add(kind, t3, a, right)
        }
        s0 = Loops.last(kind, s0, biasLeft)
        t0 = Loops.last(kind, t0, biasRight)
        s1 = Loops.last(kind, s1, biasLeft)
        t1 = Loops.last(kind, t1, biasRight)
        s2 = Loops.last(kind, s2, biasLeft)
        t2 = Loops.last(kind, t2, biasRight)
        s3 = Loops.last(kind, s3, biasLeft)
        t3 = Loops.last(kind, t3, biasRight)
        let out = scores
        v128.store(out, s0)
        v128.store(out, t0, 16)
        out += rowBytes
        v128.store(out, s1)
        v128.store(out, t1, 16)
        out += rowBytes
        v128.store(out, s2)
        v128.store(out, t2, 16)
        out += rowBytes
        v128.store(out, s3)
        v128.store(out, t3, 16)
        m0 = f32x4.pmin(f32x4.pmin(m0, s0), t0)
        m1 = f32x4.pmin(f32x4.pmin(m1, s1), t1)
        m2 = f32x4.pmin(f32x4.pmin(m2, s2), t2)
        m3 = f32x4.pmin(f32x4.pmin(m3, s3), t3)
        bias += 32
        scores += 32
      }
      let out = minima
      v128.store(out, m0)
      out += minimaBytes
      v128.store(out, m1)
      out += minimaBytes
      v128.store(out, m2)
      out += minimaBytes
      v128.store(out, m3)
      minima += 16
    }
  }

  /** One row against two blocks at a time where it can: a lone row has no others to share the columns' loads with. */
  @inline
  static one(kind: i32, j: usize, scratch: usize, row: i32): void {
    const bytes = (<usize>word(j, job.DIMENSION)) << 2
    const blockBytes = bytes << 3
    const query = address(j, job.QUERIES) + <usize>row * bytes
    let bias = address(j, job.BIAS)
    let b = address(j, job.PLANES)
    let scores = scratch
    let minima = minimaAt(j, scratch, 0)
    const blocks = word(j, job.BLOCKS)
    const chunk = word(j, job.CHUNK)
    for (let from = 0; from < blocks; from += chunk) {
      let least = f32x4.splat(<f32>Infinity)
      const until = min(blocks, from + chunk)
      for (let block = from; block < until; block += 2) {
        const bias0 = v128.load(bias)
        const bias1 = v128.load(bias, 16)
        let s0 = Loops.first(kind, bias0)
        let s1 = Loops.first(kind, bias1)
        if (block + 1 == until) {
          for (let c: usize = 0; c < bytes; c += 4, b += 32) {
            const a = v128.load32_splat(query + c)
            s0 = Loops.add(kind, s0, a, v128.load(b))
            s1 = Loops.add(kind, s1, a, v128.load(b, 16))
          }
          s0 = Loops.last(kind, s0, bias0)
          s1 = Loops.last(kind, s1, bias1)
          v128.store(scores, s0)
          v128.store(scores, s1, 16)
          least = f32x4.pmin(f32x4.pmin(least, s0), s1)
          bias += 32
          scores += 32
          break
        }
        const bias2 = v128.load(bias, 32)
        const bias3 = v128.load(bias, 48)
        let s2 = Loops.first(kind, bias2)
        let s3 = Loops.first(kind, bias3)
        let next = b + blockBytes
        for (let c: usize = 0; c < bytes; c += 4, b += 32, next += 32) {
          const a = v128.load32_splat(query + c)
          s0 = Loops.add(kind, s0, a, v128.load(b))
          s1 = Loops.add(kind, s1, a, v128.load(b, 16))
          s2 = Loops.add(kind, s2, a, v128.load(next))
          s3 = Loops.add(kind, s3, a, v128.load(next, 16))
        }
        b = next
        s0 = Loops.last(kind, s0, bias0)
        s1 = Loops.last(kind, s1, bias1)
        s2 = Loops.last(kind, s2, bias2)
        s3 = Loops.last(kind, s3, bias3)
        v128.store(scores, s0)
        v128.store(scores, s1, 16)
        v128.store(scores, s2, 32)
        v128.store(scores, s3, 48)
        least = f32x4.pmin(f32x4.pmin(f32x4.pmin(f32x4.pmin(least, s0), s1), s2), s3)
        bias += 64
        scores += 64
      }
      v128.store(minima, least)
      minima += 16
    }
  }
}

export function scoreFour(j: usize, scratch: usize, r0: i32, r1: i32, r2: i32, r3: i32): void {
  const kind = word(j, job.KIND)
  if (kind == job.SQUARED) Loops.four(job.SQUARED, j, scratch, r0, r1, r2, r3)
  else if (kind == job.MANHATTAN) Loops.four(job.MANHATTAN, j, scratch, r0, r1, r2, r3)
  else if (kind == job.EUCLIDEAN) Loops.four(job.EUCLIDEAN, j, scratch, r0, r1, r2, r3)
  else {
    table(j, scratch, 0, r0)
    table(j, scratch, 1, r1)
    table(j, scratch, 2, r2)
    table(j, scratch, 3, r3)
  }
}

export function scoreOne(j: usize, scratch: usize, row: i32): void {
  const kind = word(j, job.KIND)
  if (kind == job.SQUARED) Loops.one(job.SQUARED, j, scratch, row)
  else if (kind == job.MANHATTAN) Loops.one(job.MANHATTAN, j, scratch, row)
  else if (kind == job.EUCLIDEAN) Loops.one(job.EUCLIDEAN, j, scratch, row)
  else table(j, scratch, 0, row)
}

/** Costs of a table less v, rounded down. */
function table(j: usize, scratch: usize, q: i32, row: i32): void {
  const columns = word(j, job.COLUMNS)
  const blocks = word(j, job.BLOCKS)
  const chunk = word(j, job.CHUNK)
  const costs = address(j, job.A) + <usize>row * <usize>columns * 8
  const duals = address(j, job.V)
  const scores = scoresAt(j, scratch, q)
  let minima = minimaAt(j, scratch, q)
  for (let column = 0; column < blocks * 8; column++) {
    let score = <f32>Infinity
    if (column < columns) {
      const reduced = load<f64>(at(costs, column, 3)) - load<f64>(at(duals, column, 3))
      score = <f32>(reduced - abs(reduced) * 1.2e-7)
    }
    store<f32>(at(scores, column, 2), score)
  }
  for (let from = 0; from < blocks; from += chunk) {
    let least = f32x4.splat(<f32>Infinity)
    const until = min(blocks, from + chunk)
    for (let block = from; block < until; block++) {
      const s = at(scores, block, 5)
      least = f32x4.pmin(f32x4.pmin(least, v128.load(s)), v128.load(s, 16))
    }
    v128.store(minima, least)
    minima += 16
  }
}

/**
 * The KEEP-th smallest of a row's minima, so that at least KEEP scores do not exceed it; the largest float where there
 * are fewer.
 */
export function threshold(j: usize, scratch: usize, q: i32): f32 {
  const smallest = smallestAt(j, scratch)
  for (let k = 0; k < job.KEEP; k += 4) v128.store(at(smallest, k, 2), f32x4.splat(f32.MAX_VALUE))
  const end = at(smallest, job.KEEP - 1, 2)
  let worst = f32.MAX_VALUE
  const minima = minimaAt(j, scratch, q)
  const until = minima + ((<usize>word(j, job.MINIMA)) << 2)
  for (let m = minima; m < until; m += 16) {
    const candidates = f32x4.lt(v128.load(m), f32x4.splat(worst))
    for (let mask = i32x4.bitmask(candidates); mask; mask &= mask - 1) {
      const value = load<f32>(m + ((<usize>ctz(mask)) << 2))
      if (value >= worst) continue
      let slot = end
      for (; slot > smallest && load<f32>(slot - 4) > value; slot -= 4) store<f32>(slot, load<f32>(slot - 4))
      store<f32>(slot, value)
      worst = load<f32>(end)
    }
  }
  return worst
}
