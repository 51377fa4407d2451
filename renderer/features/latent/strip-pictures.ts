import type { PathTrace } from '../../../shared/contracts/results'
import type { FigurePicture } from '../../ui/figures'
import { pictureImage } from '../../ui/picture-image'
import type { StripColumns, StripRows } from './strip-layout'

/** Pictures enlarged at least this much are drawn in whole pixels; below, whole pixels would differ in width. */
const pixelated = 2

/** A picture of a strip and where it lies, CSS pixels. */
interface PlacedPicture {
  readonly image: ImageData
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** The decoded pictures of a trace over its nearest ones, step by step. */
function* placedPictures(trace: PathTrace, columns: StripColumns, rows: StripRows): Generator<PlacedPicture> {
  const { height, width, channels, steps } = trace
  const size = height * width * channels
  if (size === 0) return
  const placed = (pixels: Uint8Array, step: number, left: number, top: number, side: number) => {
    const image = pictureImage(pixels, step * size, height, width, channels)
    const scale = side / Math.max(width, height)
    const [w, h] = [width * scale, height * scale]
    return image
      ? [{ image, left: left + (side - w) / 2, top: top + (side - h) / 2, width: w, height: h }]
      : []
  }
  const upper = trace.decoded.length > 0 ? trace.decoded : trace.nearestPictures
  for (let step = 0; step < steps; step++) {
    const left = columns.lefts[step]!
    yield* placed(upper, step, left, rows.decoded, columns.picture)
    if (rows.nearest === null) continue
    const inset = (columns.picture - columns.nearest) / 2
    yield* placed(trace.nearestPictures, step, left + inset, rows.nearest, columns.nearest)
  }
}

/**
 * Draws the decoded and the nearest pictures of a trace at their places, in CSS pixels of a context that is
 * already scaled for the screen.
 * @param scratch a canvas of its own; one picture lies in it at a time
 */
export function drawStripPictures(
  context: CanvasRenderingContext2D,
  scratch: HTMLCanvasElement,
  trace: PathTrace,
  columns: StripColumns,
  rows: StripRows,
): void {
  const source = scratch.getContext('2d')
  if (!source) return
  scratch.width = trace.width
  scratch.height = trace.height
  for (const { image, left, top, width, height } of placedPictures(trace, columns, rows)) {
    source.putImageData(image, 0, 0)
    context.imageSmoothingEnabled = width / image.width < pixelated
    context.imageSmoothingQuality = 'high'
    context.save()
    context.beginPath()
    context.roundRect(left, top, width, height, 3)
    context.clip()
    context.drawImage(scratch, left, top, width, height)
    context.restore()
  }
}

/** The same pictures for a figure, each at its own resolution. */
export function stripFigurePictures(
  trace: PathTrace,
  columns: StripColumns,
  rows: StripRows,
): readonly FigurePicture[] {
  const scratch = Object.assign(document.createElement('canvas'), {
    width: trace.width,
    height: trace.height,
  })
  const source = scratch.getContext('2d')
  if (!source) return []
  return [...placedPictures(trace, columns, rows)].map(({ image, left, top, width, height }) => {
    source.putImageData(image, 0, 0)
    return { x: left, y: top, width, height, source: scratch.toDataURL('image/png') }
  })
}
