import { random } from '../../shared/random'
import type { PixelSource } from './batches'
import type { PictureShape } from './spec'

/** Pictures of one soft spot each, at a random place and of a random size: few degrees of freedom, quickly learnt. */
export function blobs(count: number, shape: PictureShape, seed = 1): PixelSource {
  const { height, width, channels } = shape
  const source = random(seed)
  const pixels = new Uint8Array(count * height * width * channels)
  let out = 0
  for (let i = 0; i < count; i++) {
    const y0 = source.uniform() * height
    const x0 = source.uniform() * width
    const spread = (0.1 + 0.2 * source.uniform()) * Math.min(height, width)
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const value = 255 * Math.exp(-((y - y0) ** 2 + (x - x0) ** 2) / (2 * spread ** 2))
        for (let c = 0; c < channels; c++) pixels[out++] = value / (c + 1)
      }
    }
  }
  return { count, ...shape, pixels }
}
