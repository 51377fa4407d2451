import { Color, Group, NearestFilter, Scene, WebGLRenderTarget } from 'three'
import type { Camera, WebGLRenderer } from 'three'
import type { PointLayer } from './point-layer'
import type { ViewUniforms } from './view-uniforms'

/** How far from the pointer a point may lie and still be hit, CSS pixels. */
const REACH = 5
const SIDE = 2 * REACH + 1
const NOTHING = new Color(0, 0, 0)

/**
 * Finds the point under the pointer by drawing point numbers as colours into a target of the canvas's size, of
 * which only the few pixels around the pointer are drawn and read.
 */
export class PointPicker {
  readonly #target = new WebGLRenderTarget(1, 1, { minFilter: NearestFilter, magFilter: NearestFilter })
  readonly #pixels = new Uint8Array(SIDE * SIDE * 4)
  readonly #scene = new Scene()
  readonly #keptColour = new Color()

  /** @param placed group that carries the cloud's coordinates into the scene's */
  constructor(points: PointLayer, placed: Group) {
    const group = new Group()
    group.matrixAutoUpdate = false
    group.matrix = placed.matrix
    group.add(points.pickMesh)
    this.#scene.add(group)
  }

  /** @returns the number of the point nearest to (x, y), CSS pixels from the top left, or null */
  pick(renderer: WebGLRenderer, camera: Camera, view: ViewUniforms, x: number, y: number): number | null {
    const { x: width, y: height } = view.viewport.value
    if (x < 0 || y < 0 || x >= width || y >= height) return null
    const left = Math.round(x) - REACH
    const bottom = height - 1 - Math.round(y) - REACH
    this.#pixels.fill(0)
    this.#read(renderer, camera, view, [left, bottom, SIDE, SIDE], this.#pixels)
    return nearestNumber(this.#pixels, SIDE)
  }

  /** Which of `count` points are seen, if only by a pixel: [count], 1 where one is. */
  inSight(renderer: WebGLRenderer, camera: Camera, view: ViewUniforms, count: number): Uint8Array {
    const { x: width, y: height } = view.viewport.value
    const pixels = new Uint8Array(width * height * 4)
    this.#read(renderer, camera, view, [0, 0, width, height], pixels)
    return numbersIn(pixels, count)
  }

  /** Draws the numbers of the points and reads those of a rectangle: left, bottom, width, height. */
  #read(
    renderer: WebGLRenderer,
    camera: Camera,
    view: ViewUniforms,
    rectangle: readonly [number, number, number, number],
    pixels: Uint8Array,
  ): void {
    const { x: width, y: height } = view.viewport.value
    if (this.#target.width !== width || this.#target.height !== height) this.#target.setSize(width, height)
    this.#target.scissor.set(...rectangle)
    this.#target.scissorTest = true
    renderer.getClearColor(this.#keptColour)
    const alpha = renderer.getClearAlpha()
    renderer.setClearColor(NOTHING, 0)
    renderer.setRenderTarget(this.#target)
    renderer.render(this.#scene, camera)
    renderer.readRenderTargetPixels(this.#target, ...rectangle, pixels)
    renderer.setRenderTarget(null)
    renderer.setClearColor(this.#keptColour, alpha)
  }

  dispose(): void {
    this.#target.dispose()
  }
}

/**
 * The number drawn nearest to the middle of a square of pixels.
 * @param pixels RGBA, [side, side]; a number plus one, least byte first; zero where nothing is
 */
export function nearestNumber(pixels: Uint8Array, side: number): number | null {
  const middle = (side - 1) / 2
  let best: number | null = null
  let bestDistance = Infinity
  for (let p = 0; p < side * side; p++) {
    const number = numberAt(pixels, p)
    if (number === 0) continue
    const distance = Math.hypot((p % side) - middle, Math.floor(p / side) - middle)
    if (distance < bestDistance) {
      best = number - 1
      bestDistance = distance
    }
  }
  return best
}

/** Which of the numbers 0 … count − 1 were drawn anywhere: [count], 1 where one was. */
export function numbersIn(pixels: Uint8Array, count: number): Uint8Array {
  const met = new Uint8Array(count)
  for (let p = 0; p < pixels.length / 4; p++) {
    const number = numberAt(pixels, p)
    if (number > 0 && number <= count) met[number - 1] = 1
  }
  return met
}

/** The number drawn in a pixel plus one; 0 where none was. */
function numberAt(pixels: Uint8Array, p: number): number {
  return (
    pixels[4 * p]! + pixels[4 * p + 1]! * 256 + pixels[4 * p + 2]! * 65536 + pixels[4 * p + 3]! * 16777216
  )
}
