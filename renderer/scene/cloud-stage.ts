import { Group, Matrix4, Scene, Vector3, WebGLRenderer } from 'three'
import { BridgeLayer } from './bridge-layer'
import type { IndexSet } from '../../shared/index-set'
import type { BridgeTable } from './bridge-order'
import type { Viewpoint } from './camera-rig'
import { cloudFrame, placeOf, type CloudFrame } from './cloud-frame'
import { CloudTextures } from './cloud-textures'
import type { Obstacle } from './picture-choice'
import { PictureLayer } from './picture-layer'
import { PictureShow, type ScenePictures } from './picture-show'
import { PictureTarget } from './picture-target'
import { pointAlpha, PointLayer } from './point-layer'
import { PointPicker } from './point-picker'
import { Projection } from './projection'
import { shaderColour, type SceneTheme } from './scene-theme'
import type { SurfaceTable } from './surface-geometry'
import { SurfaceLayer } from './surface-layer'
import { viewUniforms } from './view-uniforms'

const MORPH_MILLISECONDS = 150
/** Points that framing looks at. */
const FRAMED = 4000

/** What WebGL draws: points, bridges, a surface of facets and pictures, placed in the unit ball of the scene. */
export class CloudStage {
  readonly #canvas: HTMLCanvasElement
  readonly #renderer: WebGLRenderer
  readonly #scene = new Scene()
  readonly #placed = new Group()
  readonly #view = viewUniforms()
  readonly #textures = new CloudTextures()
  readonly #points = new PointLayer(this.#textures, this.#view)
  readonly #generatedTextures = new CloudTextures()
  #generatedPositions: Float32Array = new Float32Array()
  #generatedColours: Uint8Array = new Uint8Array()
  readonly #generated = new PointLayer(this.#generatedTextures, this.#view)
  readonly #bridges = new BridgeLayer(this.#textures, this.#view)
  readonly #surface = new SurfaceLayer(this.#view)
  readonly #pictureLayer = new PictureLayer(this.#textures, this.#view)
  readonly #pictures = new PictureShow(this.#pictureLayer)
  readonly #picker = new PointPicker(this.#points, this.#placed)
  readonly #target = new PictureTarget()
  #positions: Float32Array = new Float32Array()
  #rgba: Uint8Array = new Uint8Array()
  #frame: CloudFrame = { centre: [0, 0, 0], scale: 1 }
  #flat = false
  #ground = '#000000'
  #morphStart: number | null = null
  #choicePending = true
  #draws = 0

