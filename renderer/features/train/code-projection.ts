/** Points on the panel: x, y in pixels, depth from 0 (far) to 1 (near), in the order they are to be drawn. */
export interface ProjectedCodes {
  readonly order: Uint32Array
  readonly x: Float32Array
  readonly y: Float32Array
  readonly depth: Float32Array
}

/** The turn under which a cloud is first shown: a little from the side and from above. */
const yaw = 0.6
const pitch = 0.35
const margin = 10

/**
 * Positions seen from a fixed side, without perspective, fitted to the panel about their mean.
 * The outermost hundredth may be cut off, so that one far point does not shrink the rest.
 * @param positions row-major [count, 3]
 * @param width panel width in pixels
 * @param height panel height in pixels
 */
export function projectCodes(positions: Float32Array, width: number, height: number): ProjectedCodes {
  const count = Math.floor(positions.length / 3)
  const centre = [0, 0, 0]
  for (let i = 0; i < 3 * count; i++) centre[i % 3]! += positions[i]! / count
  const x = new Float32Array(count)
  const y = new Float32Array(count)
  const depth = new Float32Array(count)
  const [cosYaw, sinYaw, cosPitch, sinPitch] = [
    Math.cos(yaw),
    Math.sin(yaw),
    Math.cos(pitch),
    Math.sin(pitch),
  ]
  for (let i = 0; i < count; i++) {
    const px = positions[3 * i]! - centre[0]!
    const py = positions[3 * i + 1]! - centre[1]!
    const pz = positions[3 * i + 2]! - centre[2]!
    const turned = -sinYaw * px + cosYaw * pz
    x[i] = cosYaw * px + sinYaw * pz
    y[i] = cosPitch * py - sinPitch * turned
    depth[i] = sinPitch * py + cosPitch * turned
  }
  const scale = Math.min((width / 2 - margin) / reach(x), (height / 2 - margin) / reach(y))
  const [near, far] = [Math.max(...bounds(depth)), Math.min(...bounds(depth))]
  for (let i = 0; i < count; i++) {
    x[i] = width / 2 + x[i]! * scale
    y[i] = height / 2 - y[i]! * scale
    depth[i] = near > far ? (depth[i]! - far) / (near - far) : 0.5
  }
  const order = Uint32Array.from({ length: count }, (_, i) => i).sort((a, b) => depth[a]! - depth[b]!)
  return { order, x, y, depth }
}

/** How far from zero the values reach, but no more than 1.3 times what all but the outermost hundredth do. */
function reach(values: Float32Array): number {
  const sizes = values.map(Math.abs).sort()
  const most = sizes.at(-1) ?? 0
  return Math.min(most, 1.3 * sizes[Math.floor(0.99 * (sizes.length - 1))]!) || most || 1
}

function bounds(values: Float32Array): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  return [low, high]
}
