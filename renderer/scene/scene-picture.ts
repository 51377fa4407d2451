import { BrenierError } from '../../shared/errors'
import { matte } from './matte'
import { Overlay, type OverlayContent } from './overlay'
import type { SceneTheme } from './scene-theme'

/** How the scene is wanted as a picture. */
export interface PictureWish {
  /** How far the camera goes around its target before, radians. */
  readonly turn: number
  /** Pixels of the picture to one CSS pixel of the canvas. */
  readonly pixelRatio: number
  readonly ground: 'shown' | 'transparent'
}

/**
 * Cloud and overlay in one canvas.
 *
 * With a transparent ground it is drawn on black and on white, and what differs is what is seen through: points sink
 * into any ground with their depth, and halos part them from what lies behind without a colour of their own.
 * @param content what is drawn above the cloud
 * @param cloud draws the cloud in these colours
 */
export function scenePicture(
  theme: SceneTheme,
  ground: PictureWish['ground'],
  content: OverlayContent,
  pixelRatio: number,
  cloud: (theme: SceneTheme) => ImageData,
): HTMLCanvasElement {
  if (ground === 'shown') return drawn(theme, content, pixelRatio, cloud).canvas
  const onBlack = drawn({ ...theme, well: '#000000' }, content, pixelRatio, cloud)
  const onWhite = drawn({ ...theme, well: '#ffffff' }, content, pixelRatio, cloud)
  const { width, height } = onBlack.canvas
  const pixelsOf = (context: CanvasRenderingContext2D) => context.getImageData(0, 0, width, height).data
  onBlack.putImageData(new ImageData(matte(pixelsOf(onBlack), pixelsOf(onWhite)), width, height), 0, 0)
  return onBlack.canvas
}

function drawn(
  theme: SceneTheme,
  content: OverlayContent,
  pixelRatio: number,
  cloud: (theme: SceneTheme) => ImageData,
): CanvasRenderingContext2D {
  const image = cloud(theme)
  const context = canvasOf(image).getContext('2d', { willReadFrequently: true })
  if (!context) throw new BrenierError('internal', 'Expected a 2D canvas for the picture, got none.')
  context.putImageData(image, 0, 0)
  const above = canvasOf(image)
  new Overlay(above, theme).draw(content, pixelRatio)
  context.drawImage(above, 0, 0)
  return context
}

function canvasOf({ width, height }: ImageData): HTMLCanvasElement {
  return Object.assign(document.createElement('canvas'), { width, height })
}
