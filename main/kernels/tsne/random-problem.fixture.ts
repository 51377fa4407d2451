import { random } from '../../../shared/random'
import type { TsneProblem } from './layout'

/** Random positions of deviation 3 and a random sparse symmetric P with five to ten entries a row. */
export function randomProblem(n: number, dims: 2 | 3, degreesOfFreedom: number, theta: number): TsneProblem {
  const source = random(n)
  const rows = Array.from({ length: n }, () => new Map<number, number>())
  let total = 0
  for (let i = 0; i < n; i++) {
    for (let s = 0; s < 5; s++) {
      const j = source.integer(n)
      const value = source.uniform()
      if (j === i || rows[i]!.has(j)) continue
      rows[i]!.set(j, value)
      rows[j]!.set(i, value)
      total += 2 * value
    }
  }
  const rowStart = new Uint32Array(n + 1)
  const columns: number[] = []
  const values: number[] = []
  rows.forEach((row, i) => {
    for (const [j, value] of row) {
      columns.push(j)
      values.push(value / total)
    }
    rowStart[i + 1] = columns.length
  })
  return {
    n,
    dims,
    degreesOfFreedom,
    theta,
    rowStart,
    columns: Uint32Array.from(columns),
    values: Float32Array.from(values),
    positions: Float32Array.from({ length: n * dims }, () => 3 * source.normal()),
  }
}

export function relativeError(approximate: Float32Array, exact: Float32Array): number {
  let error = 0
  let size = 0
  exact.forEach((v, c) => {
    error += (approximate[c]! - v) ** 2
    size += v * v
  })
  return Math.sqrt(error / size)
}
