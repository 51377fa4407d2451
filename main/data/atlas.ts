import { BrenierError } from '../../shared/errors'
import { picture, type Picture, type PictureSet } from './picture-set'
import { resizePicture } from './preprocess'

/** Thumbnails in one picture, RGBA row-major: the i-th stands in column i mod columns, row ⌊i / columns⌋. */
export interface Atlas {
  readonly width: number
  readonly height: number
  readonly columns: number
  /** Side of a thumbnail's square in pixels. */
  readonly cell: number
  readonly pixels: Uint8Array
}

/** A side that every graphics card takes for a texture. */
const sideBound = 8192

/**
 * Thumbnails of the pictures at `indices`, their proportions kept, centred in square cells, transparent beside. Smaller
 * ones are made by area means, larger ones by whole repetition, so that small pictures keep their edges.
 * @param cell side of a cell in pixels
 * @param columns cells in a row; by default about as many as rows
 * @throws BrenierError `bad-argument` for an index outside the set, or more cells than a texture holds
 */
export function pictureAtlas(
  set: PictureSet,
  indices: ArrayLike<number>,
  cell: number,
  columns = Math.max(1, Math.min(Math.ceil(Math.sqrt(indices.length)), Math.floor(sideBound / cell))),
): Atlas {
  const count = indices.length
  const rows = Math.max(1, Math.ceil(count / columns))
  if (!Number.isInteger(cell) || cell < 1 || rows * cell > sideBound) {
    throw new BrenierError(
      'bad-argument',
      `Expected thumbnails that fit a texture of ${sideBound} × ${sideBound}, got ${count} of side ${cell}. Ask for fewer or smaller ones.`,
    )
  }
  const width = columns * cell
  const height = rows * cell
  const pixels = new Uint8Array(width * height * 4)
  const { channels } = set
  const size = thumbnailSize(set, cell)
  const top = Math.floor((cell - size.height) / 2)
  const left = Math.floor((cell - size.width) / 2)
  for (let i = 0; i < count; i++) {
    const index = indices[i]!
    if (!Number.isInteger(index) || index < 0 || index >= set.count) {
      throw new BrenierError('bad-argument', `Expected indices from 0 to ${set.count - 1}, got ${index}.`)
    }
    const small = thumbnail(
      { height: set.height, width: set.width, channels, pixels: picture(set, index) },
      size,
    )
    const startY = Math.floor(i / columns) * cell + top
    const startX = (i % columns) * cell + left
    for (let y = 0; y < size.height; y++) {
      let out = ((startY + y) * width + startX) * 4
      let from = y * size.width * channels
      for (let x = 0; x < size.width; x++, out += 4, from += channels) {
        pixels[out] = small[from]!
        pixels[out + 1] = small[channels === 3 ? from + 1 : from]!
        pixels[out + 2] = small[channels === 3 ? from + 2 : from]!
        pixels[out + 3] = 255
      }
    }
  }
  return { width, height, columns, cell, pixels }
}

interface ThumbnailSize {
  readonly height: number
  readonly width: number
  /** How often each pixel is repeated; 0 where the picture is made smaller. */
  readonly repeats: number
}

function thumbnailSize({ height, width }: PictureSet, cell: number): ThumbnailSize {
  const repeats = Math.floor(cell / Math.max(height, width))
  if (repeats >= 1) return { height: height * repeats, width: width * repeats, repeats }
  const scale = cell / Math.max(height, width)
  const side = (length: number) => Math.max(1, Math.round(length * scale))
  return { height: side(height), width: side(width), repeats: 0 }
}

function thumbnail(source: Picture, { height, width, repeats }: ThumbnailSize): Uint8Array {
  if (repeats === 0) return resizePicture(source, { height, width }).pixels
  if (repeats === 1) return source.pixels
  const { channels } = source
  const pixels = new Uint8Array(height * width * channels)
  let out = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (Math.floor(y / repeats) * source.width + Math.floor(x / repeats)) * channels
      for (let c = 0; c < channels; c++) pixels[out++] = source.pixels[from + c]!
    }
  }
  return pixels
}
