import { Vector3 } from 'three'

/** Part of the half height and half width that the cloud may fill. */
const FILL = { x: 0.9, y: 0.86 }
/** Share of points that may stick out at either end, so that a stray point does not shrink the cloud. */
const STRAY = 0.005

function quantile(sorted: Float32Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.round(share * (sorted.length - 1))))] ?? 0
}

/**
 * Where to look and from how far so that the points fill the canvas from a given direction.
 * @param points row-major [n, 3]
 * @param direction unit vector from the target to the camera
 * @param tangent of half the vertical field of view
 */
export function framing(
  points: Float32Array,
  direction: Vector3,
  tangent: number,
  aspect: number,
): { target: Vector3; distance: number } {
  const count = points.length / 3
  if (count === 0) return { target: new Vector3(), distance: 4 }
  const right = new Vector3(0, 1, 0).cross(direction)
  if (right.lengthSq() < 1e-8) right.set(1, 0, 0)
  right.normalize()
  const up = direction.clone().cross(right)
  const along = (axis: Vector3): Float32Array => {
    const values = new Float32Array(count)
    for (let i = 0; i < count; i++) {
      values[i] = points[3 * i]! * axis.x + points[3 * i + 1]! * axis.y + points[3 * i + 2]! * axis.z
    }
    return values
  }
  const axes = [along(right), along(up), along(direction)] as const
  const [middleX, middleY, middleZ] = axes.map((values) => {
    const sorted = values.slice().sort()
    return (quantile(sorted, STRAY) + quantile(sorted, 1 - STRAY)) / 2
  })
  const needed = new Float32Array(count)
  for (let i = 0; i < count; i++) {
    const x = Math.abs(axes[0][i]! - middleX!) / (tangent * aspect * FILL.x)
    const y = Math.abs(axes[1][i]! - middleY!) / (tangent * FILL.y)
    needed[i] = axes[2][i]! - middleZ! + Math.max(x, y)
  }
  needed.sort()
  const target = new Vector3()
    .addScaledVector(right, middleX!)
    .addScaledVector(up, middleY!)
    .addScaledVector(direction, middleZ!)
  return { target, distance: Math.max(0.05, quantile(needed, 1 - 2 * STRAY)) }
}
