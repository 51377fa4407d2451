// Attraction along the listed pairs, and the move that follows.
import * as job from './job'
import { address, at, word } from './job'

export function attractAndMove(j: usize, piece: i32): void {
  const rows = word(j, job.PIECE_ROWS)
  const begin = piece * rows
  const end = min(word(j, job.N), begin + rows)
  const flags = word(j, job.FLAGS)
  const positions = address(j, job.POSITIONS)
  const moved = address(j, job.MOVED)
  const velocities = address(j, job.VELOCITY)
  const gains = address(j, job.GAINS)
  const slots = address(j, job.SLOT)
  const repulsion = address(j, job.REPULSION)
  const rowStart = address(j, job.ROW_START)
  const columns = address(j, job.COLUMNS)
  const values = address(j, job.VALUES)
  const exaggeration = f32x4.splat(load<f32>(j + job.EXAGGERATION))
  const overZ = f32x4.splat(<f32>(1 / load<f64>(j + job.Z)))
  const momentum = f32x4.splat(load<f32>(j + job.MOMENTUM))
  const rate = f32x4.splat(load<f32>(j + job.LEARNING_RATE))
  const longest = f32x4.splat(load<f32>(j + job.LONGEST))
  const one = v128.load32_splat(j + job.ONE)
  const zero = f32x4.splat(0)
  const noW = i32x4(-1, -1, -1, 0)
  let logs: f64 = 0
  for (let i = begin; i < end; i++) {
    const first = at(0, load<i32>(at(rowStart, i, 2)), 2)
    const last = at(0, load<i32>(at(rowStart, i + 1, 2)), 2)
    const offset = at(0, i, 4)
    const position = v128.load(positions + offset)
    const pull = attract(position, positions, columns, values, first, last, one)
    if (flags & job.MEASURE) logs += sumLogs(position, positions, columns, values, first, last)
    const push = v128.load(repulsion + at(0, load<i32>(at(slots, i, 2)), 4))
    const gradient = v128.and(f32x4.sub(f32x4.mul(exaggeration, pull), f32x4.mul(overZ, push)), noW)
    if (flags & job.STILL) {
      v128.store(moved + offset, gradient)
      continue
    }
    const velocity = v128.load(velocities + offset)
    const gain = v128.load(gains + offset)
    const opposed = f32x4.lt(f32x4.mul(gradient, velocity), zero)
    const adapted = v128.bitselect(
      f32x4.add(gain, f32x4.splat(0.2)),
      f32x4.max(f32x4.mul(gain, f32x4.splat(0.8)), f32x4.splat(0.01)),
      opposed,
    )
    const step = f32x4.sub(f32x4.mul(momentum, velocity), f32x4.mul(f32x4.mul(rate, adapted), gradient))
    const bounded = f32x4.max(f32x4.min(step, longest), f32x4.neg(longest))
    v128.store(gains + offset, adapted)
    v128.store(velocities + offset, bounded)
    v128.store(moved + offset, f32x4.add(position, bounded))
  }
  store<f64>(at(address(j, job.LOGS), piece, 3), logs)
}

/** Σ p t Δ over entries first … last − 1 (byte offsets), four neighbours at a time. */
function attract(
  position: v128,
  positions: usize,
  columns: usize,
  values: usize,
  first: usize,
  last: usize,
  one: v128,
): v128 {
  const x = v128.shuffle<f32>(position, position, 0, 0, 0, 0)
  const y = v128.shuffle<f32>(position, position, 1, 1, 1, 1)
  const z = v128.shuffle<f32>(position, position, 2, 2, 2, 2)
  let fx = f32x4.splat(0)
  let fy = f32x4.splat(0)
  let fz = f32x4.splat(0)
  for (let e = first; e < last; e += 16) {
    const a = v128.load(positions + <usize>load<u32>(columns + e))
    const b = v128.load(positions + <usize>load<u32>(columns + e, 4))
    const c = v128.load(positions + <usize>load<u32>(columns + e, 8))
    const d = v128.load(positions + <usize>load<u32>(columns + e, 12))
    const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5)
    const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5)
    const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7)
    const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7)
    const dx = f32x4.sub(x, v128.shuffle<f32>(abLow, cdLow, 0, 1, 4, 5))
    const dy = f32x4.sub(y, v128.shuffle<f32>(abLow, cdLow, 2, 3, 6, 7))
    const dz = f32x4.sub(z, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5))
    const s = f32x4.add(f32x4.add(one, f32x4.mul(dx, dx)), f32x4.add(f32x4.mul(dy, dy), f32x4.mul(dz, dz)))
    const pull = f32x4.div(v128.load(values + e), s)
    fx = f32x4.add(fx, f32x4.mul(pull, dx))
    fy = f32x4.add(fy, f32x4.mul(pull, dy))
    fz = f32x4.add(fz, f32x4.mul(pull, dz))
  }
  return f32x4(sumLanes(fx), sumLanes(fy), sumLanes(fz), 0)
}

function sumLanes(v: v128): f32 {
  const halves = f32x4.add(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1))
  return f32x4.extract_lane(halves, 0) + f32x4.extract_lane(halves, 1)
}

/** Σ p log(1 + d²) over entries first … last − 1. */
function sumLogs(
  position: v128,
  positions: usize,
  columns: usize,
  values: usize,
  first: usize,
  last: usize,
): f64 {
  let sum: f64 = 0
  for (let e = first; e < last; e += 4) {
    const difference = f32x4.sub(position, v128.load(positions + <usize>load<u32>(columns + e)))
    const squared = f32x4.mul(difference, difference)
    const s =
      <f64>1 +
      <f64>(f32x4.extract_lane(squared, 0) + f32x4.extract_lane(squared, 1) + f32x4.extract_lane(squared, 2))
    sum += <f64>load<f32>(values + e) * logarithm(s)
  }
  return sum
}

/** Natural logarithm of s ≥ 1 to 1e-9: exponent, then the series of 2 artanh((m − 1) / (m + 1)) on m in [√½, √2). */
function logarithm(s: f64): f64 {
  const bits = reinterpret<i64>(s)
  let exponent = <i32>(bits >> 52) - 1023
  let mantissa = reinterpret<f64>((bits & 0x000fffffffffffff) | 0x3ff0000000000000)
  if (mantissa > 1.4142135623730951) {
    mantissa *= 0.5
    exponent++
  }
  const u = (mantissa - 1) / (mantissa + 1)
  const q = u * u
  const series = 1 + q * (1 / 3.0 + q * (1 / 5.0 + q * (1 / 7.0 + q * (1 / 9.0 + q * (1 / 11.0)))))
  return <f64>exponent * 0.6931471805599453 + 2 * u * series
}
