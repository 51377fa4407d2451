import type { Place } from './cloud-frame'
import {
  drawnPath,
  placedChips,
  type Cut,
  type CutMark,
  type PlacedChip,
  type Point,
  type Stretch,
} from './path-geometry'
import type { Projection } from './projection'

/** A handle as the scene draws it. */
export interface SceneHandle {
  readonly place: Place
  /** The step of the strip that stands at this handle; null before the first trace. */
  readonly step: number | null
  readonly current: boolean
  /** Points whose codes it mixes, with their weights. */
  readonly neighbours: readonly { readonly index: number; readonly weight: number }[]
}

/** A path as the scene draws it. */
export interface ScenePath {
  readonly id: string
  readonly active: boolean
  /** Places of the steps, row-major [steps, 3]; null before the first trace. */
  readonly steps: Float32Array | null
  readonly handles: readonly SceneHandle[]
  /** At most one cut a segment, in order. */
  readonly cuts: readonly Cut[]
  readonly currentStep: number | null
}

/** A path on the canvas, for one camera: what is drawn is also what is hit. */
export interface SeenPath {
  readonly path: ScenePath
  readonly stretches: readonly Stretch[]
  readonly marks: readonly CutMark[]
  /** The chips of the marks that found room; only the active path has them. */
  readonly chips: readonly PlacedChip[]
  readonly handles: readonly Point[]
  readonly current: Point | null
  /** Whether there are steps; without them only the way from handle to handle is drawn. */
  readonly traced: boolean
}

/** Puts a path on the canvas. Handles hold their own places: while one is dragged the steps catch up with it. */
export function seePath(path: ScenePath, projection: Projection): SeenPath {
  const handles = path.handles.map(({ place }) => projection.projectPlace(place))
  const points: Point[] = []
  if (path.steps) {
    for (let s = 0; s < path.steps.length / 3; s++) {
      points.push(projection.project(path.steps[3 * s]!, path.steps[3 * s + 1]!, path.steps[3 * s + 2]!))
    }
    path.handles.forEach(({ step }, k) => {
      if (step !== null) bendTo(points, step, handles[k]!)
    })
  } else {
    points.push(...handles)
  }
  const { stretches, marks } = drawnPath(points, path.steps ? path.cuts : [], handles)
  const current = path.steps && path.currentStep !== null ? (points[path.currentStep] ?? null) : null
  const chips = path.active ? placedChips(marks, handles, projection.width, projection.height) : []
  return { path, stretches, marks, chips, handles, current, traced: path.steps !== null }
}

/** How much of the way to the handle the steps beside it go along. */
const BEND = [1, 0.5, 0.15] as const

/**
 * Brings the step of a handle onto the handle and its neighbours part of the way, so that the line bends to the
 * handle where the codes' own place lies elsewhere.
 */
function bendTo(points: Point[], step: number, handle: Point): void {
  const here = points[step]
  if (!here) return
  const [dx, dy] = [handle.x - here.x, handle.y - here.y]
  BEND.forEach((share, away) => {
    for (const s of away === 0 ? [step] : [step - away, step + away]) {
      const point = points[s]
      if (point) points[s] = { x: point.x + share * dx, y: point.y + share * dy }
    }
  })
}
