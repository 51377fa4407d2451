/**
 * Areas of facets from the crossings of random lines (Crofton). A line through a point of the source in a direction
 * uniform on the sphere meets the source's density along itself, f(s). With S a set of facets,
 *
 *   E Σ_crossings of S f(s) = E|⟨ω, n⟩| · ∫_S ρ dA,     E|⟨ω, n⟩| = Γ(d/2) / (√π Γ((d + 1)/2)),
 *
 * because Σ over a line's crossings of f(s), integrated over lines, is ρ over S with each piece counted by its shadow.
 * On the cube, whose density is 1, the integral is the area of S.
 */
import type { Random } from '../../shared/random'
import type { WalkedSegments } from './crossings'
import { chord, drawDirection, drawPoints, pointOn } from './lines'
import type { Source } from './source'

/** An estimate with one standard error. */
export interface Estimate {
  readonly value: number
  readonly error: number
}

/**
 * Lines through points of the source in directions uniform on the sphere, cut to the source's domain.
 * @returns starts and ends in turn, row-major [2 · count, d]
 */
export function drawLines(source: Source, count: number, stream: Random): Float64Array {
  const d = source.dimension
  const points = drawPoints(source, count, stream)
  const ends = new Float64Array(2 * count * d)
  for (let l = 0; l < count; l++) {
    const point = points.subarray(l * d, (l + 1) * d)
    const direction = drawDirection(d, stream)
    const { least, most } = chord(source, point, direction)
    pointOn(point, direction, least, ends.subarray(2 * l * d, (2 * l + 1) * d))
    pointOn(point, direction, most, ends.subarray((2 * l + 1) * d, (2 * l + 2) * d))
  }
  return ends
}

/** Γ(d/2) / (√π Γ((d + 1)/2)): how much of itself a unit facet shows to a random direction, on average. */
export function meanShadow(d: number): number {
  // Γ(x + 1) = xΓ(x), two dimensions at a time.
  let shadow = d % 2 === 1 ? 1 : 2 / Math.PI
  for (let k = d % 2 === 1 ? 3 : 4; k <= d; k += 2) shadow *= (k - 2) / (k - 1)
  return shadow
}

/**
 * ∫ρ dA over those facets that `counts` takes.
 * @param lines walked whole
 * @param counts whether the facet of a crossing is one of them
 */
export function facetArea(
  source: Source,
  { count, lengths, crossings }: WalkedSegments,
  counts: (crossing: number) => boolean,
): Estimate {
  const density = densityAlong(source)
  const shadow = meanShadow(source.dimension)
  const seen = new Float64Array(count)
  for (const [c, line] of crossings.segment.entries()) {
    if (counts(c)) seen[line]! += density(crossings.time[c]!, lengths[line]!) / shadow
  }
  const mean = seen.reduce((sum, value) => sum + value / count, 0)
  const squares = seen.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { value: mean, error: count > 1 ? Math.sqrt(squares / (count - 1) / count) : 0 }
}

/** The source's density along a whole line, at time t of 0 … 1. */
function densityAlong(source: Source): (t: number, length: number) => number {
  if (source.kind !== 'gaussian') return (_, length) => 1 / length
  // Cut at equal distances from the foot of the origin: there t is a half.
  return (t, length) => Math.exp(-(((t - 0.5) * length) ** 2) / 2) / Math.sqrt(2 * Math.PI)
}
