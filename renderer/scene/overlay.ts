import type { Matrix4 } from 'three'
import type { Place } from './cloud-frame'
import { isWide, type CutMark, type Point, type Stretch } from './path-geometry'
import { drawPins, type SeenPin } from './pins'
import type { Projection } from './projection'
import type { SeenPath } from './scene-path'
import { translucent, type SceneTheme } from './scene-theme'

/** A lasso or box on the canvas. */
export interface SeenRegion {
  /** x, y of each vertex in turn. */
  readonly outline: readonly number[]
  readonly label: string
}

/** All that is drawn above the cloud. */
export interface OverlayContent {
  readonly projection: Projection
  /** Turns the world into the camera's axes, for the axes gizmo. */
  readonly view: Matrix4
  readonly flat: boolean
  readonly paths: readonly SeenPath[]
  readonly pins: readonly SeenPin[]
  /** Places of the points a current handle mixes, with weights. */
  readonly hairs: readonly { readonly from: Point; readonly to: Point; readonly weight: number }[]
  /** Names in the cloud; of two that would overlap the first is written. */
  readonly names: readonly { readonly text: string; readonly at: Point }[]
  readonly hovered: Point | null
  readonly selected: Point | null
  readonly region: SeenRegion | null
  /** First end of a path that waits for its second, and where the pointer is. */
  readonly draft: { readonly from: Point; readonly to: Point | null } | null
}

/** A name stands below its place, where a picture may be, CSS pixels. */
const NAME_BELOW = 24

export const handleRadius = { resting: 7, current: 9 } as const

/** Draws paths, handles, rings and axes onto a 2D canvas above the cloud, in CSS pixels. */
export class Overlay {
  readonly #context: CanvasRenderingContext2D
  #theme: SceneTheme

  constructor(canvas: HTMLCanvasElement, theme: SceneTheme) {
    const context = canvas.getContext('2d')
    if (!context) throw new Error('This browser draws no 2D canvas.')
    this.#context = context
    this.#theme = theme
  }

  set theme(theme: SceneTheme) {
    this.#theme = theme
  }

  draw(content: OverlayContent, pixelRatio: number): void {
    const c = this.#context
    const { width, height } = content.projection
    c.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0)
    c.clearRect(0, 0, width, height)
    c.lineCap = 'round'
    c.lineJoin = 'round'
    c.textAlign = 'center'
    c.textBaseline = 'middle'
    this.#axes(content)
    this.#names(content.names)
    drawPins(c, content.pins, {
      ground: translucent(this.#theme.well, 0.85),
      line: this.#theme.text1,
      current: this.#theme.selection,
    })
    for (const seen of content.paths) if (!seen.path.active) this.#otherPath(seen)
    if (content.selected) this.#ring(content.selected, this.#theme.selection, 9)
    const active = content.paths.find(({ path }) => path.active)
    if (active) this.#activePath(active, content)
    if (content.draft) this.#draft(content.draft)
    if (content.region) this.#region(content.region, content.projection)
    if (content.hovered) this.#ring(content.hovered, this.#theme.text1, 7)
  }

  #names(names: OverlayContent['names']): void {
    const c = this.#context
    c.font = `600 12px ${this.#theme.font}`
    const written: { x: number; y: number; half: number }[] = []
    for (const { text, at: place } of names) {
      const at = { x: place.x, y: place.y + NAME_BELOW }
      const half = c.measureText(text).width / 2 + 4
      const covered = written.some(
        (other) => Math.abs(other.x - at.x) < other.half + half && Math.abs(other.y - at.y) < 16,
      )
      if (covered) continue
      written.push({ ...at, half })
      c.lineWidth = 4
      c.strokeStyle = translucent(this.#theme.well, 0.85)
      c.strokeText(text, at.x, at.y)
      c.fillStyle = this.#theme.text1
      c.fillText(text, at.x, at.y)
    }
  }