  /** @throws Error where the browser gives no WebGL 2 context */
  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas
    this.#renderer = new WebGLRenderer({ canvas, antialias: false, powerPreference: 'high-performance' })
    this.#placed.matrixAutoUpdate = false
    this.#placed.add(
      this.#surface.group,
      this.#bridges.mesh,
      this.#points.mesh,
      this.#generated.mesh,
      this.#pictureLayer.mesh,
    )
    this.#scene.add(this.#placed)
  }

  get positions(): Float32Array {
    return this.#positions
  }

  get flat(): boolean {
    return this.#flat
  }

  get counts() {
    return {
      points: this.#positions.length / 3,
      generated: this.#generated.count,
      facets: this.#bridges.drawn,
      pictures: this.#pictureLayer.shown,
      draws: this.#draws,
    }
  }

  /** @param morph null to jump, else the time at which the move begins */
  setPositions(positions: Float32Array, dimensions: number, morph: number | null): void {
    this.#positions = positions
    this.#flat = dimensions === 2
    this.#textures.setPlaces(positions, morph !== null)
    this.#morphStart = this.#textures.uniforms.morph.value === 0 ? morph : null
    this.#points.count = positions.length / 3
    this.#bridges.points = positions.length / 3
    this.#frame = cloudFrame(positions)
    const { centre, scale } = this.#frame
    this.#placed.matrix
      .makeScale(scale, scale, scale)
      .multiply(new Matrix4().makeTranslation(-centre[0], -centre[1], -centre[2]))
    this.#placed.matrixWorldNeedsUpdate = true
    this.#choicePending = true
  }

  setColours(rgba: Uint8Array): void {
    this.#rgba = rgba
    this.#textures.setColours(rgba)
    this.#choicePending = true
  }

  /** Codes drawn from the generator, as a second cloud: row-major [m, 3] in the same coordinates, and [m, 4]. */
  setGenerated(positions: Float32Array, rgba: Uint8Array): void {
    this.#generatedTextures.setPlaces(positions, false)
    this.#generatedTextures.setColours(rgba)
    this.#generatedPositions = positions
    this.#generatedColours = rgba
    this.#generated.count = positions.length / 3
  }

  /** Places of the generated codes, row-major [m, 3]. */
  get generatedPositions(): Float32Array {
    return this.#generatedPositions
  }

  readonly isGeneratedShown = (draw: number): boolean =>
    this.#generatedColours[4 * draw + 3] !== pointAlpha.hidden

  setPictures(pictures: ScenePictures | null): void {
    this.#pictures.set(pictures)
    this.#choicePending = true
  }

  setFacets(table: BridgeTable | null): void {
    this.#bridges.setFacets(table)
  }

  /** Facets as polygons in the domain, with its frame; null where the cloud is no domain. */
  setSurface(table: SurfaceTable | null): void {
    this.#surface.setFacets(table)
  }

  set threshold(value: number) {
    this.#bridges.threshold = value
    this.#surface.threshold = value
  }

  setShown(shown: { readonly bridges: boolean; readonly pictures: boolean }): void {
    this.#bridges.shown = shown.bridges
    this.#surface.facetsShown = shown.bridges
    this.#pictureLayer.wished = shown.pictures
  }

  setTheme(theme: SceneTheme): void {
    shaderColour(theme.well, this.#view.well.value)
    const tear = shaderColour(theme.tear)
    const dark = this.#view.well.value.length() < tear.length()
    this.#bridges.setColour(tear, dark)
    this.#surface.setColours(tear, shaderColour(theme.border), dark)
    this.#ground = theme.well
    this.#renderer.setClearColor(theme.well, 1)
  }

  /** After a lost context has come back: three uploads everything again but forgets the ground. */
  restore(): void {
    this.#renderer.setClearColor(this.#ground, 1)
  }

  /** Sinks all points a little into the well, while a path is active. @returns whether that changed */
  setFade(fade: number): boolean {
    const changes = this.#view.fade.value !== fade
    this.#view.fade.value = fade
    return changes
  }

  /** Pictures are chosen anew in the next draw. */
  chooseAnew(): void {
    this.#choicePending = true
  }

  resize(width: number, height: number, pixelRatio: number): void {
    this.#renderer.setPixelRatio(pixelRatio)
    this.#renderer.setSize(width, height, false)
    this.#view.viewport.value.set(width, height)
    this.#view.pixelRatio.value = pixelRatio
    this.#choicePending = true
  }

  projection(from: Viewpoint): Projection {
    const { x: width, y: height } = this.#view.viewport.value
    return new Projection(from.camera, this.#placed.matrix, width, height)
  }

  /** Moves the points on towards their new places. @returns whether they still move */
  advance(now: number): boolean {
    if (this.#morphStart === null) return false
    const t = Math.min(1, Math.max(0, (now - this.#morphStart) / MORPH_MILLISECONDS))
    this.#textures.uniforms.morph.value = 1 - (1 - t) ** 3
    if (t >= 1) this.#morphStart = null
    return true
  }

  /** @param obstacles what pictures may not cover */
  draw(from: Viewpoint, projection: Projection, obstacles: readonly Obstacle[]): void {
    this.#look(from)
    if (this.#choicePending) {
      this.#choicePending = false
      this.#pictures.choose(this.#positions, projection, this.#isFull, obstacles)
    }
    this.#pictures.present(this.#positions, projection, obstacles)
    this.#renderer.render(this.#scene, from.camera)
    this.#draws++
  }

  /**
   * The same as an image of its own, not on the canvas; pictures stay those that were last chosen.
   * @param pixelRatio pixels of the image to one CSS pixel of the canvas
   * @throws BrenierError `bad-argument` where the graphics card draws no image of this size
   */
  image(
    from: Viewpoint,
    projection: Projection,
    obstacles: readonly Obstacle[],
    pixelRatio: number,
  ): ImageData {
    const { pixelRatio: ratio } = this.#view
    const shown = ratio.value
    this.#look(from)
    this.#pictures.present(this.#positions, projection, obstacles)
    ratio.value = pixelRatio
    try {
      const size = [projection.width * pixelRatio, projection.height * pixelRatio] as const
      return this.#target.draw(this.#renderer, this.#scene, from.camera, this.#ground, ...size)
    } finally {
      ratio.value = shown
    }
  }

  /** Whether pictures would have to step aside, or could come back, with these obstacles. */
  picturesChange(projection: Projection, obstacles: readonly Obstacle[]): boolean {
    if (!this.#pictureLayer.wished) return false
    return this.#pictures.changes(this.#positions, projection, obstacles)
  }

  /** The point at a canvas position, or null. */
  pick(from: Viewpoint, x: number, y: number): number | null {
    this.#look(from)
    return this.#picker.pick(this.#renderer, from.camera, this.#view, x, y)
  }

  /** Which points are seen, if only by a pixel: [n], 1 where one is. */
  inSight(from: Viewpoint): Uint8Array {
    this.#look(from)
    return this.#picker.inSight(this.#renderer, from.camera, this.#view, this.#positions.length / 3)
  }

  readonly isShown = (index: number): boolean => this.#rgba[4 * index + 3] !== pointAlpha.hidden
  readonly #isFull = (index: number): boolean => this.#rgba[4 * index + 3] === pointAlpha.shown

  /** A sample of the visible points with the domain's frame, or of some points, in scene coordinates, row-major [m, 3]. */
  framedPoints(among: IndexSet | null = null): Float32Array {
    const count = among?.length ?? this.#positions.length / 3
    const stride = Math.max(1, Math.floor(count / FRAMED))
    const points: number[] = []
    const { centre, scale } = this.#frame
    const add = (places: Float32Array, at: number): void => {
      for (let k = 0; k < 3; k++) points.push((places[3 * at + k]! - centre[k]!) * scale)
    }
    for (let n = 0; n < count; n += stride) {
      const i = among?.[n] ?? n
      if (this.isShown(i)) add(this.#positions, i)
    }
    if (among === null) {
      const { frame } = this.#surface
      for (let end = 0; end < frame.length / 3; end++) add(frame, end)
    }
    return Float32Array.from(points)
  }

  /** The mean of some points in scene coordinates. */
  middleOf(points: IndexSet): Vector3 {
    const middle = new Vector3()
    for (const index of points) middle.add(new Vector3(...placeOf(this.#positions, index)))
    return middle.divideScalar(Math.max(1, points.length)).applyMatrix4(this.#placed.matrix)
  }

  /** A point in scene coordinates. */
  scenePlace(index: number): Vector3 {
    return new Vector3(...placeOf(this.#positions, index)).applyMatrix4(this.#placed.matrix)
  }

  dispose(): void {
    for (const part of [
      this.#points,
      this.#generated,
      this.#bridges,
      this.#surface,
      this.#pictureLayer,
      this.#picker,
      this.#target,
      this.#textures,
      this.#generatedTextures,
    ])
      part.dispose()
    this.#renderer.dispose()
    this.#canvas.remove()
  }

  #look(from: Viewpoint): void {
    const distance = from.camera.position.length()
    if (this.#flat) this.#view.depthRange.value.set(distance - 0.15, distance + 0.85)
    else this.#view.depthRange.value.set(distance - 1, distance + 1)
    this.#points.magnification = from.magnification
    this.#generated.magnification = from.magnification
  }
}
