import type { OwnPictureReport } from '../../../shared/contracts/own-pictures'
import type { Snap } from '../../scene/scene-events'
import type { PathEnd } from '../../stores/path-edits'
import { pictureImage } from '../../ui/picture-image'

const images = new WeakMap<Uint8Array, HTMLCanvasElement>()

/** A picture of one's own for the scene's canvas, drawn once; null where its pixels are none. */
export function pinImage({
  pixels,
  height,
  width,
  channels,
}: OwnPictureReport['picture']): HTMLCanvasElement | null {
  const known = images.get(pixels)
  if (known) return known
  const image = pictureImage(pixels, 0, height, width, channels)
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d')
  if (!image || !context) return null
  context.putImageData(image, 0, 0)
  images.set(pixels, canvas)
  return canvas
}

/** What the scene marks as the first end of a path. */
export const draftMark = (end: PathEnd | null): Snap | null =>
  end && (end.kind === 'own' ? end : { kind: 'point', index: end.index })
