import { placeOf, type Place } from './cloud-frame'
import { isWide, stepAt, type Point } from './path-geometry'
import type { Obstacle } from './picture-choice'
import type { Projection } from './projection'
import type { Target } from './scene-events'
import { seePath, type ScenePath, type SeenPath } from './scene-path'

const HANDLE_REACH = 12
const PATH_REACH = 8

/** The paths of the scene, as they are and as the camera sees them now: what is drawn is also what is hit. */
export class PathsInScene {
  #paths: readonly ScenePath[] = []
  #seen: readonly SeenPath[] = []

  set(paths: readonly ScenePath[], projection: Projection): void {
    this.#paths = paths
    this.look(projection)
  }

  /** Puts the paths on the canvas anew, after the camera or the canvas has changed. */
  look(projection: Projection): void {
    this.#seen = this.#paths.map((path) => seePath(path, projection))
  }

  get seen(): readonly SeenPath[] {
    return this.#seen
  }

  get active(): SeenPath | undefined {
    return this.#seen.find(({ path }) => path.active)
  }

  /** The active path as discs that pictures leave free. */
  get obstacles(): Obstacle[] {
    const { active } = this
    const obstacles = (active?.stretches ?? []).flatMap(({ points }) =>
      points.filter((_, k) => k % 2 === 0).map(({ x, y }) => ({ x, y, radius: 3 })),
    )
    for (const { x, y } of active?.handles ?? []) obstacles.push({ x, y, radius: 9 })
    for (const mark of active?.marks ?? []) {
      obstacles.push({ ...mark.before, radius: 6 }, { ...mark.after, radius: 6 })
      if (isWide(mark)) obstacles.push(...between(mark.before, mark.after))
    }
    // A chip is wider than high: three discs side by side.
    for (const { at } of active?.chips ?? []) {
      for (const dx of [-18, 0, 18]) obstacles.push({ x: at.x + dx, y: at.y, radius: 8 })
    }
    return obstacles
  }

  /** Lines from the current handle to the points it mixes. */
  hairs(
    seenPoint: (index: number) => Point | null,
  ): readonly { readonly from: Point; readonly to: Point; readonly weight: number }[] {
    const { active } = this
    const current = active?.path.handles.findIndex((handle) => handle.current) ?? -1
    const from = active?.handles[current]
    const neighbours = active?.path.handles[current]?.neighbours ?? []
    return neighbours.flatMap(({ index, weight }) => {
      const to = seenPoint(index)
      return from && to ? [{ from, to, weight }] : []
    })
  }

  /** The handle of the active path under a canvas point. */
  handleAt(x: number, y: number): Target | null {
    const { active } = this
    if (!active) return null
    const distances = active.handles.map((at) => Math.hypot(at.x - x, at.y - y))
    const handle = distances.indexOf(Math.min(...distances))
    return distances[handle]! <= HANDLE_REACH ? { kind: 'handle', path: active.path.id, handle } : null
  }

  /** The path under a canvas point, the active one before others. */
  pathAt(x: number, y: number): Target | null {
    const activeFirst = [...this.#seen].sort((a, b) => Number(b.path.active) - Number(a.path.active))
    for (const { path, stretches, traced } of activeFirst) {
      const step = traced ? stepAt(stretches, { x, y }, PATH_REACH) : null
      if (step !== null) return { kind: 'path', path: path.id, step }
    }
    return null
  }

  handlePlace(path: string, handle: number): Place | null {
    return this.#paths.find(({ id }) => id === path)?.handles[handle]?.place ?? null
  }

  /** The place of a step, fractional, along a path. */
  stepPlace(path: string, step: number): Place | null {
    const steps = this.#paths.find(({ id }) => id === path)?.steps
    if (!steps) return null
    const before = placeOf(steps, Math.floor(step))
    const after = placeOf(steps, Math.min(steps.length / 3 - 1, Math.ceil(step)))
    const t = step - Math.floor(step)
    const between = (k: 0 | 1 | 2): number => before[k] + (after[k] - before[k]) * t
    return [between(0), between(1), between(2)]
  }
}

/** Discs along a straight line, close enough together that no picture fits between two. */
function between(from: Point, to: Point): Obstacle[] {
  const pieces = Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / 16)
  return Array.from({ length: pieces + 1 }, (_, k) => ({
    x: from.x + ((to.x - from.x) * k) / pieces,
    y: from.y + ((to.y - from.y) * k) / pieces,
    radius: 2,
  }))
}
