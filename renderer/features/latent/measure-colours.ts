import type { Rgb } from './point-colours'

/**
 * Colours by a measure.
 * @param values [n], NaN where a point has none
 * @param table colours from the low to the high end, [256, 3]
 * @param other colour of points without a value
 * @returns row-major [n, 3]
 */
export function measureColours(
  values: Float32Array,
  { low, high }: { readonly low: number; readonly high: number },
  table: Uint8Array,
  other: Rgb,
): Uint8Array {
  const rgb = new Uint8Array(3 * values.length)
  const scale = high > low ? 255 / (high - low) : 0
  values.forEach((value, i) => {
    if (Number.isNaN(value)) {
      rgb.set(other, 3 * i)
      return
    }
    const level = Math.round(Math.min(255, Math.max(0, (value - low) * scale)))
    for (let c = 0; c < 3; c++) rgb[3 * i + c] = table[3 * level + c]!
  })
  return rgb
}
