import type { PictureRange } from '../../../shared/contracts/own-model'
import { resizePicture } from '../../data/preprocess'
import type { PixelSource } from '../batches'
import type { PictureSides } from './picture-sides'

/** How a net takes pictures: the order of its sides, their lengths and the range of its numbers. */
export interface PictureInput extends PictureSides {
  readonly range: PictureRange
}

/** What a range is called in results: "0 … 1". */
export function rangeInWords(range: PictureRange): string {
  if (range.kind === 'unit') return '0 … 1'
  if (range.kind === 'signed') return '−1 … 1'
  if (range.kind === 'bytes') return '0 … 255'
  return `less ${range.mean.join(', ')}, over ${range.deviation.join(', ')}`
}

/** Scale and shift of a channel: value = pixel · scale + shift. */
export function scaleOf(range: PictureRange, channel: number): readonly [number, number] {
  if (range.kind === 'unit') return [1 / 255, 0]
  if (range.kind === 'signed') return [2 / 255, -1]
  if (range.kind === 'bytes') return [1, 0]
  const at = (values: readonly number[]) => values[channel % values.length]!
  return [1 / 255 / at(range.deviation), -at(range.mean) / at(range.deviation)]
}

/**
 * Pictures as a net takes them: brought to its size, their proportions changed where they differ, grey ones repeated over
 * its channels.
 * @param batch pictures of the result; those beyond `end` repeat the last
 * @returns row-major, [batch, …] in the net's layout
 */
export function pictureValues(
  source: PixelSource,
  start: number,
  end: number,
  batch: number,
  input: PictureInput,
): Float32Array {
  const { height, width, channels, layout } = input
  const size = height * width * channels
  const length = source.height * source.width * source.channels
  const values = new Float32Array(batch * size)
  const scales = Array.from({ length: channels }, (_, c) => scaleOf(input.range, c))
  for (let i = 0; i < batch; i++) {
    const index = Math.min(start + i, end - 1)
    const whole = {
      height: source.height,
      width: source.width,
      channels: source.channels === 3 ? (3 as const) : (1 as const),
      pixels: source.pixels.subarray(index * length, (index + 1) * length),
    }
    const { pixels } = resizePicture(whole, { height, width })
    for (let p = 0; p < height * width; p++) {
      for (let c = 0; c < channels; c++) {
        const [scale, shift] = scales[c]!
        const pixel = pixels[p * source.channels + (source.channels === 1 ? 0 : c)]!
        const place = layout === 'nhwc' ? p * channels + c : c * height * width + p
        values[i * size + place] = pixel * scale + shift
      }
    }
  }
  return values
}
