import { PerspectiveCamera, Scene, WebGLRenderer } from 'three'
import { CloudTextures } from '../../renderer/scene/cloud-textures'
import { PictureLayer } from '../../renderer/scene/picture-layer'
import { viewUniforms } from '../../renderer/scene/view-uniforms'
import { spread, type FrameProbe } from './frame-probe'
import type { ThumbnailFigures } from './measured'
import { sampleCloud } from './sample-cloud'

const [WIDTH, HEIGHT] = [960, 600]
const CELL = 16
const FRAMES = 12

/** Every point's picture at once, by the scene's layer of pictures: more than it is ever given in the window. */
export async function drawThumbnails(
  stage: HTMLElement,
  probe: FrameProbe,
  count: number,
  finish: (canvas: HTMLCanvasElement) => void,
): Promise<ThumbnailFigures> {
  const { positions, rgba } = sampleCloud(count, 1)
  const canvas = document.createElement('canvas')
  stage.append(canvas)
  const renderer = new WebGLRenderer({ canvas, antialias: false })
  renderer.setSize(WIDTH, HEIGHT, false)
  const view = viewUniforms()
  view.viewport.value.set(WIDTH, HEIGHT)
  view.depthRange.value.set(100, 300)
  const textures = new CloudTextures()
  textures.setPlaces(positions, false)
  textures.setColours(rgba)
  const layer = new PictureLayer(textures, view)
  const scene = new Scene()
  scene.add(layer.mesh)
  const camera = new PerspectiveCamera(30, WIDTH / HEIGHT, 1, 1000)
  const columns = Math.ceil(Math.sqrt(count))
  const side = columns * CELL
  const pixels = new Uint8Array(side * Math.ceil(count / columns) * CELL * 4)
  for (let p = 0; p < pixels.length; p++) pixels[p] = p % 4 === 3 ? 255 : (p * 31) & 255
  const shown = Array.from({ length: count }, (_, item) => ({ item, cell: item }))

  const started = performance.now()
  layer.setAtlas({ width: side, height: pixels.length / side / 4, columns, cell: CELL, pixels })
  layer.show(shown)
  const draw = (turn: number): [number, number] => {
    camera.position.set(200 * Math.sin(turn), 0, 200 * Math.cos(turn))
    camera.lookAt(0, 0, 0)
    const began = performance.now()
    renderer.render(scene, camera)
    const script = performance.now() - began
    finish(canvas)
    return [script, performance.now() - began]
  }
  draw(0)
  const firstShown = performance.now() - started
  const before = { draws: probe.draws, triangles: probe.triangles }
  const times: [number, number][] = []
  for (let frame = 1; frame <= FRAMES; frame++) {
    await new Promise((resolve) => probe.frame(resolve))
    times.push(draw(frame / 20))
  }
  const figures = {
    thumbnails: count,
    cell: CELL,
    draws: (probe.draws - before.draws) / FRAMES,
    triangles: (probe.triangles - before.triangles) / FRAMES,
    script: spread(times.map(([script]) => script)),
    whole: spread(times.map(([, whole]) => whole)),
    firstShown,
  }
  layer.dispose()
  textures.dispose()
  renderer.dispose()
  canvas.remove()
  return figures
}
