import { Color, Group, NearestFilter, Scene, Vector2, WebGLRenderTarget } from 'three'
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
  readonly #keptViewport = new Vector2()

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
    const { x: width, y: height } = this.#keptViewport.copy(view.viewport.value)
    if (x < 0 || y < 0 || x >= width || y >= height) return null
    if (this.#target.width !== width || this.#target.height !== height) this.#target.setSize(width, height)
    const left = Math.round(x) - REACH
    const bottom = height - 1 - Math.round(y) - REACH
    this.#target.scissor.set(left, bottom, SIDE, SIDE)
    this.#target.scissorTest = true
    renderer.getClearColor(this.#keptColour)
    const alpha = renderer.getClearAlpha()
    renderer.setClearColor(NOTHING, 0)
    renderer.setRenderTarget(this.#target)
    renderer.render(this.#scene, camera)
    this.#pixels.fill(0)
    renderer.readRenderTargetPixels(this.#target, left, bottom, SIDE, SIDE, this.#pixels)
    renderer.setRenderTarget(null)
    renderer.setClearColor(this.#keptColour, alpha)
    return nearestNumber(this.#pixels, SIDE)
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
    const number =
      pixels[4 * p]! + pixels[4 * p + 1]! * 256 + pixels[4 * p + 2]! * 65536 + pixels[4 * p + 3]! * 16777216
    if (number === 0) continue
    const distance = Math.hypot((p % side) - middle, Math.floor(p / side) - middle)
    if (distance < bestDistance) {
      best = number - 1
      bestDistance = distance
    }
  }
  return best
}
