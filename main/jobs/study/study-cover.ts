import { picture, type PictureSet } from '../../data/picture-set'
import { encodePng } from '../../data/png'
import { resizePicture } from '../../data/preprocess'

const side = 28
const shown = 3

/**
 * Three of a set's pictures, from its beginning, middle and end, as small PNG files in data URLs: the list of recent
 * studies tells studies apart by them. Larger ones are brought to 28 pixels, smaller ones keep theirs.
 */
export async function studyCover(set: PictureSet): Promise<string[]> {
  const { height, width, channels } = set
  const scale = Math.min(1, side / Math.max(height, width))
  const sized = (length: number) => Math.max(1, Math.round(length * scale))
  const covers = Array.from({ length: Math.min(shown, set.count) }, async (_, k) => {
    const pixels = picture(set, Math.round((k * (set.count - 1)) / (shown - 1)))
    const whole = { height, width, channels, pixels }
    const small = scale < 1 ? resizePicture(whole, { height: sized(height), width: sized(width) }) : whole
    const png = await encodePng(small)
    return `data:image/png;base64,${Buffer.from(png).toString('base64')}`
  })
  return Promise.all(covers)
}
