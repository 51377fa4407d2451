import { describe, expect, it } from 'vitest'
import { random } from '../../../shared/random'
import { pixelFeatures } from './pixel-features'

const noise = (length: number, seed: number) => {
  const source = random(seed)
  return Uint8Array.from({ length }, () => source.integer(256))
}
const squaredDistance = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0)

describe('features of pixels', () => {
  it('keep the distances of small pictures that vary in few ways', () => {
    // Every picture is one of two patterns at some strength: two components hold all there is.
    const pictures = new Uint8Array(40 * 16)
    for (let i = 0; i < 40; i++) {
      for (let at = 0; at < 16; at++) pictures[16 * i + at] = at < 8 ? 6 * i : 3 * (i % 7)
    }
    const features = pixelFeatures(pictures, { height: 4, width: 4, channels: 1 })
    expect(features.name).toBe('16 principal components of 4 × 4 pixels')
    const projected = features.of(pictures)
    const pixels = squaredDistance(pictures.subarray(0, 16), pictures.subarray(16 * 39)) / 255 ** 2
    expect(squaredDistance(projected.data.subarray(0, 16), projected.data.subarray(16 * 39))).toBeCloseTo(
      pixels,
      4,
    )
  })

  it('average large pictures over blocks, those at the edge too, so that flat pictures stay flat', () => {
    const shape = { height: 33, width: 21, channels: 3 }
    const size = 33 * 21 * 3
    const features = pixelFeatures(noise(60 * size, 1), shape)
    expect(features.name).toBe('32 principal components of 11 × 7 pixels')
    // Between two flat pictures every block differs by 1/5: projected, no more than that is left.
    const flat = features.of(new Uint8Array(2 * size).fill(51, size))
    const apart = squaredDistance(flat.data.subarray(0, 32), flat.data.subarray(32))
    expect(apart).toBeGreaterThan(0)
    expect(apart).toBeLessThanOrEqual(11 * 7 * 3 * 0.2 ** 2 * (1 + 1e-5))
  })
})
