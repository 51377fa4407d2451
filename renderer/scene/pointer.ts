import type { Combination } from '../../shared/index-set'
import type { Place } from './cloud-frame'
import type { SceneEmitter, Snap, Target } from './scene-events'

/** How far the pointer may travel between press and release for it to be a click, CSS pixels. */
const CLICK_TRAVEL = 4
/** How far Shift reaches for a picture to snap onto, CSS pixels. */
const SNAP_REACH = 60

/** What the pointer needs to know of the scene. */
export interface PointerScene {
  /** What lies under a canvas point; costs a draw of a few pixels where it is a point of the cloud. */
  targetAt(x: number, y: number): Target
  /** Where a handle stands. */
  handlePlace(path: string, handle: number): Place | null
  /** Where a handle is seen. */
  handlePoint(path: string, handle: number): { readonly x: number; readonly y: number } | null
  /** The place under a canvas point at the depth of `through`. */
  onFacingPlane(x: number, y: number, through: Place): Place
  /** What a handle snaps onto within reach of a canvas point. */
  snapAt(x: number, y: number, reach: number): Snap | null
  /** The place of a step along a path, fractional. */
  stepPlace(path: string, step: number): Place | null
  /** Asks to be called back in the next frame: hits are tested once a frame at most. */
  nextFrame(): void
  holdCamera(held: boolean): void
  /** A lasso or a box begins, goes on, ends or is given up. */
  beginRegion(how: Combination, x: number, y: number): void
  extendRegion(x: number, y: number): void
  endRegion(): void
  dropRegion(): void
}

interface Drag {
  readonly path: string
  readonly handle: number
  /** Where the handle stood when it was taken: its depth stays that of the plane it moves in. */
  readonly start: Place
  /** From the pointer to the handle's middle when it was taken. */
  readonly offset: { readonly x: number; readonly y: number }
}

/** Turns pointer events on the canvas into what the person meant: hover, click, double-click, dragging a handle. */
export class Pointer {
  readonly #element: HTMLElement
  readonly #scene: PointerScene
  readonly #emitter: SceneEmitter
  readonly #listening = new AbortController()
  #at: { x: number; y: number } | null = null
  #pressed: { x: number; y: number; target: Target } | null = null
  #drag: Drag | null = null
  /** Where the right button went down: dragged on it moves the camera, let go there it asks for a menu. */
  #rightPress: { x: number; y: number } | null = null
  #region: 'pressed' | 'drawn' | null = null
  #buttons = 0
  /** Whether a drag draws a lasso or a box instead of moving the camera. */
  drawsRegions = false
  /** The cursor where there is nothing to take hold of. */
  restingCursor = 'default'

