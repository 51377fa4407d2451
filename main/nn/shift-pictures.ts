import type { Random } from '../../shared/random'
import type { PixelSource } from './batches'

export interface Moves {
  /** Most pixels in each direction. */
  readonly shift: number
  /** Whether pictures are mirrored left to right by chance. */
  readonly mirror: boolean
}

/** Moves and mirrors each picture by chance, in place; what comes into view is 0. */
export function shiftPictures(source: PixelSource, { shift, mirror }: Moves, drawn: Random): void {
  const { count, height, width, channels, pixels } = source
  const size = height * width * channels
  const before = new Uint8Array(size)
  for (let i = 0; i < count; i++) {
    const down = drawn.integer(2 * shift + 1) - shift
    const right = drawn.integer(2 * shift + 1) - shift
    const mirrored = mirror && drawn.integer(2) === 1
    const picture = pixels.subarray(i * size, (i + 1) * size)
    before.set(picture)
    picture.fill(0)
    for (let y = Math.max(0, down); y < Math.min(height, height + down); y++) {
      for (let x = Math.max(0, right); x < Math.min(width, width + right); x++) {
        const column = x - right
        const from = ((y - down) * width + (mirrored ? width - 1 - column : column)) * channels
        const to = (y * width + x) * channels
        for (let c = 0; c < channels; c++) picture[to + c] = before[from + c]!
      }
    }
  }
}
