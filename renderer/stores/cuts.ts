import type { Crossing, PathTrace } from '../../shared/contracts/results'
import type { Threshold } from '../../shared/contracts/study'

/** A tear of a path: the singular crossings between one step and the next. */
export interface TornSegment {
  /** The step before the tear. */
  readonly segment: number
  readonly crossings: readonly Crossing[]
  /** The crossing that is furthest past the threshold. */
  readonly worst: Crossing
}

const measureOf = (crossing: Crossing, threshold: Threshold): number =>
  threshold.test === 'angle' ? crossing.angle : crossing.jump

/** A trace lists every crossing of cells; those past the threshold are singular. */
export function isSingular(crossing: Crossing, threshold: Threshold): boolean {
  return measureOf(crossing, threshold) > threshold.value
}

/** Where a path is torn, in order; crossings within one step of the strip are one tear. */
export function tornSegments(
  trace: Pick<PathTrace, 'steps' | 'crossings'>,
  threshold: Threshold | null,
): TornSegment[] {
  if (!threshold) return []
  const bySegment = new Map<number, Crossing[]>()
  for (const crossing of trace.crossings) {
    if (!isSingular(crossing, threshold)) continue
    const segment = Math.min(trace.steps - 2, Math.max(0, Math.floor(crossing.at)))
    const list = bySegment.get(segment)
    if (list) list.push(crossing)
    else bySegment.set(segment, [crossing])
  }
  return [...bySegment]
    .sort(([a], [b]) => a - b)
    .map(([segment, crossings]) => ({
      segment,
      crossings,
      worst: crossings.reduce((worst, one) =>
        measureOf(one, threshold) > measureOf(worst, threshold) ? one : worst,
      ),
    }))
}

/** "θ 0.81", or "ε 2.10" where facets are told by distance; "θ 0.81 × 3" where three crossings lie together. */
export function tearLabel(torn: TornSegment, threshold: Threshold): string {
  const sign = threshold.test === 'angle' ? 'θ' : 'ε'
  const value = `${sign} ${measureOf(torn.worst, threshold).toFixed(2)}`
  return torn.crossings.length > 1 ? `${value} × ${torn.crossings.length}` : value
}
