import type { PathTrace } from '../../../shared/contracts/results'
import type { LatentPath, Threshold, Waypoint } from '../../../shared/contracts/study'
import type { Place } from '../../scene/cloud-frame'
import type { SceneHandle, ScenePath } from '../../scene/scene-path'
import { tearLabel, type TornSegment } from '../../stores/cuts'
import type { Focus } from '../../stores/selection'

const placeAt = (positions: Float32Array, index: number): Place => [
  positions[3 * index] ?? 0,
  positions[3 * index + 1] ?? 0,
  positions[3 * index + 2] ?? 0,
]

const apart = (a: Place, b: Place): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])

/**
 * Where a waypoint stands in the cloud as it is now. A mean keeps the place where it was let go while its points
 * lie about it; in another layout they do not, and it stands at their weighted middle.
 * @param positions row-major [n, 3]
 * @param own where pictures of one's own stand, by their ids
 */
export function waypointPlace(
  waypoint: Waypoint,
  positions: Float32Array,
  own: ReadonlyMap<string, Place> = noneOwn,
): Place {
  if (waypoint.kind === 'picture') return placeAt(positions, waypoint.index)
  if (waypoint.kind === 'place') return waypoint.position
  if (waypoint.kind === 'own') return own.get(waypoint.id) ?? [0, 0, 0]
  const places = waypoint.indices.map((index) => placeAt(positions, index))
  const middle: [number, number, number] = [0, 0, 0]
  places.forEach((place, k) => {
    for (const axis of [0, 1, 2] as const) middle[axis] += place[axis] * waypoint.weights[k]!
  })
  const reach = Math.max(...places.map((place) => apart(place, middle)))
  return apart(waypoint.position, middle) <= 3 * reach + 1e-9 ? waypoint.position : middle
}

/** Before any is encoded. */
const noneOwn: ReadonlyMap<string, Place> = new Map()

/** The step the strip stands on, from what is in focus; null where the focus is elsewhere. */
export function currentStep(focus: Focus, path: string, trace: PathTrace | null): number | null {
  if (!trace || (focus.kind !== 'handle' && focus.kind !== 'step') || focus.path !== path) return null
  const step = focus.kind === 'step' ? focus.step : (trace.handles[focus.handle]?.step ?? 0)
  return Math.min(trace.steps - 1, Math.max(0, step))
}

/** The handle that is in focus, be it chosen itself or by standing on its step. */
export function currentHandle(focus: Focus, path: string, trace: PathTrace | null): number | null {
  if (focus.kind === 'handle' && focus.path === path) return focus.handle
  if (focus.kind !== 'step' || focus.path !== path || !trace) return null
  const handle = trace.handles.findIndex(({ step }) => step === focus.step)
  return handle < 0 ? null : handle
}

/**
 * A path as the scene draws it.
 * @param moving the layout still iterates: steps stand at their nearest pictures, which move with it
 */
export function scenePath(
  path: LatentPath,
  active: boolean,
  trace: PathTrace | null,
  positions: Float32Array,
  torn: readonly TornSegment[],
  threshold: Threshold | null,
  focus: Focus,
  moving: boolean,
  own: ReadonlyMap<string, Place> = noneOwn,
): ScenePath {
  const current = active ? currentHandle(focus, path.id, trace) : null
  const fits = trace?.handles.length === path.waypoints.length
  const handles = path.waypoints.map((waypoint, k): SceneHandle => {
    const report = fits ? trace?.handles[k] : undefined
    const resolved = report?.waypoint.kind === 'mean' ? report.waypoint : waypoint
    const neighbours =
      k === current && resolved.kind === 'mean'
        ? resolved.indices.map((index, n) => ({ index, weight: resolved.weights[n]! }))
        : []
    return {
      place: handlePlace(waypoint, report, trace, positions, own),
      step: report?.step ?? null,
      current: k === current,
      neighbours,
    }
  })
  return {
    id: path.id,
    active,
    steps: trace ? (moving ? nearestPlaces(trace, positions) : trace.positions) : null,
    handles,
    cuts: threshold
      ? torn.map((one) => ({
          segment: one.segment,
          label: tearLabel(one, threshold),
          weight: one.worst.angle,
        }))
      : [],
    currentStep: active && current === null ? currentStep(focus, path.id, trace) : null,
  }
}

/** While a picture of one's own is being encoded anew, its handle stands where the trace had it. */
function handlePlace(
  waypoint: Waypoint,
  report: { readonly step: number } | undefined,
  trace: PathTrace | null,
  positions: Float32Array,
  own: ReadonlyMap<string, Place>,
): Place {
  if (waypoint.kind === 'own' && !own.has(waypoint.id) && trace && report)
    return placeAt(trace.positions, report.step)
  return waypointPlace(waypoint, positions, own)
}

function nearestPlaces(trace: PathTrace, positions: Float32Array): Float32Array {
  const places = new Float32Array(3 * trace.steps)
  trace.nearest.forEach((index, step) => places.set(placeAt(positions, index), 3 * step))
  return places
}