  #stroke(stretches: readonly Stretch[], width: number, style: string): void {
    const c = this.#context
    c.lineWidth = width
    c.strokeStyle = style
    c.beginPath()
    for (const { points } of stretches) {
      points.forEach(({ x, y }, k) => (k === 0 ? c.moveTo(x, y) : c.lineTo(x, y)))
    }
    c.stroke()
  }

  #otherPath({ stretches, traced }: SeenPath): void {
    if (!traced) return
    this.#stroke(stretches, 4.5, translucent(this.#theme.well, 0.6))
    this.#stroke(stretches, 1.5, translucent(this.#theme.path, 0.45))
  }

  #activePath(seen: SeenPath, content: OverlayContent): void {
    const c = this.#context
    const theme = this.#theme
    if (!seen.traced) c.setLineDash([4, 5])
    this.#stroke(seen.stretches, 7, translucent(theme.well, 0.85))
    this.#stroke(seen.stretches, 2.5, theme.path)
    c.setLineDash([])
    for (const mark of seen.marks) this.#ticks(mark)
    for (const chip of seen.chips) this.#chip(chip.cut.label, chip.at, theme.tear)
    for (const { from, to, weight } of content.hairs) {
      c.strokeStyle = translucent(theme.path, 0.35 + 0.65 * weight)
      c.lineWidth = 1
      c.beginPath()
      c.moveTo(from.x, from.y)
      c.lineTo(to.x, to.y)
      c.stroke()
      this.#disc(to, 2.5, theme.path)
    }
    if (seen.current) {
      this.#disc(seen.current, 6, theme.well)
      this.#disc(seen.current, 4, theme.path)
    }
    const order = seen.handles.map((_, k) => k)
    order.sort((a, b) => Number(seen.path.handles[a]!.current) - Number(seen.path.handles[b]!.current))
    for (const k of order) this.#handle(seen.handles[k]!, k + 1, seen.path.handles[k]!.current)
  }

  #handle(at: Point, number: number, current: boolean): void {
    const c = this.#context
    const theme = this.#theme
    if (current) {
      this.#disc(at, 16, translucent(theme.path, 0.22))
      this.#disc(at, handleRadius.current + 1.5, theme.well)
      this.#disc(at, handleRadius.current, theme.path)
    } else {
      this.#disc(at, handleRadius.resting + 2, theme.well)
      c.strokeStyle = theme.path
      c.lineWidth = 1.75
      c.beginPath()
      c.arc(at.x, at.y, handleRadius.resting, 0, 2 * Math.PI)
      c.stroke()
    }
    c.font = `650 ${current ? 11 : 9.5}px ${theme.font}`
    c.fillStyle = current ? theme.well : theme.path
    c.fillText(String(number), at.x, at.y + 0.5)
  }

  /** The ticks of a cut; over a wide gap a dashed line says which two belong together. */
  #ticks({ before, after, along }: CutMark): void {
    const c = this.#context
    if (isWide({ before, after })) {
      const gap = [{ points: [before, after], steps: [] }]
      this.#stroke(gap, 5, translucent(this.#theme.well, 0.85))
      c.setLineDash([4, 5])
      this.#stroke(gap, 1.5, this.#theme.tear)
      c.setLineDash([])
    }
    for (const [width, style] of [
      [5.5, translucent(this.#theme.well, 0.85)],
      [2.25, this.#theme.tear],
    ] as const) {
      c.lineWidth = width
      c.strokeStyle = style
      c.beginPath()
      for (const [at, direction] of [
        [before, along[0]],
        [after, along[1]],
      ] as const) {
        c.moveTo(at.x - direction.y * 10, at.y + direction.x * 10)
        c.lineTo(at.x + direction.y * 10, at.y - direction.x * 10)
      }
      c.stroke()
    }
  }

  #chip(label: string, at: Point, colour: string): void {
    const c = this.#context
    c.font = `600 11px ${this.#theme.font}`
    const width = c.measureText(label).width + 14
    c.beginPath()
    c.roundRect(at.x - width / 2, at.y - 10, width, 20, 5)
    c.fillStyle = this.#theme.raised
    c.fill()
    c.strokeStyle = this.#theme.border
    c.lineWidth = 1
    c.stroke()
    c.fillStyle = colour
    c.fillText(label, at.x, at.y + 0.5)
  }

  #draft({ from, to }: { from: Point; to: Point | null }): void {
    const c = this.#context
    if (to) {
      c.setLineDash([4, 5])
      this.#stroke([{ points: [from, to], steps: [0, 1] }], 2, this.#theme.path)
      c.setLineDash([])
    }
    this.#handle(from, 1, false)
  }

  /** The chip stands above the right end of the region, and stays on the canvas. */
  #region({ outline, label }: SeenRegion, { width }: Projection): void {
    const c = this.#context
    let [right, top] = [-Infinity, Infinity]
    c.beginPath()
    for (let k = 0; k < outline.length; k += 2) {
      const [x, y] = [outline[k]!, outline[k + 1]!]
      if (k === 0) c.moveTo(x, y)
      else c.lineTo(x, y)
      right = Math.max(right, x)
      top = Math.min(top, y)
    }
    c.closePath()
    c.fillStyle = translucent(this.#theme.selection, 0.05)
    c.fill('nonzero')
    c.setLineDash([4, 3])
    c.lineWidth = 1.25
    c.strokeStyle = this.#theme.selectionText
    c.stroke()
    c.setLineDash([])
    const at = { x: Math.min(width - 48, Math.max(48, right)), y: Math.max(14, top - 16) }
    this.#chip(label, at, this.#theme.selectionText)
  }

  #ring(at: Point, style: string, radius: number): void {
    const c = this.#context
    for (const [width, stroke] of [
      [4.5, translucent(this.#theme.well, 0.85)],
      [2, style],
    ] as const) {
      c.lineWidth = width
      c.strokeStyle = stroke
      c.beginPath()
      c.arc(at.x, at.y, radius, 0, 2 * Math.PI)
      c.stroke()
    }
  }

  #disc(at: Point, radius: number, style: string): void {
    const c = this.#context
    c.fillStyle = style
    c.beginPath()
    c.arc(at.x, at.y, radius, 0, 2 * Math.PI)
    c.fill()
  }

  #axes({ view, flat, projection }: OverlayContent): void {
    const c = this.#context
    const origin = { x: 40, y: projection.height - 40 }
    const m = view.elements
    const axes: readonly (readonly [string, Place])[] = [
      ['x', [m[0], m[1], m[2]]],
      ['y', [m[4], m[5], m[6]]],
      ['z', [m[8], m[9], m[10]]],
    ]
    c.font = `500 11px ${this.#theme.font}`
    for (const [name, [x, y, z]] of axes) {
      if (flat && name === 'z') continue
      c.beginPath()
      c.moveTo(origin.x, origin.y)
      c.lineTo(origin.x + 22 * x, origin.y - 22 * y)
      for (const [width, style] of [
        [4, translucent(this.#theme.well, 0.7)],
        [1.5, translucent(this.#theme.text3, 0.75 + 0.25 * z)],
      ] as const) {
        c.lineWidth = width
        c.strokeStyle = style
        c.stroke()
      }
      // An axis that points at the viewer would write its name over the others.
      if (Math.hypot(x, y) < 0.3) continue
      c.fillStyle = this.#theme.text2
      c.fillText(name, origin.x + 31 * x, origin.y - 31 * y)
    }
  }
}
