// The forward auction (Bertsekas 1988): a free row takes the column of smallest cost − v and lowers that column's v by
// its advantage over the second best and epsilon; the row that had the column becomes free.
import * as job from './job'
import { address, at, setDual, word } from './job'

/**
 * Bids until `stop` rows or fewer are free, until every free row needs its list renewed, or until `bids` were made.
 * Rows that need a new list become the pending ones.
 * @returns the bids that were made
 */
export function bid(j: usize, stop: i32, bids: i32): i32 {
  const rows = word(j, job.ROWS)
  const queue = address(j, job.QUEUE)
  const pending = address(j, job.PENDING)
  const duals = address(j, job.V)
  const bounds = address(j, job.BOUND)
  const counts = address(j, job.COUNT)
  const rowOf = address(j, job.ROW_OF)
  const columnOf = address(j, job.COLUMN_OF)
  const own = address(j, job.OWN)
  const epsilon = load<f64>(j + job.EPSILON)
  let head = word(j, job.QUEUE_HEAD)
  let queued = word(j, job.QUEUE_COUNT)
  let waiting = word(j, job.PENDING_COUNT)
  let made = 0
  while (queued > 0 && queued + waiting > stop && made < bids) {
    const row = load<i32>(at(queue, head, 2))
    head = head + 1 == rows ? 0 : head + 1
    queued--
    const listed = at(address(j, job.LISTED), row * job.CAPACITY, 2)
    const costs = at(address(j, job.COSTS), row * job.CAPACITY, 3)
    const count = load<i32>(at(counts, row, 2))
    let best: f64 = Infinity
    let second: f64 = Infinity
    let place = 0
    for (let e = 0; e < count; e++) {
      const value = load<f64>(at(costs, e, 3)) - load<f64>(at(duals, load<i32>(at(listed, e, 2)), 3))
      if (value < best) {
        second = best
        best = value
        place = e
      } else if (value < second) second = value
    }
    const bound = load<f64>(at(bounds, row, 3))
    if (best > bound) {
      store<i32>(at(pending, waiting++, 2), row)
      continue
    }
    made++
    const column = load<i32>(at(listed, place, 2))
    // An unlisted column may be second best; the bound then makes a smaller bid, which is as valid.
    setDual(j, column, load<f64>(at(duals, column, 3)) - (min(second, bound) - best) - epsilon)
    const loser = load<i32>(at(rowOf, column, 2))
    store<i32>(at(rowOf, column, 2), row)
    store<i32>(at(columnOf, row, 2), column)
    store<f64>(at(own, row, 3), load<f64>(at(costs, place, 3)))
    if (loser < 0) continue
    store<i32>(at(columnOf, loser, 2), -1)
    let tail = head + queued++
    if (tail >= rows) tail -= rows
    store<i32>(at(queue, tail, 2), loser)
  }
  store<i32>(j + job.QUEUE_HEAD, head)
  store<i32>(j + job.QUEUE_COUNT, queued)
  store<i32>(j + job.PENDING_COUNT, waiting)
  return made
}

/** Frees the rows whose column is not within `slack` of their best one, and queues all free rows in order. */
export function keepTight(j: usize, slack: f64): void {
  const rows = word(j, job.ROWS)
  const columnOf = address(j, job.COLUMN_OF)
  const duals = address(j, job.V)
  const queue = address(j, job.QUEUE)
  let queued = 0
  for (let row = 0; row < rows; row++) {
    const column = load<i32>(at(columnOf, row, 2))
    if (column >= 0) {
      const own = load<f64>(at(address(j, job.OWN), row, 3)) - load<f64>(at(duals, column, 3))
      if (own <= lowest(j, row) + slack) continue
      store<i32>(at(columnOf, row, 2), -1)
      store<i32>(at(address(j, job.ROW_OF), column, 2), -1)
    }
    store<i32>(at(queue, queued++, 2), row)
  }
  store<i32>(j + job.QUEUE_HEAD, 0)
  store<i32>(j + job.QUEUE_COUNT, queued)
  store<i32>(j + job.PENDING_COUNT, 0)
}

/** No column has a smaller cost − v for this row. */
export function lowest(j: usize, row: i32): f64 {
  const listed = at(address(j, job.LISTED), row * job.CAPACITY, 2)
  const costs = at(address(j, job.COSTS), row * job.CAPACITY, 3)
  const count = load<i32>(at(address(j, job.COUNT), row, 2))
  const duals = address(j, job.V)
  let least = load<f64>(at(address(j, job.BOUND), row, 3))
  for (let e = 0; e < count; e++) {
    least = min(least, load<f64>(at(costs, e, 3)) - load<f64>(at(duals, load<i32>(at(listed, e, 2)), 3)))
  }
  return least
}
