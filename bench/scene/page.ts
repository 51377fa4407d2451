import { LatentScene } from '../../renderer/scene/latent-scene'
import type { SceneTheme } from '../../renderer/scene/scene-theme'
import { finish, FrameProbe, spread } from './frame-probe'
import type { CanvasFigures, CloudFigures, ScenePage, Spread } from './measured'
import { sampleCloud, type SampleCloud } from './sample-cloud'
import { drawThumbnails } from './thumbnails'

declare global {
  interface Window {
    scenePage: ScenePage
  }
}

const CANVASES = [
  [320, 200],
  [960, 600],
  [1600, 1000],
] as const
const FRAMES = 40
/** Frames of a slow renderer are fewer: what is measured takes about this long, milliseconds. */
const PATIENCE = 3000
const LEAST_FRAMES = 5
const PICKS = 15

const theme: SceneTheme = {
  well: '#101216',
  raised: '#1a1d23',
  border: '#2a2e37',
  text1: '#f0f0f0',
  text2: '#c0c0c0',
  text3: '#909090',
  tear: '#ff7a45',
  path: '#ffd166',
  selection: '#5aa9ff',
  selectionText: '#ffffff',
  font: 'sans-serif',
}

const stage = document.querySelector<HTMLElement>('#stage')!
const probe = new FrameProbe()
const nextFrame = () => new Promise<number>((resolve) => probe.frame(resolve))

async function cloud(points: number): Promise<CloudFigures> {
  const sample = sampleCloud(points, 1)
  const canvases: CanvasFigures[] = []
  for (const [width, height] of CANVASES) {
    const view = await open(sample, width, height)
    const figures = await turning(view, sample)
    view.scene.dispose()
    canvases.push({ width, height, ...figures, onePixel: await onePixel(sample, width, height) })
  }
  const view = await open(sample, ...CANVASES[1])
  const figures = { points, canvases, ...(await oneFrame(view)), ...picking(view, points) }
  const handed = await handingOver(view, points)
  view.scene.dispose()
  return { ...figures, ...handed }
}

interface View {
  readonly scene: LatentScene
  readonly canvas: HTMLCanvasElement
}

async function open(sample: SampleCloud, width: number, height: number): Promise<View> {
  stage.style.cssText = `width:${width}px;height:${height}px`
  const scene = new LatentScene(stage, theme, true)
  const canvas = stage.querySelector('canvas')!
  scene.setPositions(sample.positions, 3, false)
  scene.setColours(sample.rgba)
  await rest()
  return { scene, canvas }
}

/** Until the scene has drawn what it had to: a frame and a half second after it. */
async function rest(): Promise<void> {
  for (let draws = -1; draws !== probe.draws; await new Promise((resolve) => setTimeout(resolve, 300))) {
    draws = probe.draws
    await nextFrame()
  }
}

async function turning(
  { scene, canvas }: View,
  sample: SampleCloud,
): Promise<Omit<CanvasFigures, 'width' | 'height' | 'onePixel'>> {
  probe.waitFor(canvas)
  const { whole } = await turn()
  scene.setColours(sample.hidden)
  const { whole: hidden } = await turn()
  probe.waitFor(null)
  scene.setColours(sample.rgba)
  await rest()
  const { script, interval } = await turn()
  scene.setPositions(new Float32Array(), 3, false)
  await rest()
  probe.waitFor(canvas)
  const { whole: empty } = await turn()
  probe.waitFor(null)
  return { script, whole, interval, hidden, empty }
}

async function onePixel(sample: SampleCloud, width: number, height: number): Promise<Spread> {
  probe.onePixel = true
  const { scene, canvas } = await open(sample, width, height)
  probe.onePixel = false
  probe.waitFor(canvas)
  const { whole } = await turn()
  probe.waitFor(null)
  scene.dispose()
  return whole
}