  constructor(element: HTMLElement, scene: PointerScene, emitter: SceneEmitter) {
    this.#element = element
    this.#scene = scene
    this.#emitter = emitter
    const { signal } = this.#listening
    // Captured: a handle is taken before the camera sees the press.
    element.addEventListener('pointerdown', (event) => this.#press(event), { signal, capture: true })
    element.addEventListener('pointermove', (event) => this.#move(event), { signal })
    element.addEventListener('pointerup', (event) => this.#release(event), { signal })
    element.addEventListener('pointercancel', () => this.giveUp(), { signal })
    element.addEventListener('pointerleave', () => this.#leave(), { signal })
    element.addEventListener('dblclick', (event) => this.#doubleClick(event), { signal })
    element.addEventListener('contextmenu', (event) => event.preventDefault(), { signal })
  }

  get dragging(): boolean {
    return this.#drag !== null || this.#region !== null
  }

  get at(): { readonly x: number; readonly y: number } | null {
    return this.#at
  }

  /** Tests what lies under the pointer; called once a frame after it moved. */
  hover(): void {
    if (!this.#at || this.#drag || this.#buttons !== 0) return
    const { x, y } = this.#at
    const target = this.#scene.targetAt(x, y)
    this.#element.style.cursor = cursors[target.kind] ?? this.restingCursor
    this.#emitter.emit('hover', { target, x, y })
  }

  dispose(): void {
    this.#listening.abort()
  }

  #place(event: MouseEvent): { x: number; y: number } {
    const box = this.#element.getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top }
  }

  #press(event: PointerEvent): void {
    this.#buttons = event.buttons
    const at = this.#place(event)
    if (event.button === 2) this.#rightPress = at
    if (event.button !== 0) return
    const target = this.#scene.targetAt(at.x, at.y)
    this.#pressed = { ...at, target }
    this.#scene.dropRegion()
    if (target.kind === 'handle') this.#grab(event, at, target)
    else if (this.drawsRegions) this.#hold(event)
  }

  #hold(event: PointerEvent): void {
    this.#region = 'pressed'
    this.#scene.holdCamera(true)
    this.#element.setPointerCapture(event.pointerId)
  }

  #grab(event: PointerEvent, at: { x: number; y: number }, target: Target & { kind: 'handle' }): void {
    const start = this.#scene.handlePlace(target.path, target.handle)
    const seen = this.#scene.handlePoint(target.path, target.handle)
    if (!start || !seen) return
    this.#drag = {
      path: target.path,
      handle: target.handle,
      start,
      offset: { x: seen.x - at.x, y: seen.y - at.y },
    }
    this.#scene.holdCamera(true)
    this.#element.setPointerCapture(event.pointerId)
    this.#element.style.cursor = 'grabbing'
    this.#emitter.emit('handleGrab', { path: target.path, handle: target.handle })
  }

  #move(event: PointerEvent): void {
    this.#buttons = event.buttons
    this.#at = this.#place(event)
    const drag = this.#drag
    if (this.#region) {
      this.#draw(event, this.#at)
      return
    }
    if (!drag) {
      this.#scene.nextFrame()
      return
    }
    if (this.#stayed(this.#at)) return
    this.#pressed = null
    const x = this.#at.x + drag.offset.x
    const y = this.#at.y + drag.offset.y
    this.#emitter.emit('handleMove', {
      path: drag.path,
      handle: drag.handle,
      place: this.#scene.onFacingPlane(x, y, drag.start),
      snapped: event.shiftKey ? this.#scene.snapAt(x, y, SNAP_REACH) : null,
      time: event.timeStamp,
    })
  }

  #draw(event: PointerEvent, at: { x: number; y: number }): void {
    if (this.#region === 'pressed') {
      if (!this.#pressed || this.#stayed(at)) return
      this.#scene.beginRegion(combinationOf(event), this.#pressed.x, this.#pressed.y)
      this.#region = 'drawn'
      this.#pressed = null
    }
    this.#scene.extendRegion(at.x, at.y)
  }

  #release(event: PointerEvent): void {
    this.#buttons = event.buttons
    const at = this.#place(event)
    const pressed = this.#pressed
    const clicked = event.button === 0 && this.#stayed(at)
    if (event.button === 2) this.#askForMenu(at)
    if (this.#region === 'drawn') this.#scene.endRegion()
    this.#endDrag()
    if (clicked && pressed) {
      this.#emitter.emit('click', { target: pressed.target, how: combinationOf(event) })
    }
    this.#scene.nextFrame()
  }

  #stayed(at: { x: number; y: number }): boolean {
    return near(this.#pressed, at)
  }

  #askForMenu(at: { x: number; y: number }): void {
    const stayed = near(this.#rightPress, at)
    this.#rightPress = null
    const target = stayed ? this.#scene.targetAt(at.x, at.y) : null
    if (target?.kind === 'point') this.#emitter.emit('menu', { index: target.index, ...at })
  }

  /** Leaves a region undrawn, or a handle where it is. */
  giveUp(): void {
    if (this.#region) this.#scene.dropRegion()
    this.#endDrag()
  }

  #endDrag(): void {
    const drag = this.#drag
    if (drag || this.#region) this.#scene.holdCamera(false)
    this.#drag = null
    this.#region = null
    this.#pressed = null
    if (!drag) return
    this.#element.style.cursor = 'grab'
    this.#emitter.emit('handleRelease', { path: drag.path, handle: drag.handle })
  }

  #leave(): void {
    this.#at = null
    if (!this.#drag) this.#emitter.emit('hover', { target: { kind: 'nothing' }, x: 0, y: 0 })
  }

  #doubleClick(event: MouseEvent): void {
    const { x, y } = this.#place(event)
    const target = this.#scene.targetAt(x, y)
    const place = target.kind === 'path' ? this.#scene.stepPlace(target.path, target.step) : null
    this.#emitter.emit('doubleClick', { target, place })
  }
}

/** Whether a pointer that was pressed here was let go there without travelling. */
function near(pressed: { x: number; y: number } | null, at: { x: number; y: number }): boolean {
  return pressed !== null && Math.hypot(at.x - pressed.x, at.y - pressed.y) <= CLICK_TRAVEL
}

/** Shift adds to the selection, Alt takes away from it. */
function combinationOf(event: PointerEvent): Combination {
  if (event.altKey) return 'subtract'
  return event.shiftKey ? 'add' : 'replace'
}

const cursors: Readonly<Partial<Record<Target['kind'], string>>> = {
  point: 'pointer',
  own: 'pointer',
  drawn: 'pointer',
  handle: 'grab',
  path: 'pointer',
}
