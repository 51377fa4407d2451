import { matrix, row, type Matrix } from '../../../shared/matrix'
import { neighbourSearch } from '../../embedding/neighbours'
import { openWalker } from '../../kernels/walks/index'
import type { Crossings, WalkedSegments } from '../../ot/crossings'
import type { Transport } from '../../ot/transport'
import type { Study } from '../study/study'
import { decodeNormalised } from '../paths/trace-path'

/** A facet with a large jump over the local spacing. */
export interface BoundaryFacet {
  /** The first crossing that crosses it. */
  readonly crossing: number
  /** Segments that cross it. */
  readonly times: number
  /** Distance of the mean of its two codes to the nearest code, over the spacing there. */
  readonly offData: number
  /** Targets whose cells' centres, joined in turn, make a path through noise that shows it. */
  readonly way: readonly [number, number]
}

export interface BoundaryPictures {
  /** Largest jump over spacing first, each facet once. */
  readonly largest: readonly BoundaryFacet[]
  /** Decoded before, mean of the two codes, after: Uint8 [largest, 3, h, w, c]; empty without a decoder. */
  readonly pictures: Uint8Array
}

/** Facets whose boundary pictures are kept. */
const facetsKept = 24

/**
 * What a continuous generator is forced to draw on the facets with the largest jumps (An et al., AE-OT, ICLR 2020,
 * section 6.2: the face with one brown and one blue eye).
 * @param walked the segments, with what they cross
 * @param relativeJumps of the crossings, over the local spacing
 * @param spacing of the targets
 */
export async function boundaryPictures(
  study: Study,
  walked: WalkedSegments,
  relativeJumps: Float32Array,
  spacing: Float32Array,
): Promise<BoundaryPictures> {
  const { starts, finishes, crossings } = walked
  const { map, centres } = study.requireTransport()
  const { targets } = map
  const largest = largestFacets(crossings, relativeJumps, targets.rows)
  const codes = boundaryCodes(largest, crossings, targets)
  const decoding = decodeNormalised(study, codes)
  const offData = distanceOffData(codes, targets, spacing)
  const whole = largest.map(({ crossing }) => {
    const segment = crossings.segment[crossing]!
    return [starts[segment]!, finishes[segment]!] as const
  })
  const sides = largest.map(({ crossing }) => [crossings.from[crossing]!, crossings.to[crossing]!] as const)
  const seen = crossedBetweenCentres(map, centres, whole, sides)
  return {
    largest: largest.map((facet, f) => ({
      ...facet,
      offData: offData[f]!,
      way: seen[f]! ? whole[f]! : sides[f]!,
    })),
    pictures: await decoding,
  }
}

type FoundFacet = Pick<BoundaryFacet, 'crossing' | 'times'>

function largestFacets({ from, to }: Crossings, relativeJumps: Float32Array, targets: number): FoundFacet[] {
  const facets = new Map<number, { crossing: number; times: number }>()
  for (let c = 0; c < from.length; c++) {
    const key = Math.min(from[c]!, to[c]!) * targets + Math.max(from[c]!, to[c]!)
    const held = facets.get(key)
    if (held) held.times++
    else facets.set(key, { crossing: c, times: 1 })
  }
  return [...facets.values()]
    .sort((a, b) => relativeJumps[b.crossing]! - relativeJumps[a.crossing]! || a.crossing - b.crossing)
    .slice(0, facetsKept)
}

/** Code before, mean and code after of each facet, [3 · facets, d]. */
function boundaryCodes(facets: readonly FoundFacet[], { from, to }: Crossings, targets: Matrix): Matrix {
  const codes = matrix(3 * facets.length, targets.columns)
  for (const [f, { crossing }] of facets.entries()) {
    const before = row(targets, from[crossing]!)
    const after = row(targets, to[crossing]!)
    row(codes, 3 * f).set(before)
    row(codes, 3 * f + 1).set(before.map((value, k) => (value + after[k]!) / 2))
    row(codes, 3 * f + 2).set(after)
  }
  return codes
}

function distanceOffData(codes: Matrix, targets: Matrix, spacing: Float32Array): number[] {
  if (codes.rows === 0) return []
  const { indices, squaredDistances } = neighbourSearch(targets).nearest(codes, 1)
  return Array.from({ length: codes.rows / 3 }, (_, f) => {
    const scale = spacing[indices[3 * f + 1]!]!
    return scale > 0 ? Math.sqrt(squaredDistances[3 * f + 1]!) / scale : 0
  })
}

/** Whether the segment from centre to centre of two cells crosses the facet between the cells `sides`, pair by pair. */
function crossedBetweenCentres(
  map: Transport,
  centres: Matrix,
  pairs: readonly (readonly [number, number])[],
  sides: readonly (readonly [number, number])[],
): boolean[] {
  if (pairs.length === 0) return []
  const d = centres.columns
  const ends = new Float64Array(2 * pairs.length * d)
  pairs.flat().forEach((cell, end) => {
    ends.set(row(centres, cell), end * d)
  })
  const walker = openWalker(map.targets, map.heights)
  const { offsets, cells } = walker.walk(ends)
  walker.close()
  return sides.map(([from, to], s) => {
    const at = cells.subarray(offsets[s], offsets[s + 1]).indexOf(from)
    return at >= 0 && offsets[s]! + at + 1 < offsets[s + 1]! && cells[offsets[s]! + at + 1] === to
  })
}