/** Turns the cloud as a person does, with the pointer held down, a step a frame. */
async function turn(): Promise<Record<'script' | 'whole' | 'interval', Spread>> {
  const { width, height } = stage.getBoundingClientRect()
  const send = (type: string, x: number) =>
    stage.dispatchEvent(
      new PointerEvent(type, {
        pointerId: 1,
        pointerType: 'mouse',
        clientX: x,
        clientY: height / 2,
        button: type === 'pointermove' ? -1 : 0,
        buttons: type === 'pointerup' ? 0 : 1,
        bubbles: true,
        cancelable: true,
      }),
    )
  const intervals: number[] = []
  send('pointerdown', width / 2)
  const move = async (step: number) => {
    send('pointermove', width / 2 + 3 * step)
    return nextFrame()
  }
  let step = 1
  // The first frames compile and upload.
  for (; step <= 2; step++) await move(step)
  probe.take()
  let before = await move(step)
  const until = performance.now() + PATIENCE
  for (let done = 0; done < FRAMES && (done < LEAST_FRAMES || performance.now() < until); done++) {
    const now = await move(++step)
    intervals.push(now - before)
    before = now
  }
  send('pointerup', width / 2 + 3 * step)
  const { script, whole } = probe.take()
  await rest()
  probe.take()
  return { script: spread(script), whole: spread(whole), interval: spread(intervals) }
}

async function oneFrame({ scene }: View) {
  const before = { draws: probe.draws, vertices: probe.vertices, frames: scene.counts.draws }
  scene.setTheme(theme)
  await rest()
  const frames = scene.counts.draws - before.frames
  const [draws, vertices] = [probe.draws - before.draws, probe.vertices - before.vertices]
  const resting = probe.draws
  await new Promise((resolve) => setTimeout(resolve, 1000))
  return { draws: draws / frames, vertices: vertices / frames, restingDraws: probe.draws - resting }
}

function picking({ scene }: View, points: number) {
  const times: number[] = []
  let picksThatHit = 0
  let picks = 0
  const { width, height } = scene.size
  for (let k = 0; k <= PICKS; k++) {
    const { x, y } = scene.pointOnScreen(Math.floor((k * points) / (PICKS + 1)))
    if (x < 0 || y < 0 || x >= width || y >= height) continue
    const started = performance.now()
    const found = scene.pick(x, y)
    const time = performance.now() - started
    // The first compiles.
    if (k === 0) continue
    times.push(time)
    picks++
    if (found === null) continue
    const seen = scene.pointOnScreen(found)
    // As far as a pick reaches, and the radius of the largest disc.
    if (Math.hypot(seen.x - x, seen.y - y) <= 5 * Math.SQRT2 + 8) picksThatHit++
  }
  return { pick: spread(times), picksThatHit, picks }
}

async function handingOver({ scene, canvas }: View, points: number) {
  const clouds = [sampleCloud(points, 2), sampleCloud(points, 3)]
  const calls: number[] = []
  const shown: number[] = []
  probe.waitFor(canvas)
  for (let k = 0; k < 7; k++) {
    probe.take()
    const started = performance.now()
    scene.setPositions(clouds[k % 2]!.positions, 3, false)
    const call = performance.now() - started
    await nextFrame()
    await nextFrame()
    const { whole } = probe.take()
    if (k < 2) continue
    calls.push(call)
    shown.push(call + whole[0]!)
  }
  probe.waitFor(null)
  return { handOver: spread(calls), handOverShown: spread(shown) }
}

function rendererName(): string {
  const gl = document.createElement('canvas').getContext('webgl2')
  const names = gl?.getExtension('WEBGL_debug_renderer_info')
  return String(gl && names ? gl.getParameter(names.UNMASKED_RENDERER_WEBGL) : 'unknown')
}

window.scenePage = {
  renderer: rendererName(),
  cloud,
  thumbnails: (count) => drawThumbnails(stage, probe, count, finish),
}
