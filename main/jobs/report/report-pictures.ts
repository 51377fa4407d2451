import sharp from 'sharp'
import { pictureAtlas } from '../../data/atlas'
import type { PictureSet } from '../../data/picture-set'
import { encodePng } from '../../data/png'
import { base64 } from './html'

/** Pictures of one shape side by side. @param pixels [count, height, width, channels] */
export async function strip(
  pixels: Uint8Array,
  count: number,
  { height, width, channels }: { readonly height: number; readonly width: number; readonly channels: number },
  what: string,
): Promise<string> {
  const row = new Uint8Array(count * height * width * channels)
  for (let i = 0; i < count; i++) {
    for (let y = 0; y < height; y++) {
      const from = (i * height + y) * width * channels
      row.set(pixels.subarray(from, from + width * channels), (y * count * width + i * width) * channels)
    }
  }
  const png = await encodePng({ height, width: count * width, channels: channels === 3 ? 3 : 1, pixels: row })
  const small = height < 48
  return `<img class="strip${small ? ' sharp' : ''}" src="data:image/png;base64,${base64(png)}" style="height:${Math.max(48, height)}px" alt="${what}">`
}

export interface Thumbnails {
  readonly cell: number
  readonly columns: number
  /** As the source of an image element. */
  readonly source: string
}

/** Side of all thumbnails together, in pixels: 60,000 are 16 pixels each, and some megabytes. */
const atlasSide = 4096
const largestCell = 64

/** Pictures made small before others get their turn: some 20 ms. */
const madeAtOnce = 1000

const toEventLoop = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Thumbnails of all pictures in one, made in turns. */
export async function thumbnails(set: PictureSet): Promise<Thumbnails> {
  const columns = Math.ceil(Math.sqrt(set.count))
  const side = Math.max(set.height, set.width)
  const wanted = side <= largestCell ? side : largestCell
  const cell = Math.max(8, Math.min(wanted, Math.floor(atlasSide / columns)))
  const width = columns * cell
  const height = Math.ceil(set.count / columns) * cell
  const pixels = new Uint8Array(width * height * 4)
  const rows = Math.max(1, Math.floor(madeAtOnce / columns))
  for (let start = 0; start < set.count; start += rows * columns) {
    const length = Math.min(rows * columns, set.count - start)
    const indices = Uint32Array.from({ length }, (_, i) => start + i)
    pixels.set(pictureAtlas(set, indices, cell, columns).pixels, (start / columns) * cell * width * 4)
    await toEventLoop()
  }
  const webp = await sharp(pixels, { raw: { width, height, channels: 4 } })
    .webp({ quality: 82, alphaQuality: 50 })
    .toBuffer()
  return { cell, columns, source: `data:image/webp;base64,${base64(webp)}` }
}
