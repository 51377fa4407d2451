import { Color, WebGLRenderTarget, type Camera, type Scene, type WebGLRenderer } from 'three'
import { BrenierError } from '../../shared/errors'
import { channelsOf } from './scene-theme'

/** Draws the scene beside its canvas, in a size of the caller's, and reads it back. */
export class PictureTarget {
  #target: WebGLRenderTarget | null = null
  readonly #keptColour = new Color()

  /**
   * @param ground `#RRGGBB`
   * @param width of the image, pixels
   * @throws BrenierError `bad-argument` where the graphics card draws no image of this size
   */
  draw(
    renderer: WebGLRenderer,
    scene: Scene,
    camera: Camera,
    ground: string,
    width: number,
    height: number,
  ): ImageData {
    const [across, down] = [Math.round(width), Math.round(height)]
    const most = renderer.capabilities.maxTextureSize
    if (across < 1 || down < 1 || Math.max(across, down) > most) {
      throw new BrenierError(
        'bad-argument',
        `Expected a picture of 1 to ${most} pixels a side, as this graphics card draws them, got ${across} × ${down}. Choose a smaller size.`,
      )
    }
    this.#target ??= new WebGLRenderTarget(across, down)
    this.#target.setSize(across, down)
    renderer.getClearColor(this.#keptColour)
    const alpha = renderer.getClearAlpha()
    // As numbers: three takes a target's colours as linear, and would turn a hex colour into such ones.
    const [red, green, blue] = channelsOf(ground)
    renderer.setClearColor(new Color(red / 255, green / 255, blue / 255), 1)
    const pixels = new Uint8ClampedArray(across * down * 4)
    try {
      renderer.setRenderTarget(this.#target)
      renderer.render(scene, camera)
      renderer.readRenderTargetPixels(this.#target, 0, 0, across, down, pixels)
    } finally {
      renderer.setRenderTarget(null)
      renderer.setClearColor(this.#keptColour, alpha)
    }
    return new ImageData(turnedOver(pixels, 4 * across), across, down)
  }

  dispose(): void {
    this.#target?.dispose()
  }
}

/** Rows from the top, where WebGL gives them from the bottom. */
function turnedOver(pixels: Uint8ClampedArray, row: number): Uint8ClampedArray<ArrayBuffer> {
  const turned = new Uint8ClampedArray(pixels.length)
  for (let from = 0, to = pixels.length - row; to >= 0; from += row, to -= row) {
    turned.set(pixels.subarray(from, from + row), to)
  }
  return turned
}
