// Shortest augmenting paths (Jonker and Volgenant 1987) over the lists: each search joins one free row to a free
// column and lowers v so that the whole matching stays tight. Where a list may end too early, its row's bound stands
// in the heap as if it were a column; reaching it means looking further along that row.
import { costOf } from './cost'
import { clearHeap, lower, takeLeast } from './heap'
import * as job from './job'
import { address, at, setDual, word } from './job'
import { renew, roundUp } from './lists'
import { scoreOne } from './scores'

/** Joins queued free rows to free columns until none is left or `rows` rows were looked at. */
export function augment(j: usize, rows: i32): void {
  looked = 0
  const count = word(j, job.ROWS)
  while (word(j, job.QUEUE_COUNT) > 0 && looked < rows) {
    const head = word(j, job.QUEUE_HEAD)
    const row = load<i32>(at(address(j, job.QUEUE), head, 2))
    store<i32>(j + job.QUEUE_HEAD, head + 1 == count ? 0 : head + 1)
    store<i32>(j + job.QUEUE_COUNT, word(j, job.QUEUE_COUNT) - 1)
    search(j, row)
  }
}

/**
 * Place of a column that has left the heap in this search. Its distance is final: rounding could find it smaller by a
 * last bit, and lead the path in a circle.
 */
const SETTLED: i32 = -2

// Rows that this call has looked at.
let looked: i32 = 0

function search(j: usize, start: i32): void {
  const columns = word(j, job.COLUMNS)
  const keys = address(j, job.HEAP_KEYS)
  const rowOf = address(j, job.ROW_OF)
  const distances = address(j, job.DISTANCE)
  const places = address(j, job.HEAP_PLACES)
  store<i32>(j + job.SEARCH, word(j, job.SEARCH) + 1)
  store<f64>(j + job.FOUND, Infinity)
  relaxList(j, start, 0)
  while (word(j, job.HEAP_SIZE) > 0 && load<f64>(keys) < load<f64>(j + job.FOUND)) {
    const key = load<f64>(keys)
    const id = takeLeast(j)
    if (id >= columns) lookFurther(j, id - columns, key, start)
    else {
      store<i32>(at(places, id, 2), SETTLED)
      const row = load<i32>(at(rowOf, id, 2))
      relaxList(j, row, key - tight(j, row, id))
    }
  }
  clearHeap(j)
  const found = load<f64>(j + job.FOUND)
  const reached = address(j, job.REACHED)
  const count = word(j, job.REACHED_COUNT)
  for (let r = 0; r < count; r++) {
    const column = load<i32>(at(reached, r, 2))
    const slot = at(distances, column, 3)
    const distance = load<f64>(slot)
    if (distance < found) setDual(j, column, load<f64>(at(address(j, job.V), column, 3)) - (found - distance))
    store<f64>(slot, Infinity)
    store<i32>(at(places, column, 2), -1)
  }
  store<i32>(j + job.REACHED_COUNT, 0)
  flip(j, start)
}

/** u of an assigned row. */
function tight(j: usize, row: i32, column: i32): f64 {
  return load<f64>(at(address(j, job.OWN), row, 3)) - load<f64>(at(address(j, job.V), column, 3))
}

/** Relaxes the listed arcs of a row; a column's distance is shift + cost − v. */
function relaxList(j: usize, row: i32, shift: f64): void {
  looked++
  const listed = at(address(j, job.LISTED), row * job.CAPACITY, 2)
  const costs = at(address(j, job.COSTS), row * job.CAPACITY, 3)
  const count = load<i32>(at(address(j, job.COUNT), row, 2))
  for (let e = 0; e < count; e++)
    relax(j, row, load<i32>(at(listed, e, 2)), shift + load<f64>(at(costs, e, 3)))
  const bound = shift + load<f64>(at(address(j, job.BOUND), row, 3))
  if (bound < load<f64>(j + job.FOUND)) lower(j, word(j, job.COLUMNS) + row, bound)
}

function relax(j: usize, row: i32, column: i32, value: f64): void {
  const slot = at(address(j, job.DISTANCE), column, 3)
  const distance = value - load<f64>(at(address(j, job.V), column, 3))
  const held = load<f64>(slot)
  if (distance >= held || distance >= load<f64>(j + job.FOUND)) return
  if (load<i32>(at(address(j, job.HEAP_PLACES), column, 2)) == SETTLED) return
  if (held == Infinity) {
    const count = word(j, job.REACHED_COUNT)
    store<i32>(at(address(j, job.REACHED), count, 2), column)
    store<i32>(j + job.REACHED_COUNT, count + 1)
  }
  store<f64>(slot, distance)
  store<i32>(at(address(j, job.FROM), column, 2), row)
  if (load<i32>(at(address(j, job.ROW_OF), column, 2)) >= 0) lower(j, column, distance)
  else {
    store<f64>(j + job.FOUND, distance)
    store<i32>(j + job.FOUND_COLUMN, column)
  }
}

/** A row's unlisted columns may be next: first a new list, then, in the same search, all columns that can matter. */
function lookFurther(j: usize, row: i32, key: f64, start: i32): void {
  const scratch = address(j, job.SCRATCH)
  const column = load<i32>(at(address(j, job.COLUMN_OF), row, 2))
  const shift = row == start ? 0 : load<f64>(at(address(j, job.DISTANCE), column, 3)) - tight(j, row, column)
  const renewed = at(address(j, job.RENEWED), row, 2)
  if (load<i32>(renewed) != word(j, job.SEARCH)) {
    store<i32>(renewed, word(j, job.SEARCH))
    renew(j, scratch, row)
    relaxList(j, row, shift)
    return
  }
  looked++
  scoreOne(j, scratch, row)
  const offset = load<f64>(at(address(j, job.OFFSET), row, 3))
  const halves = word(j, job.BLOCKS) * 2
  for (let half = 0; half < halves; half++) {
    const limit = f32x4.splat(roundUp(load<f64>(j + job.FOUND) - shift - offset))
    let mask = i32x4.bitmask(f32x4.le(v128.load(at(scratch, half, 4)), limit))
    for (; mask; mask &= mask - 1) {
      const other = half * 4 + ctz(mask)
      relax(j, row, other, shift + costOf(j, row, other))
    }
  }
}

/** Assigns along the path that was found, from its free column back to the row it started from. */
function flip(j: usize, start: i32): void {
  const rowOf = address(j, job.ROW_OF)
  const columnOf = address(j, job.COLUMN_OF)
  let column = word(j, job.FOUND_COLUMN)
  for (;;) {
    const row = load<i32>(at(address(j, job.FROM), column, 2))
    const before = load<i32>(at(columnOf, row, 2))
    store<i32>(at(columnOf, row, 2), column)
    store<i32>(at(rowOf, column, 2), row)
    store<f64>(at(address(j, job.OWN), row, 3), costOf(j, row, column))
    if (row == start) return
    column = before
  }
}
