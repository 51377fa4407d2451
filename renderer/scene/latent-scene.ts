import type { CameraState } from '../../shared/contracts/study'
import type { IndexSet } from '../../shared/index-set'
import type { BridgeTable } from './bridge-order'
import { CameraRig, type Viewpoint } from './camera-rig'
import { placeOf } from './cloud-frame'
import type { SceneName } from './cluster-names'
import { CloudStage } from './cloud-stage'
import { DrawLoop, type Stale } from './draw-loop'
import { Overlay, type OverlayContent } from './overlay'
import type { Point } from './path-geometry'
import { PathsInScene } from './paths-in-scene'
import type { Obstacle } from './picture-choice'
import type { ScenePictures } from './picture-show'
import { PinsInScene, type ScenePin } from './pins'
import { Pointer, type PointerScene } from './pointer'
import type { Projection } from './projection'
import { RegionTool } from './region-tool'
import { scenePicture, type PictureWish } from './scene-picture'
import { SceneEmitter, type SceneEvents, type Snap, type Target } from './scene-events'
import type { ScenePath } from './scene-path'
import type { SceneTheme } from './scene-theme'
import type { SurfaceTable } from './surface-geometry'

/** How much points sink into the well while a path is active. */
const PATH_FADE = 0.12

/** How far beside its middle a generated code is still hit, CSS pixels. */
const DRAWN_REACH = 5

/** What the scene holds and how often it has drawn; tests read it. */
export interface SceneCounts {
  readonly points: number
  readonly generated: number
  /** Singular bridges drawn. */
  readonly facets: number
  readonly pictures: number
  readonly draws: number
  readonly overlayDraws: number
}

/** Rings on points, and the first end of a path that is being begun. */
export interface SceneMarks {
  readonly hovered: number | null
  readonly selected: number | null
  readonly draft: Snap | null
  /** A generated code, ringed as a selected point. */
  readonly drawn?: number | null
}

/**
 * The latent cloud: points, singular bridges, pictures and paths in one view. Everything is set as plain values;
 * what the person does comes back as typed events. Nothing is drawn while nothing changes.
 */
export class LatentScene {
  readonly #container: HTMLElement
  readonly #canvas = document.createElement('canvas')
  readonly #overlayCanvas = document.createElement('canvas')
  readonly #stage: CloudStage
  readonly #overlay: Overlay
  readonly #rig: CameraRig
  readonly #loop: DrawLoop
  readonly #pointer: Pointer
  readonly #emitter = new SceneEmitter()
  readonly #resize: ResizeObserver
  readonly #reducedMotion: boolean
  readonly #paths = new PathsInScene()
  readonly #pins = new PinsInScene()
  readonly #region: RegionTool
  #marks: SceneMarks = { hovered: null, selected: null, draft: null }
  #names: readonly SceneName[] = []
  #choosingEnds = false
  #picksGenerated = false
  #projection: Projection
  #theme: SceneTheme
  #pixelRatio = 1
  /** Until the person takes the camera, every change of the cloud is framed. */
  #framesItself = true
  /** Whether it is the person who moves the camera. */
  #cameraDriven = false
  #hoverPending = false
  #lastFrame = 0
  #overlayDraws = 0

