import { matrix, type Matrix } from '../../../shared/matrix'
import { principalComponents, project } from '../../embedding/pca'
import type { PictureShape } from '../../nn/spec'

/** Values of a pooled picture: the components of as many take half a second, of 784 six. */
const mostValues = 256
const mostComponents = 32

/** Features in which pictures are compared as they look, without a net. */
export interface PixelFeatures {
  /** Names the space in full: distances in another one do not compare. */
  readonly name: string
  /** @param pixels [n, height, width, channels], 0 … 255 → [n, components], values from 0 to 1 before projection */
  of(pixels: Uint8Array): Matrix
}

/**
 * The leading principal components of a set's pictures, averaged over square blocks until a picture has at most 256
 * values. They are the set's own, so that all models of it are measured in one space.
 * @param pixels pictures of the set, [n, height, width, channels], n ≥ 2
 * @throws BrenierError `empty-set`
 */
export function pixelFeatures(pixels: Uint8Array, shape: PictureShape): PixelFeatures {
  const { height, width, channels } = shape
  let block = 1
  while (Math.ceil(height / block) * Math.ceil(width / block) * channels > mostValues) block++
  const [rows, columns] = [Math.ceil(height / block), Math.ceil(width / block)]
  const of = pooling(shape, block)
  const pooled = of(pixels)
  const count = Math.min(mostComponents, pooled.columns, pooled.rows - 1)
  const analysis = principalComponents(pooled, count)
  return {
    name: `${count} principal components of ${rows} × ${columns} pixels`,
    of: (pictures) => project(of(pictures), analysis),
  }
}

/** Means over blocks; those at the right and the lower edge may be cut short. */
function pooling({ height, width, channels }: PictureShape, block: number): (pixels: Uint8Array) => Matrix {
  const columns = Math.ceil(width / block)
  const pooledSize = Math.ceil(height / block) * columns * channels
  const size = height * width * channels
  const target = Uint32Array.from({ length: size }, (_, at) => {
    const pixel = Math.floor(at / channels)
    const [y, x] = [Math.floor(pixel / width), pixel % width]
    return (Math.floor(y / block) * columns + Math.floor(x / block)) * channels + (at % channels)
  })
  const weight = new Float64Array(pooledSize)
  for (const to of target) weight[to]! += 255
  return (pixels) => {
    const pooled = matrix(pixels.length / size, pooledSize)
    for (let i = 0; i < pooled.rows; i++) {
      const sums = new Float64Array(pooledSize)
      for (let at = 0; at < size; at++) sums[target[at]!]! += pixels[i * size + at]!
      for (let at = 0; at < pooledSize; at++) pooled.data[i * pooledSize + at] = sums[at]! / weight[at]!
    }
    return pooled
  }
}
