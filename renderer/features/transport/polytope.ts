import type { PlaneDiagram } from '../../../shared/contracts/results'
import type { Bounds } from './plane-geometry'

/** A view onto the graph of u_h: turn about the vertical and height of the eye, radians. */
export interface Eye {
  readonly turn: number
  readonly pitch: number
}

export interface Polytope {
  /** Pixel x, y of each vertex, in the diagram's order. */
  readonly points: Float32Array
  /** Cells from the farthest to the nearest. */
  readonly order: Uint32Array
  /** Brightness of each cell's face by its slope, 0.7 … 1. */
  readonly light: Float32Array
}

const range = (values: ArrayLike<number>): readonly [number, number] => {
  let low = Infinity
  let high = -Infinity
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]!)
    high = Math.max(high, values[i]!)
  }
  return low <= high ? [low, high] : [0, 1]
}

/**
 * Projects the upper envelope u_h(x) = max ⟨x, y_i⟩ + h_i over the domain, a convex surface, in parallel
 * projection into width × height pixels. Height is scaled to `tall` of the domain's width.
 */
export function projectPolytope(
  diagram: PlaneDiagram,
  eye: Eye,
  width: number,
  height: number,
  margin = 10,
  tall = 0.9,
): Polytope {
  const { offsets, vertices, potential, cells } = diagram
  const [left, bottom, right, top]: Bounds = diagram.domain
  const [low, high] = range(potential)
  const side = Math.max(right - left, top - bottom, 1e-9)
  const lift = high > low ? (tall * 2) / (high - low) : 0
  const cos = Math.cos(eye.turn)
  const sin = Math.sin(eye.turn)
  const up = Math.cos(eye.pitch)
  const flat = Math.sin(eye.pitch)
  const count = potential.length
  const points = new Float32Array(count * 2)
  const depth = new Float32Array(count)
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity]
  for (let k = 0; k < count; k++) {
    const x = ((vertices[2 * k]! - (left + right) / 2) / side) * 2
    const y = ((vertices[2 * k + 1]! - (bottom + top) / 2) / side) * 2
    const z = (potential[k]! - low) * lift
    const across = x * cos - y * sin
    const away = x * sin + y * cos
    const sy = -(away * flat + z * up)
    points[2 * k] = across
    points[2 * k + 1] = sy
    depth[k] = away * up - z * flat
    minX = Math.min(minX, across)
    maxX = Math.max(maxX, across)
    minY = Math.min(minY, sy)
    maxY = Math.max(maxY, sy)
  }
  const scale = Math.min(
    (width - 2 * margin) / Math.max(maxX - minX, 1e-9),
    (height - 2 * margin) / Math.max(maxY - minY, 1e-9),
  )
  for (let k = 0; k < count; k++) {
    points[2 * k] = width / 2 + (points[2 * k]! - (minX + maxX) / 2) * scale
    points[2 * k + 1] = height / 2 + (points[2 * k + 1]! - (minY + maxY) / 2) * scale
  }
  const middle = new Float32Array(cells)
  const light = new Float32Array(cells)
  for (let cell = 0; cell < cells; cell++) {
    const from = offsets[cell]!
    const to = offsets[cell + 1]!
    for (let k = from; k < to; k++) middle[cell] = middle[cell]! + depth[k]! / Math.max(1, to - from)
    // The face's slope is its code: faces that lean one way are lit, those that lean the other are darker.
    const slope = (diagram.codes[2 * cell] ?? 0) * cos - (diagram.codes[2 * cell + 1] ?? 0) * sin
    light[cell] = 0.85 - 0.15 * Math.tanh(slope * 1.5)
  }
  const order = Uint32Array.from({ length: cells }, (_, i) => i).sort((a, b) => middle[b]! - middle[a]!)
  return { points, order, light }
}