  /**
   * @param container element the canvases fill; it also takes the pointer
   * @throws Error where the browser gives no WebGL 2 context
   */
  constructor(container: HTMLElement, theme: SceneTheme, reducedMotion: boolean) {
    this.#container = container
    this.#reducedMotion = reducedMotion
    this.#theme = theme
    for (const canvas of [this.#canvas, this.#overlayCanvas]) {
      canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%;display:block'
      container.append(canvas)
    }
    this.#overlayCanvas.style.pointerEvents = 'none'
    this.#stage = new CloudStage(this.#canvas)
    this.#region = new RegionTool(this.#stage)
    this.#canvas.addEventListener('webglcontextlost', this.#contextLost)
    this.#canvas.addEventListener('webglcontextrestored', this.#contextRestored)
    this.#overlay = new Overlay(this.#overlayCanvas, theme)
    this.#loop = new DrawLoop((now, stale) => this.#drawFrame(now, stale), {
      request: (callback) => requestAnimationFrame(callback),
      cancel: (handle) => cancelAnimationFrame(handle),
    })
    // Before the camera: a handle is taken before the camera sees the press.
    this.#pointer = new Pointer(container, this.#pointerScene(), this.#emitter)
    this.#rig = new CameraRig(container, reducedMotion, {
      moved: () => {
        this.#region.drop()
        this.#loop.invalidate()
      },
      rested: () => this.#cameraRested(),
      taken: () => this.#cameraTaken(),
    })
    this.#projection = this.#stage.projection(this.#rig)
    this.#resize = new ResizeObserver(() => this.#fit())
    this.#resize.observe(container)
    this.setTheme(theme)
    this.#fit()
  }

  on<E extends keyof SceneEvents>(event: E, listener: (value: SceneEvents[E]) => void): () => void {
    return this.#emitter.on(event, listener)
  }

  /**
   * @param positions row-major [n, 3] in the cloud's coordinates; kept, not copied
   * @param dimensions 2 or 3; a plane cloud has z = 0 and is looked at face on
   * @param morph move the points there from where they are, in 150 ms
   */
  setPositions(positions: Float32Array, dimensions: number, morph: boolean): void {
    const first = this.#stage.positions.length === 0
    const wasFlat = this.#stage.flat
    this.#stage.setPositions(positions, dimensions, morph && !this.#reducedMotion ? performance.now() : null)
    if (!first && wasFlat !== this.#stage.flat) this.#framesItself = true
    this.#rig.flat = this.#stage.flat
    // Points that moved on are no longer the ones that were drawn about.
    if (!this.#pointer.dragging) this.#region.drop()
    const points = this.#stage.framedPoints()
    if (this.#framesItself) this.#rig.frame(points, false)
    else this.#rig.measure(points)
    this.#loop.invalidate()
  }

  /** @param rgba row-major [n, 4]; alpha 0 hides a point, its pictures and the bridges that end in it */
  setColours(rgba: Uint8Array): void {
    this.#stage.setColours(rgba)
    this.#loop.invalidate()
  }

  /**
   * Codes drawn from the generator, as a second cloud over the first.
   * @param positions row-major [m, 3] in the cloud's coordinates
   * @param rgba row-major [m, 4]
   * @param picked whether one under the pointer counts before a point
   */
  setGenerated(positions: Float32Array, rgba: Uint8Array, picked = false): void {
    this.#picksGenerated = picked
    this.#stage.setGenerated(positions, rgba)
    this.#loop.invalidate()
  }

  setPictures(pictures: ScenePictures | null): void {
    this.#stage.setPictures(pictures)
    this.#loop.invalidate()
  }

  setFacets(table: BridgeTable | null): void {
    this.#stage.setFacets(table)
    this.#loop.invalidate()
  }

  /** Facets as polygons in the domain Ω, where the points are places in it. */
  setSurface(table: SurfaceTable | null): void {
    this.#stage.setSurface(table)
    this.#loop.invalidate()
  }

  /** Facets whose measure exceeds the value are singular. */
  setThreshold(value: number): void {
    this.#stage.threshold = value
    this.#loop.invalidate()
  }

  setShown(shown: { readonly bridges: boolean; readonly pictures: boolean }): void {
    this.#stage.setShown(shown)
    this.#loop.invalidate()
  }

  setPaths(paths: readonly ScenePath[]): void {
    this.#paths.set(paths, this.#projection)
    const faded = this.#stage.setFade(paths.some(({ active }) => active) ? PATH_FADE : 0)
    // The cloud is drawn anew only where a picture has to step aside: a drag costs no more than the overlay.
    if (faded || this.#stage.picturesChange(this.#projection, this.#obstacles)) this.#loop.invalidate()
    else this.#loop.invalidateOverlay()
  }

  /** Pictures of one's own, each over its place. */
  setPins(pins: readonly ScenePin[]): void {
    this.#pins.set(pins, this.#projection)
    if (this.#stage.picturesChange(this.#projection, this.#obstacles)) this.#loop.invalidate()
    else this.#loop.invalidateOverlay()
  }

  setMarks(marks: SceneMarks): void {
    this.#marks = marks
    this.#loop.invalidateOverlay()
  }

  setTheme(theme: SceneTheme): void {
    this.#theme = theme
    this.#stage.setTheme(theme)
    this.#overlay.theme = theme
    this.#loop.invalidate()
  }

  /**
   * What a press does: with the path tool a picture under the pointer counts before a path that runs over it; with
   * lasso and box a drag draws instead of turning the cloud.
   */
  setTool(tool: 'pointer' | 'path' | 'lasso' | 'box'): void {
    this.#pointer.giveUp()
    this.#choosingEnds = tool === 'path'
    this.#region.kind = tool === 'lasso' || tool === 'box' ? tool : null
    this.#pointer.drawsRegions = this.#region.kind !== null
    const cursor = tool === 'pointer' ? 'default' : 'crosshair'
    this.#pointer.restingCursor = cursor
    this.#canvas.parentElement?.style.setProperty('cursor', cursor)
  }

  /** Whether lasso and box take points that lie behind others. */
  setThrough(through: boolean): void {
    this.#region.through = through
  }

  /** The outline that was last drawn goes: what it selected is selected no longer. */
  dropRegion(): void {
    if (this.#region.drop()) this.#loop.invalidateOverlay()
  }

  /** The point of the cloud at a canvas position, or null. */
  pick(x: number, y: number): number | null {
    return this.#stage.pick(this.#rig, x, y)
  }

  /** Parallel rays instead of perspective; a plane layout is always seen so. */
  setParallel(parallel: boolean): void {
    this.#rig.parallel = parallel
    this.#loop.invalidate()
  }

  /** Names at places of the cloud; of two that would overlap the first is written. */
  setNames(names: readonly SceneName[]): void {
    this.#names = names
    this.#loop.invalidateOverlay()
  }

  /** Brings some points, or the whole cloud, into view; the camera then turns about their middle. */
  frame(points: IndexSet | null): void {
    if (points?.length === 1) {
      this.flyTo(points[0]!)
      return
    }
    this.#framesItself &&= points === null
    this.#rig.frame(this.#stage.framedPoints(points), true)
    this.#loop.invalidate()
  }

  /** Looks at the middle of some points from the same distance; the camera then turns about it. */
  turnAbout(points: IndexSet): void {
    this.#framesItself = false
    this.#rig.flyTo(this.#stage.middleOf(points))
    this.#loop.invalidate()
  }

  flyTo(index: number): void {
    this.#framesItself = false
    this.#rig.flyTo(this.#stage.scenePlace(index), 2.2)
    this.#loop.invalidate()
  }

  /** In coordinates in which 98 % of the cloud lie inside the unit ball. */
  get camera(): CameraState {
    return this.#rig.state
  }

  set camera(state: CameraState) {
    this.#framesItself = false
    this.#cameraDriven = false
    this.#rig.state = state
    this.#stage.chooseAnew()
    this.#loop.invalidate()
  }

  /**
   * What is seen, as a canvas of its own, without the marks of the pointer; the camera stays where it is.
   * @throws BrenierError `bad-argument` where the graphics card draws no picture of this size
   */
  picture({ turn, pixelRatio, ground }: PictureWish): HTMLCanvasElement {
    const from = this.#rig.turned(turn)
    const projection = this.#stage.projection(from)
    this.#paths.look(projection)
    this.#pins.look(projection)
    const content = { ...this.#overlayContent(projection, from), hovered: null, region: null, draft: null }
    try {
      return scenePicture(this.#theme, ground, content, pixelRatio, (theme) => {
        this.#stage.setTheme(theme)
        return this.#stage.image(from, projection, this.#obstacles, pixelRatio)
      })
    } finally {
      this.#stage.setTheme(this.#theme)
      this.#paths.look(this.#projection)
      this.#pins.look(this.#projection)
    }
  }

  /** Width and height of the canvas, CSS pixels. */
  get size(): { readonly width: number; readonly height: number } {
    const { width, height } = this.#projection
    return { width, height }
  }

  get counts(): SceneCounts {
    return { ...this.#stage.counts, overlayDraws: this.#overlayDraws }
  }

  /** Where a point is seen now, CSS pixels from the canvas's top left. */
  pointOnScreen(index: number): Point {
    return this.#stage.projection(this.#rig).projectPlace(placeOf(this.#stage.positions, index))
  }

  /** Where a generated code is seen now; null where there is no such. */
  drawnOnScreen(draw: number): Point | null {
    const { generatedPositions } = this.#stage
    if (3 * draw >= generatedPositions.length) return null
    return this.#stage.projection(this.#rig).projectPlace(placeOf(generatedPositions, draw))
  }

  /** Where the place of a picture of one's own is seen now. */
  pinOnScreen(id: string): Point | null {
    return this.#pins.footOf(id)
  }

  /** Where a handle is seen now. */
  handleOnScreen(path: string, handle: number): Point | null {
    const place = this.#paths.handlePlace(path, handle)
    return place && this.#stage.projection(this.#rig).projectPlace(place)
  }

  /** Where a step of a path is seen now. */
  stepOnScreen(path: string, step: number): Point | null {
    const place = this.#paths.stepPlace(path, step)
    return place && this.#stage.projection(this.#rig).projectPlace(place)
  }

  dispose(): void {
    this.#loop.stop()
    this.#resize.disconnect()
    this.#pointer.dispose()
    this.#rig.dispose()
    this.#canvas.removeEventListener('webglcontextlost', this.#contextLost)
    this.#canvas.removeEventListener('webglcontextrestored', this.#contextRestored)
    this.#stage.dispose()
    this.#overlayCanvas.remove()
  }

  #drawFrame(now: number, stale: Stale): Stale {
    const seconds = this.#lastFrame === 0 ? 1 / 60 : Math.min(0.1, (now - this.#lastFrame) / 1000)
    const turning = this.#rig.update(seconds)
    const moving = this.#stage.advance(now) || turning
    if (turning && this.#cameraDriven) this.#emitter.emit('cameraMove', {})
    if (stale.cloud || moving) this.#drawCloud()
    if (this.#hoverPending && !turning) {
      this.#hoverPending = false
      this.#pointer.hover()
    }
    this.#drawOverlay()
    this.#lastFrame = moving ? now : 0
    return { cloud: moving, overlay: false }
  }

  #drawCloud(): void {
    this.#projection = this.#stage.projection(this.#rig)
    this.#paths.look(this.#projection)
    this.#pins.look(this.#projection)
    this.#stage.draw(this.#rig, this.#projection, this.#obstacles)
  }

  /** What pictures of the cloud leave free. */
  get #obstacles(): Obstacle[] {
    return [...this.#paths.obstacles, ...this.#pins.obstacles]
  }

  #drawOverlay(): void {
    this.#overlay.draw(this.#overlayContent(this.#projection, this.#rig), this.#pixelRatio)
    this.#overlayDraws++
  }

  #overlayContent(projection: Projection, from: Viewpoint): OverlayContent {
    const { positions } = this.#stage
    const seenPoint = (index: number | null): Point | null => {
      if (index === null || 3 * index >= positions.length) return null
      const point = projection.projectPlace(placeOf(positions, index))
      return point.distance > 0 ? point : null
    }
    const { draft } = this.#marks
    const draftFrom = draft?.kind === 'own' ? this.#pins.footOf(draft.id) : seenPoint(draft?.index ?? null)
    return {
      projection,
      view: from.camera.matrixWorldInverse,
      flat: this.#stage.flat,
      paths: this.#paths.seen,
      pins: this.#pins.seen,
      hairs: this.#paths.hairs(seenPoint),
      names: this.#names.map(({ text, place }) => ({ text, at: projection.projectPlace(place) })),
      hovered: seenPoint(this.#marks.hovered),
      selected: seenPoint(this.#marks.selected) ?? this.#seenDrawn(projection),
      region: this.#region.seen,
      draft: draftFrom && { from: draftFrom, to: this.#pointer.at },
    }
  }

  #seenDrawn(projection: Projection): Point | null {
    const { generatedPositions } = this.#stage
    const draw = this.#marks.drawn ?? null
    if (draw === null || 3 * draw >= generatedPositions.length) return null
    const point = projection.projectPlace(placeOf(generatedPositions, draw))
    return point.distance > 0 ? point : null
  }

  /** The card of a point does not travel with it: it comes back when the camera rests. */
  #cameraTaken(): void {
    this.#framesItself = false
    this.#cameraDriven = true
    this.#emitter.emit('hover', { target: { kind: 'nothing' }, x: 0, y: 0 })
  }

  #cameraRested(): void {
    this.#cameraDriven = false
    this.#stage.chooseAnew()
    this.#hoverPending = true
    this.#loop.invalidate()
    if (!this.#framesItself) this.#emitter.emit('cameraRest', {})
  }

  #fit(): void {
    const { clientWidth, clientHeight } = this.#container
    if (clientWidth === 0 || clientHeight === 0) return
    this.#pixelRatio = Math.min(2, window.devicePixelRatio || 1)
    this.#stage.resize(clientWidth, clientHeight, this.#pixelRatio)
    this.#overlayCanvas.width = Math.round(clientWidth * this.#pixelRatio)
    this.#overlayCanvas.height = Math.round(clientHeight * this.#pixelRatio)
    this.#rig.resize(clientWidth, clientHeight)
    if (this.#framesItself) this.#rig.frame(this.#stage.framedPoints(), false)
    this.#rig.update(0)
    // At once: a resized canvas is blank until it is drawn.
    this.#drawCloud()
    this.#drawOverlay()
    this.#loop.invalidate()
  }

  #targetAt(x: number, y: number): Target {
    const handle = this.#paths.handleAt(x, y)
    if (handle) return handle
    const pin = this.#pins.pinAt(x, y)
    if (pin) return pin
    const path = this.#choosingEnds ? null : this.#paths.pathAt(x, y)
    if (path) return path
    const draw = this.#drawnAt(x, y)
    if (draw !== null) return { kind: 'drawn', draw }
    const index = this.pick(x, y)
    if (index !== null) return { kind: 'point', index }
    return (this.#choosingEnds && this.#paths.pathAt(x, y)) || { kind: 'nothing' }
  }

  /** The generated code under a canvas point; with the path tool only what a path can begin at counts. */
  #drawnAt(x: number, y: number): number | null {
    if (!this.#picksGenerated || this.#choosingEnds) return null
    const { generatedPositions, isGeneratedShown } = this.#stage
    return this.#projection.nearestPoint(generatedPositions, isGeneratedShown, x, y, DRAWN_REACH)
  }

  #snapAt(x: number, y: number, reach: number): Snap | null {
    const pin = this.#pins.pinAt(x, y)
    if (pin) return pin
    const index = this.#projection.nearestPoint(this.#stage.positions, this.#stage.isShown, x, y, reach)
    return index === null ? null : { kind: 'point', index }
  }

  #pointerScene(): PointerScene {
    return {
      targetAt: (x, y) => this.#targetAt(x, y),
      handlePlace: (path, handle) => this.#paths.handlePlace(path, handle),
      handlePoint: (path, handle) => this.handleOnScreen(path, handle),
      stepPlace: (path, step) => this.#paths.stepPlace(path, step),
      onFacingPlane: (x, y, through) => this.#projection.onFacingPlane(x, y, through),
      snapAt: (x, y, reach) => this.#snapAt(x, y, reach),
      nextFrame: () => {
        this.#hoverPending = true
        this.#loop.invalidateOverlay()
      },
      holdCamera: (held) => (this.#rig.enabled = !held),
      beginRegion: (how, x, y) => this.#region.begin(how, x, y, this.#projection, this.#rig),
      extendRegion: (x, y) => {
        this.#region.extend(x, y)
        this.#loop.invalidateOverlay()
      },
      endRegion: () => {
        const { found } = this.#region
        if (found) this.#emitter.emit('region', found)
      },
      dropRegion: () => this.dropRegion(),
    }
  }

  readonly #contextLost = (): void => this.#emitter.emit('context', { lost: true })

  readonly #contextRestored = (): void => {
    this.#emitter.emit('context', { lost: false })
    this.#stage.restore()
    this.#fit()
  }
}
