// The columns a row may want: those of small cost − v, with their exact costs, and a bound that no other column is
// below. While v only falls, the bound stays true and the row need not look beyond its list until its best entry has
// risen above it.
import { costOf } from './cost'
import * as job from './job'
import { address, at, word } from './job'
import { minimaAt, scoreFour, scoreOne, scoresAt, threshold } from './scores'

/** Lists anew the rows from … until of the pending ones. */
export function renewPending(j: usize, scratch: usize, from: i32, until: i32): void {
  const rows = address(j, job.PENDING)
  let place = from
  // Two rows or more are cheaper by four.
  for (; place + 1 < until; place += 4) {
    const count = min(4, until - place)
    scoreRows(j, scratch, rows, place, count)
    for (let q = 0; q < count; q++) renewScored(j, scratch, q, load<i32>(at(rows, place + q, 2)))
  }
  if (place < until) renew(j, scratch, load<i32>(at(rows, place, 2)))
}

/** Scores four pending rows at once; where there are fewer, the last one fills up. */
export function scoreRows(j: usize, scratch: usize, rows: usize, place: i32, count: i32): void {
  const r0 = load<i32>(at(rows, place, 2))
  const r1 = load<i32>(at(rows, place + min(1, count - 1), 2))
  const r2 = load<i32>(at(rows, place + min(2, count - 1), 2))
  const r3 = load<i32>(at(rows, place + min(3, count - 1), 2))
  scoreFour(j, scratch, r0, r1, r2, r3)
}

/** Lists one row anew. */
export function renew(j: usize, scratch: usize, row: i32): void {
  scoreOne(j, scratch, row)
  renewScored(j, scratch, 0, row)
}

function renewScored(j: usize, scratch: usize, q: i32, row: i32): void {
  const offset = load<f64>(at(address(j, job.OFFSET), row, 3))
  const limit = threshold(j, scratch, q)
  collect(j, scratch, q, row, limit)
  store<f64>(at(address(j, job.BOUND), row, 3), min(dropped, <f64>limit + offset))
  // Scores that tie within their rounding may leave the best column unlisted: list all that could be better.
  if (least <= <f64>limit + offset) return
  const wider = roundUp(least - offset)
  collect(j, scratch, q, row, wider)
  store<f64>(at(address(j, job.BOUND), row, 3), min(dropped, <f64>wider + offset))
}

/** A finite float no smaller than the value, with room for a rounding of its sum with an offset. */
export function roundUp(value: f64): f32 {
  return min(<f32>(value + abs(value) * 2.4e-7 + 1e-30), f32.MAX_VALUE)
}

// What the last `collect` of this instance found: the smallest cost − v, and the smallest that did not fit the list.
let least: f64 = 0
let dropped: f64 = 0

/** Lists all columns with a score up to the limit; the CAPACITY best of them where they are more. */
function collect(j: usize, scratch: usize, q: i32, row: i32, limit: f32): void {
  const listed = at(address(j, job.LISTED), row * job.CAPACITY, 2)
  const costs = at(address(j, job.COSTS), row * job.CAPACITY, 3)
  const duals = address(j, job.V)
  const scores = scoresAt(j, scratch, q)
  const minima = minimaAt(j, scratch, q)
  const blocks = word(j, job.BLOCKS)
  const chunk = word(j, job.CHUNK)
  const bound = f32x4.splat(limit)
  let count = 0
  let worst: f64 = -Infinity
  let worstPlace = 0
  least = Infinity
  dropped = Infinity
  let minimum = minima
  for (let from = 0; from < blocks; from += chunk, minimum += 16) {
    if (!v128.any_true(f32x4.le(v128.load(minimum), bound))) continue
    const until = min(blocks, from + chunk) * 2
    for (let half = from * 2; half < until; half++) {
      let mask = i32x4.bitmask(f32x4.le(v128.load(at(scores, half, 4)), bound))
      for (; mask; mask &= mask - 1) {
        const column = half * 4 + ctz(mask)
        const cost = costOf(j, row, column)
        const reduced = cost - load<f64>(at(duals, column, 3))
        least = min(least, reduced)
        let place = count
        if (count == job.CAPACITY) {
          if (reduced >= worst) {
            dropped = min(dropped, reduced)
            continue
          }
          dropped = min(dropped, worst)
          place = worstPlace
        } else count++
        store<i32>(at(listed, place, 2), column)
        store<f64>(at(costs, place, 3), cost)
        if (count < job.CAPACITY) continue
        worst = -Infinity
        for (let e = 0; e < job.CAPACITY; e++) {
          const value = load<f64>(at(costs, e, 3)) - load<f64>(at(duals, load<i32>(at(listed, e, 2)), 3))
          if (value > worst) {
            worst = value
            worstPlace = e
          }
        }
      }
    }
  }
  store<i32>(at(address(j, job.COUNT), row, 2), count)
}
