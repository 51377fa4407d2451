import { BrenierError } from '../../../shared/errors'
import type { DataSet } from '../../data/picture-set'
import { ranksOf } from '../../metrics/distance-order'

/** Values compared before other work has its turn: some 5 ms. */
const atOnce = 4_000_000

/**
 * Place of every item in the order of its distance to one of them, in pixels or coordinates; that one has 0. By it, codes show
 * whether what is near in the data is near in them (Sun and Guo 2021, figure 1).
 * @returns [n]
 * @throws BrenierError `bad-argument` for an item outside the set
 */
export async function orderFrom(data: DataSet, target: number): Promise<Float32Array> {
  const [count, values] =
    data.kind === 'pictures' ? [data.count, data.pixels] : [data.points.rows, data.points.data]
  if (target >= count) {
    throw new BrenierError('bad-argument', `Expected an item from 0 to ${count - 1}, got ${target}.`)
  }
  const size = values.length / count
  const from = values.subarray(target * size, (target + 1) * size)
  const distances = new Float64Array(count)
  const turn = Math.max(1, Math.floor(atOnce / size))
  for (let i = 0; i < count; i++) {
    if (i % turn === turn - 1) await new Promise<void>((resolve) => setImmediate(resolve))
    let sum = 0
    for (let j = 0; j < size; j++) sum += (values[i * size + j]! - from[j]!) ** 2
    distances[i] = sum
  }
  // Before all others, its twins too.
  distances[target] = -1
  return Float32Array.from(ranksOf(distances))
}
