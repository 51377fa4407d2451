import sharp from 'sharp'
import { BrenierError } from '../../shared/errors'
import type { Picture } from './picture-set'

/**
 * A picture as the bytes of a PNG file, lossless.
 * @param scale whole number of times each pixel is repeated along both sides, so that small pictures keep their edges
 * @throws BrenierError `bad-shape`
 */
export async function encodePng(source: Picture, scale = 1): Promise<Uint8Array> {
  const { height, width, channels, pixels } = source
  if (pixels.length !== height * width * channels || pixels.length === 0) {
    throw new BrenierError(
      'bad-shape',
      `Expected ${width} × ${height} × ${channels} values of a picture, got ${pixels.length}.`,
    )
  }
  const image = sharp(pixels, { raw: { height, width, channels } })
  if (channels === 1) image.toColourspace('b-w')
  if (scale > 1) image.resize(width * scale, height * scale, { kernel: 'nearest' })
  return image.png({ compressionLevel: 9 }).toBuffer()
}

/**
 * Pictures of one size side by side in rows, left to right.
 * @param pixels row-major [count, height, width, channels]
 * @param columns pictures in a row; the last row is filled with `background`
 * @param gap pixels between pictures, of `background`
 * @throws BrenierError `bad-shape`, `bad-argument`
 */
export function pictureGrid(
  { height, width, channels, pixels }: Picture,
  columns: number,
  { gap = 0, background = 255 }: { readonly gap?: number; readonly background?: number } = {},
): Picture {
  const length = height * width * channels
  const count = pixels.length / length
  if (!Number.isInteger(count) || count === 0) {
    throw new BrenierError(
      'bad-shape',
      `Expected whole pictures of ${width} × ${height} × ${channels}, got ${pixels.length} values.`,
    )
  }
  if (!Number.isInteger(columns) || columns < 1) {
    throw new BrenierError('bad-argument', `Expected at least one column, got ${columns}.`)
  }
  const across = Math.min(columns, count)
  const rows = Math.ceil(count / across)
  const gridWidth = across * width + (across - 1) * gap
  const gridHeight = rows * height + (rows - 1) * gap
  const grid = new Uint8Array(gridHeight * gridWidth * channels).fill(background)
  for (let i = 0; i < count; i++) {
    const top = Math.floor(i / across) * (height + gap)
    const left = (i % across) * (width + gap)
    for (let y = 0; y < height; y++) {
      const from = i * length + y * width * channels
      const line = pixels.subarray(from, from + width * channels)
      grid.set(line, ((top + y) * gridWidth + left) * channels)
    }
  }
  return { height: gridHeight, width: gridWidth, channels, pixels: grid }
}
