import { placeOf, type Place } from './cloud-frame'

/** A name written in the cloud. */
export interface SceneName {
  readonly text: string
  readonly place: Place
}

/**
 * Where the name of each category stands: on that of its points which lies nearest to their middle, so that a
 * category in two parts is not named in the gap between them.
 * @param positions row-major [n, 3]
 * @param codes category of each point, [n]; negative where it has none
 * @returns by code; null where a category has no point
 */
export function clusterPlaces(
  positions: Float32Array,
  codes: Int32Array,
  categories: number,
): readonly (Place | null)[] {
  const sums = new Float64Array(4 * categories)
  codes.forEach((code, i) => {
    if (code < 0 || code >= categories) return
    for (let k = 0; k < 3; k++) sums[4 * code + k]! += positions[3 * i + k]!
    sums[4 * code + 3]! += 1
  })
  const nearest = new Int32Array(categories).fill(-1)
  const least = new Float64Array(categories).fill(Infinity)
  codes.forEach((code, i) => {
    if (code < 0 || code >= categories) return
    const size = sums[4 * code + 3]!
    let squared = 0
    for (let k = 0; k < 3; k++) squared += (positions[3 * i + k]! - sums[4 * code + k]! / size) ** 2
    if (squared >= least[code]!) return
    least[code] = squared
    nearest[code] = i
  })
  return Array.from(nearest, (index) => (index < 0 ? null : placeOf(positions, index)))
}
