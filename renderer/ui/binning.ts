/**
 * Counts values into equal bins over [low, high].
 * The upper end belongs to the last bin; values outside are counted in the first and last bin, so that
 * no value is lost from view. Values that are not finite are left out.
 */
export function binCounts(values: ArrayLike<number>, low: number, high: number, bins: number): Uint32Array {
  const counts = new Uint32Array(bins)
  const width = (high - low) / bins
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (!Number.isFinite(value)) continue
    const bin = width > 0 ? Math.floor((value - low) / width) : 0
    const at = Math.min(bins - 1, Math.max(0, bin))
    counts[at] = counts[at]! + 1
  }
  return counts
}

/** Heights 0 … 1 of the bars; a bin that holds anything is at least `least` high. */
export function barHeights(counts: Uint32Array, scale: 'linear' | 'sqrt', least = 0): Float64Array {
  const shape = scale === 'sqrt' ? Math.sqrt : (count: number) => count
  const most = shape(counts.reduce((max, count) => Math.max(max, count), 0))
  return Float64Array.from(counts, (count) => (count === 0 ? 0 : Math.max(least, shape(count) / most)))
}

/** The next of 1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8 × 10^k at or above `value`: the end of an axis from zero. */
export function niceEnd(value: number): number {
  if (!(value > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  const factor =
    [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((one) => one * power >= value * (1 - 1e-9)) ?? 10
  return Number((factor * power).toPrecision(6))
}
