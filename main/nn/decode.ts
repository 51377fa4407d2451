import { BrenierError } from '../../shared/errors'
import type { Matrix } from '../../shared/matrix'
import type { PixelSource } from './batches'
import type { PictureCoder } from './coder'

/** Codes decoded in one go; more are decoded in turns of this size, which bounds the memory of the feature maps. */
const batchSize = 256

/**
 * Pictures of codes.
 * @param codes [m, latent]
 * @returns [m, height, width, channels], 0 … 255, rounded
 * @throws BrenierError `bad-shape` where the codes have another dimension than the coder's
 */
export async function decodeCodes(coder: PictureCoder, codes: Matrix): Promise<PixelSource> {
  const { height, width, channels, latent } = coder.spec
  if (codes.columns !== latent) {
    throw new BrenierError(
      'bad-shape',
      `Expected codes of dimension ${latent}, got ${codes.columns}. The codes belong to another model.`,
    )
  }
  const size = height * width * channels
  const pixels = new Uint8Array(codes.rows * size)
  for (let start = 0; start < codes.rows; start += batchSize) {
    const end = Math.min(codes.rows, start + batchSize)
    const part = codes.data.slice(start * latent, end * latent)
    const values = await coder.decode(part)
    const offset = start * size
    for (let i = 0; i < values.length; i++) pixels[offset + i] = values[i]! * 255 + 0.5
  }
  return { count: codes.rows, height, width, channels, pixels }
}
