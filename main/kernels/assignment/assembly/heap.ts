// A heap of four children a node over columns and, behind them, rows: each at most once, with a key that may fall.
import * as job from './job'
import { address, at, word } from './job'

/** Puts an entry in, or lowers its key. */
export function lower(j: usize, id: i32, key: f64): void {
  const places = address(j, job.HEAP_PLACES)
  let place = load<i32>(at(places, id, 2))
  if (place < 0) {
    place = word(j, job.HEAP_SIZE)
    store<i32>(j + job.HEAP_SIZE, place + 1)
  }
  const keys = address(j, job.HEAP_KEYS)
  const ids = address(j, job.HEAP_IDS)
  while (place > 0) {
    const parent = (place - 1) >> 2
    const above = load<f64>(at(keys, parent, 3))
    if (above <= key) break
    put(keys, ids, places, place, load<i32>(at(ids, parent, 2)), above)
    place = parent
  }
  put(keys, ids, places, place, id, key)
}

/** Takes out the entry of smallest key; the heap may not be empty. */
export function takeLeast(j: usize): i32 {
  const places = address(j, job.HEAP_PLACES)
  const keys = address(j, job.HEAP_KEYS)
  const ids = address(j, job.HEAP_IDS)
  const taken = load<i32>(ids)
  store<i32>(at(places, taken, 2), -1)
  const size = word(j, job.HEAP_SIZE) - 1
  store<i32>(j + job.HEAP_SIZE, size)
  if (size == 0) return taken
  const id = load<i32>(at(ids, size, 2))
  const key = load<f64>(at(keys, size, 3))
  let place = 0
  for (;;) {
    const child = place * 4 + 1
    if (child >= size) break
    let best = child
    let least = load<f64>(at(keys, child, 3))
    const end = min(child + 4, size)
    for (let other = child + 1; other < end; other++) {
      const value = load<f64>(at(keys, other, 3))
      if (value < least) {
        least = value
        best = other
      }
    }
    if (least >= key) break
    put(keys, ids, places, place, load<i32>(at(ids, best, 2)), least)
    place = best
  }
  put(keys, ids, places, place, id, key)
  return taken
}

export function clearHeap(j: usize): void {
  const places = address(j, job.HEAP_PLACES)
  const ids = address(j, job.HEAP_IDS)
  const size = word(j, job.HEAP_SIZE)
  for (let place = 0; place < size; place++) store<i32>(at(places, load<i32>(at(ids, place, 2)), 2), -1)
  store<i32>(j + job.HEAP_SIZE, 0)
}

function put(keys: usize, ids: usize, places: usize, place: i32, id: i32, key: f64): void {
  store<f64>(at(keys, place, 3), key)
  store<i32>(at(ids, place, 2), id)
  store<i32>(at(places, id, 2), place)
}
