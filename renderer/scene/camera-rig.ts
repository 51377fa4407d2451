import CameraControls from 'camera-controls'
import {
  Box3,
  MathUtils,
  Matrix4,
  OrthographicCamera,
  PerspectiveCamera,
  Quaternion,
  Raycaster,
  Sphere,
  Spherical,
  Vector2,
  Vector3,
  Vector4,
} from 'three'
import type { CameraState } from '../../shared/contracts/study'
import { framing } from './framing'
import { standBehind } from './parallel-camera'

CameraControls.install({
  THREE: { Vector2, Vector3, Vector4, Quaternion, Matrix4, Spherical, Box3, Sphere, Raycaster },
})

const FIELD_OF_VIEW = 30
/** A flight takes about 150 ms; camera-controls' time constant is a quarter of the time to settle. */
const FLIGHT = 0.045
/** Where the camera first looks from: a little from the right and above, so that depth shows. */
const FIRST_DIRECTION = new Vector3(0.36, 0.3, 1).normalize()
const FACE_ON = new Vector3(0, 0, 1)

/** Where the cloud is drawn from. */
export interface Viewpoint {
  readonly camera: PerspectiveCamera | OrthographicCamera
  /** 1 where the whole cloud fills the canvas, 2 at half that distance. */
  readonly magnification: number
}

/**
 * Orbit by dragging, pan with the right button, zoom with the wheel, in the scene's coordinates. With parallel rays
 * the controls still move the camera in perspective; its twin looks the same way and shows what that shows at the
 * depth of the target, so that zoom, pan and framing are the same for both.
 */
export class CameraRig implements Viewpoint {
  readonly #perspective = new PerspectiveCamera(FIELD_OF_VIEW, 1, 0.02, 60)
  readonly #parallel = new OrthographicCamera(-1, 1, 1, -1, 0, 60)
  #parallelWished = false
  #flat = false
  readonly #controls: CameraControls
  readonly #reducedMotion: boolean
  #width = 1
  #height = 1
  #framedDistance = 4

  /**
   * @param moved called when the person or a flight moves the camera
   * @param rested called when it has come to rest
   * @param taken called whenever the person moves the camera
   */
  constructor(
    element: HTMLElement,
    reducedMotion: boolean,
    on: { moved: () => void; rested: () => void; taken: () => void },
  ) {
    this.#reducedMotion = reducedMotion
    this.#controls = new CameraControls(this.#perspective, element)
    this.#controls.smoothTime = FLIGHT
    this.#controls.draggingSmoothTime = 0.001
    this.#controls.dollyToCursor = true
    this.#controls.minDistance = 0.05
    this.#controls.maxDistance = 20
    this.#controls.dollySpeed = 0.7
    const start = FIRST_DIRECTION.clone().multiplyScalar(this.#framedDistance)
    void this.#controls.setLookAt(start.x, start.y, start.z, 0, 0, 0, false)
    for (const event of ['control', 'transitionstart', 'wake'] as const) {
      this.#controls.addEventListener(event, on.moved)
    }
    this.#controls.addEventListener('control', on.taken)
    this.#controls.addEventListener('sleep', on.rested)
  }

  /** Whether dragging and the wheel move the camera: off while a handle is held. */
  set enabled(enabled: boolean) {
    this.#controls.enabled = enabled
  }

  /** A plane layout is looked at face on and dragged sideways; a layout in space is orbited. */
  set flat(flat: boolean) {
    if (flat === this.#flat) return
    this.#flat = flat
    const { ACTION } = CameraControls
    this.#controls.mouseButtons.left = flat ? ACTION.TRUCK : ACTION.ROTATE
    this.#controls.touches.one = flat ? ACTION.TOUCH_TRUCK : ACTION.TOUCH_ROTATE
    const { theta, phi } = new Spherical().setFromVector3(flat ? FACE_ON : FIRST_DIRECTION)
    void this.#controls.rotateTo(theta, phi, false)
  }

  /** Parallel rays instead of perspective; a plane layout is always seen so. */
  set parallel(parallel: boolean) {
    this.#parallelWished = parallel
  }

  /** The camera to draw with, where it is after the last `update`. */
  get camera(): PerspectiveCamera | OrthographicCamera {
    return this.#flat || this.#parallelWished ? this.#parallel : this.#perspective
  }

  resize(width: number, height: number): void {
    this.#width = width
    this.#height = height
    this.#perspective.aspect = width / height
    this.#perspective.updateProjectionMatrix()
  }

  /** Advances flights. @returns whether the camera still moves */
  update(seconds: number): boolean {
    const moves = this.#controls.update(seconds)
    standBehind(this.#parallel, this.#perspective, this.distance)
    return moves
  }

  get distance(): number {
    return this.#perspective.position.distanceTo(this.#controls.getTarget(new Vector3()))
  }

  /** 1 where the whole cloud fills the canvas, 2 at half that distance. */
  get magnification(): number {
    return this.#framedDistance / Math.max(1e-3, this.distance)
  }

  /**
   * Where the camera would stand after a turn about its target, upright; the person's own stays where it is.
   * @param angle radians, to the right
   */
  turned(angle: number): Viewpoint {
    const target = this.#controls.getTarget(new Vector3())
    const perspective = this.#perspective.clone()
    perspective.position.sub(target).applyAxisAngle(perspective.up, angle).add(target)
    perspective.lookAt(target)
    const { magnification } = this
    if (this.camera === this.#perspective) return { camera: perspective, magnification }
    const parallel = this.#parallel.clone()
    standBehind(parallel, perspective, this.distance)
    return { camera: parallel, magnification }
  }

  get state(): CameraState {
    const position = this.#controls.getPosition(new Vector3())
    const target = this.#controls.getTarget(new Vector3())
    return { position: [position.x, position.y, position.z], target: [target.x, target.y, target.z] }
  }

  set state({ position, target }: CameraState) {
    void this.#controls.setLookAt(...position, ...target, false)
  }

  /**
   * Brings all points into view without turning the camera.
   * @param points scene coordinates, row-major [n, 3]
   */
  frame(points: Float32Array, flight: boolean): void {
    const { target, direction } = this.#fit(points)
    this.#look(target, direction.multiplyScalar(this.#framedDistance), flight)
  }

  /** Learns from how far all points would be in view, without moving. */
  measure(points: Float32Array): void {
    this.#fit(points)
  }

  /** Looks at a place from the present direction, at the present distance or nearer. */
  flyTo(place: Vector3, distance?: number): void {
    const target = this.#controls.getTarget(new Vector3())
    const offset = this.#controls.getPosition(new Vector3()).sub(target)
    if (distance !== undefined) offset.setLength(Math.min(offset.length(), distance))
    this.#look(place, offset, true)
  }

  dispose(): void {
    this.#controls.dispose()
  }

  #fit(points: Float32Array): { target: Vector3; direction: Vector3 } {
    const direction = this.#controls.getPosition(new Vector3()).sub(this.#controls.getTarget(new Vector3()))
    if (direction.lengthSq() === 0) direction.copy(FACE_ON)
    direction.normalize()
    const tangent = Math.tan(MathUtils.degToRad(FIELD_OF_VIEW / 2))
    const { target, distance } = framing(points, direction, tangent, this.#width / this.#height)
    this.#framedDistance = distance
    return { target, direction }
  }

  #look(target: Vector3, offset: Vector3, flight: boolean): void {
    const position = target.clone().add(offset)
    const moves = flight && !this.#reducedMotion
    void this.#controls.setLookAt(position.x, position.y, position.z, target.x, target.y, target.z, moves)
  }
}
