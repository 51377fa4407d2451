import type { PathTrace } from '../../../shared/contracts/results'
import { pictureImage } from '../../ui/picture-image'
import type { StripColumns, StripRows } from './strip-layout'

/** Pictures enlarged at least this much are drawn in whole pixels; below, whole pixels would differ in width. */
const pixelated = 2

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
  const { height, width, channels, steps } = trace
  const size = height * width * channels
  const source = scratch.getContext('2d')
  if (!source || size === 0) return
  scratch.width = width
  scratch.height = height
  const draw = (pixels: Uint8Array, step: number, left: number, top: number, side: number): void => {
    const image = pictureImage(pixels, step * size, height, width, channels)
    if (!image) return
    source.putImageData(image, 0, 0)
    const scale = side / Math.max(width, height)
    context.imageSmoothingEnabled = scale < pixelated
    context.imageSmoothingQuality = 'high'
    const [w, h] = [width * scale, height * scale]
    context.save()
    context.beginPath()
    context.roundRect(left + (side - w) / 2, top + (side - h) / 2, w, h, 3)
    context.clip()
    context.drawImage(scratch, left + (side - w) / 2, top + (side - h) / 2, w, h)
    context.restore()
  }
  const upper = trace.decoded.length > 0 ? trace.decoded : trace.nearestPictures
  for (let step = 0; step < steps; step++) {
    const left = columns.lefts[step]!
    draw(upper, step, left, rows.decoded, columns.picture)
    if (rows.nearest === null) continue
    const inset = (columns.picture - columns.nearest) / 2
    draw(trace.nearestPictures, step, left + inset, rows.nearest, columns.nearest)
  }
}
