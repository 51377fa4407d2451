import { toRaw } from 'vue'
import type { PathTrace } from '../../../shared/contracts/results'
import type { LatentPath, Threshold } from '../../../shared/contracts/study'
import { BrenierError } from '../../../shared/errors'
import { engine } from '../../host/connection'
import type { TornSegment } from '../../stores/cuts'
import type { ExportTask } from '../../stores/exports'
import { nothingSingular } from '../../stores/paths'
import { download, fileName, quoted, savePng } from '../../ui/download'
import { pictureImage } from '../../ui/picture-image'
import { encodeVideo } from '../../ui/video-file'
import { drawStripPictures } from './strip-pictures'

/** Pictures of a video from one end to the other, as many as a path may have steps, and how long they take. */
const videoSteps = 64
const videoSeconds = 3

/** Decoded pictures over their nearest real ones as PNG, pictures at their own size or enlarged to 144 px, gaps at tears. */
export async function saveStrip(
  path: LatentPath,
  trace: PathTrace,
  torn: readonly TornSegment[],
): Promise<void> {
  const picture = Math.max(144, trace.width, trace.height)
  const gap = 8
  const cutWidth = 24
  const segments = new Set(torn.map(({ segment }) => segment))
  const lefts: number[] = []
  let left = 0
  for (let step = 0; step < trace.steps; step++) {
    lefts.push(left)
    left += picture + gap + (segments.has(step) ? cutWidth : 0)
  }
  const canvas = document.createElement('canvas')
  canvas.width = left - gap
  canvas.height = 2 * picture + gap
  const context = canvas.getContext('2d')
  if (!context) throw new BrenierError('internal', 'Expected a 2D canvas for the strip, got none.')
  const columns = {
    pitch: picture + gap,
    picture,
    nearest: picture,
    lefts,
    middles: [],
    cuts: [],
    width: left,
  }
  const rows = {
    numbers: 0,
    decoded: 0,
    nearest: picture + gap,
    jump: { top: canvas.height, base: canvas.height },
    offData: null,
    label: null,
    bottom: canvas.height,
  }
  drawStripPictures(context, document.createElement('canvas'), trace, columns, rows)
  await savePng(fileName(path.name, 'png'), canvas)
}

/** The decoded pictures as an animation, in more steps than the strip has. */
export async function saveAnimation(
  path: LatentPath,
  threshold: Threshold | null,
  task: ExportTask,
): Promise<void> {
  const { gif } = await engine().request('path.animation', {
    path: toRaw(path),
    threshold: toRaw(threshold) ?? nothingSingular,
  })
  task.check()
  download(fileName(path.name, 'gif'), new Blob([gif.slice()], { type: 'image/gif' }))
}

/** The same as a video, once there and back. @throws BrenierError `missing-stage` without a decoder; as `encodeVideo` does */
export async function savePathVideo(
  path: LatentPath,
  threshold: Threshold | null,
  task: ExportTask,
): Promise<void> {
  const trace = await engine().request('path.trace', {
    path: { ...toRaw(path), steps: Math.max(path.steps, videoSteps) },
    revision: 0,
    threshold: toRaw(threshold) ?? nothingSingular,
  })
  task.check()
  const { steps, height, width, channels, decoded } = trace
  const scratch = Object.assign(document.createElement('canvas'), { width, height })
  const source = scratch.getContext('2d')
  if (decoded.length === 0 || !source) {
    throw new BrenierError(
      'missing-stage',
      'Expected a path of decoded pictures, and this study has no model that decodes. Save its curves instead.',
    )
  }
  const frames = 2 * steps - 1
  const scale = videoScale(width, height)
  const stepOf = (frame: number): number => (frame < steps ? frame : 2 * steps - 2 - frame)
  const { content, ending } = await encodeVideo({
    frames,
    width: width * scale,
    height: height * scale,
    seconds: (frame) => (videoSeconds / steps) * (stepOf(frame) % (steps - 1) === 0 ? 3 : 1),
    async draw(frame, context) {
      const image = pictureImage(decoded, stepOf(frame) * height * width * channels, height, width, channels)
      if (image) source.putImageData(image, 0, 0)
      context.imageSmoothingEnabled = false
      context.drawImage(scratch, 0, 0, width * scale, height * scale)
      await task.at(`Frame ${frame + 1} of ${frames}`, (frame + 1) / frames)
    },
  })
  task.check()
  download(fileName(path.name, ending), content)
}

/** How often each pixel is repeated: towards 512 pixels a side, which is even since video is made of pairs of pixels. */
export function videoScale(width: number, height: number): number {
  const scale = Math.max(1, Math.floor(512 / Math.max(width, height)))
  const odd = width % 2 !== 0 || height % 2 !== 0
  return odd && scale % 2 !== 0 ? scale + 1 : scale
}

/** One line a step, with the jump and the largest angle between it and the next. */
export function curvesTable(trace: PathTrace, labels: readonly string[]): string {
  const rows = Array.from({ length: trace.steps }, (_, step) => {
    const angles = trace.crossings.filter(({ at }) => Math.floor(at) === step).map(({ angle }) => angle)
    return [
      step + 1,
      trace.nearest[step],
      trace.nearestDistance[step],
      trace.offData[step],
      trace.cellMass[step],
      quoted(labels[step] ?? ''),
      step < trace.steps - 1 ? trace.jumps[step] : '',
      angles.length > 0 ? Math.max(...angles) : '',
    ].join(',')
  })
  const head =
    'step,nearest picture,distance to it,distance over spacing,cell mass over target,label,jump to next,largest angle to next'
  return [head, ...rows, ''].join('\n')
}

export function saveCurves(path: LatentPath, trace: PathTrace, labels: readonly string[]): Promise<void> {
  download(fileName(path.name, 'csv'), new Blob([curvesTable(trace, labels)], { type: 'text/csv' }))
  return Promise.resolve()
}
