import { BrenierError } from '../../../shared/errors'
import { engine } from '../../host/connection'
import type { LatentScene } from '../../scene/latent-scene'
import type { PictureWish } from '../../scene/scene-picture'
import type { ExportTask } from '../../stores/exports'
import { download, fileName, savePng } from '../../ui/download'
import { encodeVideo } from '../../ui/video-file'
import { frameSides, framesPerSecond, type TurnSettings } from './turn-settings'

/** The cloud as it is seen, at two pixels to one of the screen. @throws BrenierError as `LatentScene.picture` does */
export function saveCloudPicture(
  scene: LatentScene,
  name: string,
  ground: PictureWish['ground'],
): Promise<void> {
  return savePng(fileName(`${name} cloud`, 'png'), scene.picture({ turn: 0, pixelRatio: 2, ground }))
}

/**
 * One turn of the camera around what it looks at, from where it stands: a frame a step, the last one step before the
 * first.
 * @param isOpen whether the scene is still there
 * @throws BrenierError `missing-stage` where the view is left or resized meanwhile; as `encodeVideo` does
 */
export async function saveTurn(
  scene: LatentScene,
  name: string,
  settings: TurnSettings,
  isOpen: () => boolean,
  task: ExportTask,
): Promise<void> {
  const { format, frames, scale } = settings
  const view = scene.size
  const sides = frameSides(view, scale)
  // Smaller than on the screen, points would be specks between pixels: they are drawn as there, and made smaller.
  const pixelRatio = Math.max(1, scale)

  const draw = async (frame: number, context: CanvasRenderingContext2D): Promise<void> => {
    const { width, height } = scene.size
    if (!isOpen() || width !== view.width || height !== view.height) {
      throw new BrenierError(
        'missing-stage',
        `Expected the Latent view to stay open in its size until the turn was drawn; it was left or resized at frame ${frame + 1} of ${frames}. Make the turn again, and stay in it.`,
      )
    }
    const turn = (2 * Math.PI * frame) / frames
    const picture = scene.picture({ turn, pixelRatio, ground: 'shown' })
    context.imageSmoothingQuality = 'high'
    const [across, down] = [sides.width, sides.height].map((side) => (side * pixelRatio) / scale)
    context.drawImage(picture, 0, 0, across!, down!, 0, 0, sides.width, sides.height)
    await task.at(`Frame ${frame + 1} of ${frames}`, (frame + 1) / frames)
  }

  if (format === 'video') {
    const seconds = () => 1 / framesPerSecond.video
    const { content, ending } = await encodeVideo({ ...sides, frames, seconds, draw })
    task.check()
    download(fileName(`${name} turn`, ending), content)
    return
  }
  const pixels = await pixelsOf(frames, sides, draw)
  await task.at('Writing the GIF')
  const millisecondsPerFrame = 1000 / framesPerSecond.gif
  const { gif } = await engine().request('frames.gif', {
    count: frames,
    ...sides,
    millisecondsPerFrame,
    pixels,
  })
  task.check()
  download(fileName(`${name} turn`, 'gif'), new Blob([gif.slice()], { type: 'image/gif' }))
}

/** Frames as RGB, row-major [frames, height, width, 3]. */
async function pixelsOf(
  frames: number,
  { width, height }: { readonly width: number; readonly height: number },
  draw: (frame: number, context: CanvasRenderingContext2D) => Promise<void>,
): Promise<Uint8Array> {
  const canvas = Object.assign(document.createElement('canvas'), { width, height })
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) throw new BrenierError('internal', 'Expected a 2D canvas for the frames, got none.')
  const pixels = new Uint8Array(frames * width * height * 3)
  let to = 0
  for (let frame = 0; frame < frames; frame++) {
    await draw(frame, context)
    const { data } = context.getImageData(0, 0, width, height)
    for (let from = 0; from < data.length; from += 4) {
      pixels[to++] = data[from]!
      pixels[to++] = data[from + 1]!
      pixels[to++] = data[from + 2]!
    }
  }
  return pixels
}
