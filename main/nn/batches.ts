import { BrenierError } from '../../shared/errors'
import { permutation, random } from '../../shared/random'
import type { PictureShape } from './spec'

/** Pictures as they lie in memory: row-major [count, height, width, channels], 0 … 255. */
export interface PixelSource extends PictureShape {
  readonly count: number
  readonly pixels: Uint8Array
}

/** Which pictures are trained on and which are kept out to measure on; both ascending. */
export interface Split {
  readonly training: Uint32Array
  readonly heldOut: Uint32Array
}

/**
 * A seeded split; the same count, share and seed give the same pictures.
 * @param share of the pictures to keep out, rounded; at least one picture stays in training
 */
export function splitPictures(count: number, share: number, seed: number): Split {
  const order = permutation(count, random(seed).fork('held-out pictures'))
  const kept = Math.min(count - 1, Math.round(count * share))
  return { training: order.slice(kept).sort(), heldOut: order.slice(0, kept).sort() }
}

/** The pictures of `indices` in the order in which epoch `epoch` visits them; each epoch has an order of its own. */
export function epochOrder(indices: Uint32Array, epoch: number, seed: number): Uint32Array {
  return permutation(indices.length, random(seed).fork(`order of epoch ${epoch}`)).map((i) => indices[i]!)
}

/**
 * The pictures of `indices`, copied, [indices.length, height, width, channels], 0 … 255.
 * @param batch where to, of exactly that length
 */
export function gatherPixels(
  source: PixelSource,
  indices: ArrayLike<number>,
  batch: Uint8Array = new Uint8Array(indices.length * source.height * source.width * source.channels),
): Uint8Array {
  const size = source.height * source.width * source.channels
  for (let i = 0; i < indices.length; i++) {
    const start = indices[i]! * size
    batch.set(source.pixels.subarray(start, start + size), i * size)
  }
  return batch
}

/** Pixel values 0 … 255 as floats in [0, 1], fresh: a backend may keep reading them. */
export function scalePixels(pixels: Uint8Array): Float32Array {
  const values = new Float32Array(pixels.length)
  for (let i = 0; i < pixels.length; i++) values[i] = pixels[i]! / 255
  return values
}

/**
 * @throws BrenierError `bad-shape` where the pixels are not count × height × width × channels, `empty-set` without
 *   pictures, `bad-argument` where the pictures are not of the model's size
 */
export function checkPictures(source: PixelSource, expected: PictureShape): void {
  const { count, height, width, channels, pixels } = source
  if (pixels.length !== count * height * width * channels) {
    throw new BrenierError(
      'bad-shape',
      `Expected ${count} × ${height} × ${width} × ${channels} = ${count * height * width * channels} pixel values, got ${pixels.length}.`,
    )
  }
  if (count === 0)
    throw new BrenierError('empty-set', 'Expected at least one picture, got none. Import pictures first.')
  if (height !== expected.height || width !== expected.width || channels !== expected.channels) {
    throw new BrenierError(
      'bad-argument',
      `The model takes pictures of ${expected.height} × ${expected.width} × ${expected.channels}, got ${height} × ${width} × ${channels}. Resize the pictures or choose a model of their size.`,
    )
  }
}
