import sharp from 'sharp'
import { BrenierError, asBrenierError } from '../../shared/errors'
import type { Picture } from './picture-set'
import { looksLikePnm, parsePnm } from './pnm'

/** A picture of more pixels is refused before it is unpacked: 8192 × 8192. */
const pixelBound = 2 ** 26

/** Endings of files that are taken for pictures. */
export const pictureEnding = /\.(png|jpe?g|webp|avif|gif|tiff?|pgm|ppm|pnm)$/i

/**
 * Decodes PNG, JPEG, WebP, AVIF, GIF (its first frame), TIFF, PGM or PPM. Turned as its EXIF data say, 8 bits a value,
 * transparent parts on white; grey where the file says so, else colour.
 * @param where the file, for the error's sentence
 * @throws BrenierError `file-format`, `file-truncated`
 */
export async function decodePicture(bytes: Uint8Array, where: string): Promise<Picture> {
  if (bytes.length === 0) {
    throw new BrenierError('file-truncated', `Expected a picture in ${where}, got an empty file.`)
  }
  if (looksLikePnm(bytes)) return parsePnm(bytes, where)
  try {
    const image = sharp(bytes, { failOn: 'error', limitInputPixels: pixelBound })
    const { space, hasAlpha } = await image.metadata()
    const turned = image.autoOrient()
    if (hasAlpha) turned.flatten({ background: '#ffffff' })
    const { data, info } = await turned.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true })
    const { height, width, channels } = info
    if (channels !== 1 && channels !== 3) throw new Error(`it has ${channels} channels`)
    const grey = space === 'b-w' || space === 'grey16'
    // Asking sharp for grey costs four times the decoding: it gives grey pictures three equal channels, and one is taken.
    if (grey && channels === 3) return { height, width, channels: 1, pixels: everyThird(data) }
    return { height, width, channels, pixels: data }
  } catch (thrown) {
    const reason = asBrenierError(thrown).message.replace(/\s+/g, ' ')
    throw new BrenierError(
      'file-format',
      `Expected a sound PNG, JPEG, WebP, AVIF, GIF, TIFF, PGM or PPM picture in ${where}, but it cannot be decoded: ${reason}.`,
      { path: where },
      { cause: thrown },
    )
  }
}

function everyThird(values: Uint8Array): Uint8Array {
  const taken = new Uint8Array(values.length / 3)
  for (let i = 0; i < taken.length; i++) taken[i] = values[3 * i]!
  return taken
}
