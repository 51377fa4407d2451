import type { Spread } from './measured'

/** Counts what WebGL is asked to draw, and times what runs in animation frames; installed before the scene is made. */
export class FrameProbe {
  draws = 0
  vertices = 0
  triangles = 0
  /** Programs compiled from now on draw points of one pixel. */
  onePixel = false
  readonly frame: (callback: (now: number) => void) => number
  #script: number[] = []
  #whole: number[] = []
  #finish: (() => void) | null = null

  constructor() {
    this.frame = window.requestAnimationFrame.bind(window)
    this.#countDraws(WebGL2RenderingContext.prototype)
    this.#shrinkPoints(WebGL2RenderingContext.prototype)
    window.requestAnimationFrame = (callback) =>
      this.frame((now) => {
        const started = performance.now()
        callback(now)
        this.#script.push(performance.now() - started)
        if (!this.#finish) return
        this.#finish()
        this.#whole.push(performance.now() - started)
      })
  }

  /** @param canvas whose picture every frame waits for; null to let frames run on */
  waitFor(canvas: HTMLCanvasElement | null): void {
    this.#finish = canvas && (() => finish(canvas))
  }

  /** Milliseconds of the frames since this was last asked. */
  take(): { readonly script: number[]; readonly whole: number[] } {
    const taken = { script: this.#script, whole: this.#whole }
    this.#script = []
    this.#whole = []
    return taken
  }

  #shrinkPoints(gl: WebGL2RenderingContext): void {
    const { shaderSource } = gl
    const shrunk = (source: string) =>
      this.onePixel ? source.replace(/gl_PointSize = [^;]+;/, 'gl_PointSize = 1.0;') : source
    gl.shaderSource = function (shader, source) {
      shaderSource.call(this, shader, shrunk(source))
    }
  }

  #countDraws(gl: WebGL2RenderingContext): void {
    const { drawArrays, drawElements, drawArraysInstanced, drawElementsInstanced } = gl
    const count = (mode: number, vertices: number, copies: number) => {
      this.draws++
      this.vertices += vertices * copies
      if (mode === gl.TRIANGLES) this.triangles += (vertices / 3) * copies
    }
    gl.drawArrays = function (mode, first, size) {
      count(mode, size, 1)
      drawArrays.call(this, mode, first, size)
    }
    gl.drawElements = function (mode, size, type, offset) {
      count(mode, size, 1)
      drawElements.call(this, mode, size, type, offset)
    }
    gl.drawArraysInstanced = function (mode, first, size, copies) {
      count(mode, size, copies)
      drawArraysInstanced.call(this, mode, first, size, copies)
    }
    gl.drawElementsInstanced = function (mode, size, type, offset, copies) {
      count(mode, size, copies)
      drawElementsInstanced.call(this, mode, size, type, offset, copies)
    }
  }
}

/** Waits until the picture of the canvas is drawn: its pixels cannot be read before. */
export function finish(canvas: HTMLCanvasElement): void {
  const gl = canvas.getContext('webgl2')
  if (!gl) throw new Error('The canvas of the scene has no WebGL 2 context.')
  gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4))
}

export function spread(times: readonly number[]): Spread {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN
  return { median: at(0.5), p95: at(0.95) }
}
