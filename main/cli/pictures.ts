import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { encodeNpy } from '../data/npy'
import { encodePng } from '../data/png'
import { replaceFile } from '../data/replace-file'
import type { PixelSource } from '../nn/batches'
import type { Outcome } from './host'
import { claimFile, claimFolder } from './outputs'

const isArray = (out: string): boolean => out.endsWith('.npy')

/** @throws BrenierError `disk-full` where pictures cannot be written there */
export const claimPictures = (out: string): Promise<void> => (isArray(out) ? claimFile : claimFolder)(out)

/** Writes pictures as one array [n, h, w, c] of bytes, or into a folder as PNGs that are numbered from 0. */
export async function writePictures(out: string, pictures: PixelSource): Promise<Outcome> {
  const { count, height, width, channels, pixels } = pictures
  const shape = [count, height, width, channels]
  if (isArray(out)) await replaceFile(out, encodeNpy(pixels, shape))
  else {
    const size = height * width * channels
    for (let i = 0; i < count; i++) {
      const picture = {
        height,
        width,
        channels: channels === 3 ? 3 : 1,
        pixels: pixels.subarray(i * size, (i + 1) * size),
      } as const
      await writeFile(path.join(out, `${String(i).padStart(5, '0')}.png`), await encodePng(picture))
    }
  }
  return { result: { out, shape }, lines: [`${out}: [${shape.join(', ')}]`] }
}
