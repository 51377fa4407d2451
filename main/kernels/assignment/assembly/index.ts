// Exact assignment: an auction over short lists of columns, then shortest augmenting paths over the same lists, then
// the minimum of every row over all columns as a certificate. `../solution.ts` leads through it. Scans of many rows are
// shared by threads; what changes the solution runs in one.
import { lowest } from './auction'
import { costOf } from './cost'
import * as job from './job'
import { address, at, word } from './job'
import { renewPending, roundUp, scoreRows } from './lists'
import { minimaAt, scoresAt } from './scores'

export { augment } from './augment'
export { costOf } from './cost'
export { bid, keepTight } from './auction'

/** Rows of one piece. */
const PIECE: i32 = 16

/** Takes pieces of the pending rows until none is left. */
export function work(j: usize, thread: i32): void {
  const task = word(j, job.TASK)
  const count = word(j, job.PENDING_COUNT)
  const scratch = address(j, job.SCRATCH) + <usize>thread * address(j, job.SCRATCH_STRIDE)
  for (;;) {
    const from = atomic.add<i32>(j + job.NEXT, 1) * PIECE
    if (from >= count) return
    const until = min(count, from + PIECE)
    if (task == job.LIST) renewPending(j, scratch, from, until)
    else {
      const rows = address(j, job.PENDING)
      for (let place = from; place < until; place += 4) {
        const filled = min(4, until - place)
        scoreRows(j, scratch, rows, place, filled)
        for (let q = 0; q < filled; q++) {
          const row = load<i32>(at(rows, place + q, 2))
          const u = task == job.LEAST ? leastScore(j, scratch, q, row) : leastReduced(j, scratch, q, row)
          store<f64>(at(address(j, job.U), row, 3), u)
        }
      }
    }
  }
}

/** The smallest cost − v of a row as its scores know it. */
function leastScore(j: usize, scratch: usize, q: i32, row: i32): f64 {
  const minima = minimaAt(j, scratch, q)
  let least = v128.load(minima)
  const count = word(j, job.MINIMA)
  for (let m = 4; m < count; m += 4) least = f32x4.pmin(least, v128.load(at(minima, m, 2)))
  const pair = f32x4.pmin(least, v128.shuffle<f32>(least, least, 2, 3, 0, 1))
  const value = min(f32x4.extract_lane(pair, 0), f32x4.extract_lane(pair, 1))
  return <f64>value + load<f64>(at(address(j, job.OFFSET), row, 3))
}

/** The smallest cost − v of a row over all columns, exactly: no column whose score admits a smaller one is left out. */
function leastReduced(j: usize, scratch: usize, q: i32, row: i32): f64 {
  const duals = address(j, job.V)
  const offset = load<f64>(at(address(j, job.OFFSET), row, 3))
  const column = load<i32>(at(address(j, job.COLUMN_OF), row, 2))
  let least = load<f64>(at(address(j, job.OWN), row, 3)) - load<f64>(at(duals, column, 3))
  let limit = f32x4.splat(roundUp(least - offset))
  const scores = scoresAt(j, scratch, q)
  const blocks = word(j, job.BLOCKS)
  const chunk = word(j, job.CHUNK)
  let minimum = minimaAt(j, scratch, q)
  for (let from = 0; from < blocks; from += chunk, minimum += 16) {
    if (!v128.any_true(f32x4.le(v128.load(minimum), limit))) continue
    const until = min(blocks, from + chunk) * 2
    for (let half = from * 2; half < until; half++) {
      let mask = i32x4.bitmask(f32x4.le(v128.load(at(scores, half, 4)), limit))
      for (; mask; mask &= mask - 1) {
        const other = half * 4 + ctz(mask)
        const reduced = costOf(j, row, other) - load<f64>(at(duals, other, 3))
        if (reduced >= least) continue
        least = reduced
        limit = f32x4.splat(roundUp(least - offset))
      }
    }
  }
  return least
}

/** For each row a value that no column's cost − v is below, as far as lists and bounds know. */
export function listMinima(j: usize): void {
  const rows = word(j, job.ROWS)
  for (let row = 0; row < rows; row++) store<f64>(at(address(j, job.U), row, 3), lowest(j, row))
}
