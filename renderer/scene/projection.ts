import { Matrix4, Vector3, type Camera } from 'three'
import type { Place } from './cloud-frame'

/** Where a place lies on the screen: CSS pixels from the top left, and its distance along the line of sight. */
export interface ScreenPoint {
  readonly x: number
  readonly y: number
  /** Distance in front of the camera in scene units; not positive where the place lies behind it. */
  readonly distance: number
}

/** The map between the cloud's coordinates and the canvas, for one camera and one canvas size. */
export class Projection {
  readonly #forward = new Matrix4()
  readonly #inverse = new Matrix4()
  /** Turns a place into the camera's axes; with parallel rays its depth is not the divisor of the projection. */
  readonly #seen = new Matrix4()
  readonly #scratch = new Vector3()

  /**
   * @param model the cloud's coordinates into the scene's
   * @param width canvas width in CSS pixels
   */
  constructor(
    camera: Camera,
    model: Matrix4,
    readonly width: number,
    readonly height: number,
  ) {
    camera.updateMatrixWorld()
    camera.matrixWorldInverse.copy(camera.matrixWorld).invert()
    this.#seen.copy(camera.matrixWorldInverse).multiply(model)
    this.#forward.copy(camera.projectionMatrix).multiply(this.#seen)
    this.#inverse.copy(this.#forward).invert()
  }

  /** The screen point of a place given by its coordinates. */
  project(x: number, y: number, z: number): ScreenPoint {
    const m = this.#forward.elements
    const w = m[3] * x + m[7] * y + m[11] * z + m[15]
    const right = (m[0] * x + m[4] * y + m[8] * z + m[12]) / w
    const up = (m[1] * x + m[5] * y + m[9] * z + m[13]) / w
    return {
      x: (right + 1) * 0.5 * this.width,
      y: (1 - up) * 0.5 * this.height,
      distance: this.#depth(x, y, z),
    }
  }

  #depth(x: number, y: number, z: number): number {
    const m = this.#seen.elements
    return -(m[2] * x + m[6] * y + m[10] * z + m[14])
  }

  projectPlace(place: Place): ScreenPoint {
    return this.project(place[0], place[1], place[2])
  }

  /**
   * All points on the screen at once.
   * @param positions row-major [n, 3]
   * @param taken whether a point is wanted
   * @returns x, y of each point, [2 n]; NaN where it is not wanted or lies behind the camera
   */
  projectAll(positions: Float32Array, taken: (index: number) => boolean): Float32Array {
    const m = this.#forward.elements
    const count = positions.length / 3
    const seen = new Float32Array(2 * count).fill(NaN)
    for (let i = 0; i < count; i++) {
      const px = positions[3 * i]!
      const py = positions[3 * i + 1]!
      const pz = positions[3 * i + 2]!
      const w = m[3] * px + m[7] * py + m[11] * pz + m[15]
      if (w <= 0 || !taken(i)) continue
      seen[2 * i] = ((m[0] * px + m[4] * py + m[8] * pz + m[12]) / w + 1) * 0.5 * this.width
      seen[2 * i + 1] = (1 - (m[1] * px + m[5] * py + m[9] * pz + m[13]) / w) * 0.5 * this.height
    }
    return seen
  }

  /** The place under a canvas point in the plane that faces the camera and passes through `through`. */
  onFacingPlane(x: number, y: number, through: Place): Place {
    const depth = this.#scratch.set(through[0], through[1], through[2]).applyMatrix4(this.#forward).z
    const place = new Vector3((2 * x) / this.width - 1, 1 - (2 * y) / this.height, depth)
    place.applyMatrix4(this.#inverse)
    return [place.x, place.y, place.z]
  }

  /**
   * The point of the cloud nearest to a canvas point on the screen; of several within one pixel the front one.
   * @param positions row-major [n, 3]
   * @param shown whether a point may be chosen
   * @param reach how far away it may lie, CSS pixels
   */
  nearestPoint(
    positions: Float32Array,
    shown: (index: number) => boolean,
    x: number,
    y: number,
    reach: number,
  ): number | null {
    const m = this.#forward.elements
    let best: number | null = null
    let bestDistance = reach
    let bestDepth = Infinity
    for (let i = 0; i < positions.length / 3; i++) {
      const px = positions[3 * i]!
      const py = positions[3 * i + 1]!
      const pz = positions[3 * i + 2]!
      const w = m[3] * px + m[7] * py + m[11] * pz + m[15]
      if (w <= 0) continue
      const dx = ((m[0] * px + m[4] * py + m[8] * pz + m[12]) / w + 1) * 0.5 * this.width - x
      if (dx > bestDistance + 1 || dx < -bestDistance - 1) continue
      const dy = (1 - (m[1] * px + m[5] * py + m[9] * pz + m[13]) / w) * 0.5 * this.height - y
      const distance = Math.hypot(dx, dy)
      if (distance > bestDistance + 1) continue
      const depth = this.#depth(px, py, pz)
      const nearer = distance < bestDistance - 1 || depth < bestDepth
      if (!nearer || distance > reach || !shown(i)) continue
      best = i
      bestDistance = distance
      bestDepth = depth
    }
    return best
  }
}
