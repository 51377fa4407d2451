/** A place in the cloud's own coordinates. */
export type Place = readonly [number, number, number]

/** How the cloud is brought into the unit ball of the scene: scene = (place − centre) · scale. */
export interface CloudFrame {
  readonly centre: Place
  readonly scale: number
}

const SAMPLE = 20_000
const INSIDE = 0.98

/**
 * Centre and scale that put 98 % of the points inside the unit ball. t-SNE grows by orders of magnitude while
 * it iterates; a camera that works in these coordinates stays valid throughout.
 * @param positions row-major [n, 3], all finite
 */
export function cloudFrame(positions: Float32Array): CloudFrame {
  const count = positions.length / 3
  if (count === 0) return { centre: [0, 0, 0], scale: 1 }
  const stride = Math.max(1, Math.floor(count / SAMPLE))
  let x = 0
  let y = 0
  let z = 0
  let taken = 0
  for (let i = 0; i < count; i += stride, taken++) {
    x += positions[3 * i]!
    y += positions[3 * i + 1]!
    z += positions[3 * i + 2]!
  }
  const centre: Place = [x / taken, y / taken, z / taken]
  const distances = new Float32Array(taken)
  for (let i = 0, k = 0; i < count; i += stride, k++) {
    distances[k] = Math.hypot(
      positions[3 * i]! - centre[0],
      positions[3 * i + 1]! - centre[1],
      positions[3 * i + 2]! - centre[2],
    )
  }
  distances.sort()
  const radius = distances[Math.min(taken - 1, Math.floor(INSIDE * taken))]!
  return { centre, scale: radius > 0 ? 1 / radius : 1 }
}

/** The place of one point. */
export function placeOf(positions: Float32Array, index: number): Place {
  return [positions[3 * index]!, positions[3 * index + 1]!, positions[3 * index + 2]!]
}
