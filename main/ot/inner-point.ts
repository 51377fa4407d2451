import { row, type Matrix } from '../../shared/matrix'

/** Steps go this much beyond the plane they aim at: exact projections would stop on the cell's border. */
const OVERSHOOT = 1.5
const MOST_STEPS = 2000
/** The cell's plane is lowered by these in turn: a point well inside stays inside when it is rounded to 32 bits. */
const MARGINS = [1e-3, 1e-5, 0]

/**
 * A point inside a power cell, by projecting onto the half-space of the plane that wins where the cell should
 * (relaxed projections: Agmon 1954, Motzkin and Schoenberg 1954); each step brings it nearer to every point of the
 * cell, so a cell with an interior is reached. O(N·d) a step; for cells too small to be hit by noise.
 * @param targets y_i, [N, d]
 * @param heights h_i, [N]
 * @param start a point nearby, [d]; left as it is
 * @param half half the side of the cube the point must stay in; Infinity where the source is unbounded
 * @returns the point, or undefined where none was found, as in an empty cell
 */
export function innerPoint(
  targets: Matrix,
  heights: Float64Array,
  cell: number,
  start: ArrayLike<number>,
  half: number,
): Float64Array | undefined {
  for (const margin of MARGINS) {
    const x = project(targets, heights, cell, start, half, margin)
    if (x) return x
  }
  return undefined
}

function project(
  targets: Matrix,
  heights: Float64Array,
  cell: number,
  start: ArrayLike<number>,
  half: number,
  margin: number,
): Float64Array | undefined {
  const { rows, columns: d } = targets
  const ownHeight = heights[cell]! - margin
  const own = row(targets, cell)
  const x = Float64Array.from(start)
  for (let step = 0; step < MOST_STEPS; step++) {
    let highest = cell
    let score = -Infinity
    for (let j = 0; j < rows; j++) {
      let value = j === cell ? ownHeight : heights[j]!
      for (let k = 0; k < d; k++) value += targets.data[j * d + k]! * x[k]!
      // Of equal planes the cell's own: its border belongs to it.
      if (value > score || (value === score && j === cell)) {
        score = value
        highest = j
      }
    }
    if (highest === cell) return x
    const other = row(targets, highest)
    let lead = heights[highest]! - ownHeight
    let square = 0
    for (let k = 0; k < d; k++) {
      const difference = other[k]! - own[k]!
      lead += difference * x[k]!
      square += difference * difference
    }
    const length = (OVERSHOOT * lead) / square
    for (let k = 0; k < d; k++) {
      x[k] = Math.max(-half, Math.min(half, x[k]! - length * (other[k]! - own[k]!)))
    }
  }
  return undefined
}
