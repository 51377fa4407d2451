import type { Matrix } from '../../../shared/matrix'

/** Points [n, d] as positions in three dimensions: missing coordinates are 0, further ones are left out. */
export function inSpace(points: Matrix): Float32Array {
  if (points.columns === 3) return points.data
  const positions = new Float32Array(points.rows * 3)
  const used = Math.min(3, points.columns)
  for (let i = 0; i < points.rows; i++) {
    for (let k = 0; k < used; k++) positions[i * 3 + k] = points.data[i * points.columns + k]!
  }
  return positions
}
