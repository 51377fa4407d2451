import type { LatentPath, PathDirection, Waypoint } from '../../shared/contracts/study'

/** Edits of a path as plain values: each returns a new path and leaves the old one as it is, for undo. */

/** What a path can begin and end at: a picture of the set, or one of one's own. */
export type PathEnd = Extract<Waypoint, { readonly kind: 'picture' | 'own' }>

export const isSameEnd = (a: PathEnd, b: PathEnd): boolean =>
  a.kind === 'picture' ? b.kind === 'picture' && a.index === b.index : b.kind === 'own' && a.id === b.id

export const pictureEnd = (index: number): PathEnd => ({ kind: 'picture', index })

/** A path between two pictures, named and numbered after those there are. */
export function newPath(paths: readonly LatentPath[], from: PathEnd, to: PathEnd, steps: number): LatentPath {
  const number = freeNumber(paths)
  return {
    id: `path-${number}`,
    name: `Path ${number}`,
    rule: 'straight',
    steps,
    waypoints: [from, to],
  }
}

/** A path through noise, from the cell of one picture to that of the next. @param pictures two or more */
export function noisePath(
  paths: readonly LatentPath[],
  pictures: readonly number[],
  steps: number,
): LatentPath {
  const waypoints = pictures.map(pictureEnd)
  return { ...newPath(paths, waypoints[0]!, waypoints.at(-1)!, steps), rule: 'noise', waypoints }
}

/** A path along ± a direction through a picture. @param name what the direction is called */
export function pathAlong(
  paths: readonly LatentPath[],
  through: PathEnd,
  direction: PathDirection,
  name: string,
  steps: number,
): LatentPath {
  return { ...newPath(paths, through, through, steps), name, waypoints: [through], direction }
}

export function withWaypoint(path: LatentPath, handle: number, waypoint: Waypoint): LatentPath {
  return { ...path, waypoints: path.waypoints.map((old, k) => (k === handle ? waypoint : old)) }
}

/**
 * Another waypoint on the path.
 * @param handleSteps step at which each waypoint stands, ascending
 * @param step where along the path, fractional
 */
export function withInserted(
  path: LatentPath,
  handleSteps: readonly number[],
  step: number,
  waypoint: Waypoint,
): { path: LatentPath; handle: number } {
  const before = handleSteps.filter((at) => at <= step).length
  const handle = Math.min(path.waypoints.length - 1, Math.max(1, before))
  const waypoints = [...path.waypoints.slice(0, handle), waypoint, ...path.waypoints.slice(handle)]
  return { path: { ...path, waypoints }, handle }
}

/** @returns null where the path would be left with fewer than two waypoints */
export function withoutWaypoint(path: LatentPath, handle: number): LatentPath | null {
  if (path.waypoints.length <= 2) return null
  return { ...path, waypoints: path.waypoints.filter((_, k) => k !== handle) }
}

/** Paths without the handles that stand on a picture of one's own; those left with fewer than two are gone. */
export function withoutOwn(paths: readonly LatentPath[], id: string): LatentPath[] {
  const stays = (waypoint: Waypoint) => waypoint.kind !== 'own' || waypoint.id !== id
  return paths
    .map((path) =>
      path.waypoints.every(stays) ? path : { ...path, waypoints: path.waypoints.filter(stays) },
    )
    .filter(({ waypoints, direction }) => waypoints.length >= (direction ? 1 : 2))
}

/** The path led on to another end. */
export function extended(path: LatentPath, to: PathEnd): LatentPath {
  return { ...path, waypoints: [...path.waypoints, to] }
}

export function reversed(path: LatentPath): LatentPath {
  const { direction } = path
  if (direction) return { ...path, direction: { ...direction, plus: direction.minus, minus: direction.plus } }
  return { ...path, waypoints: path.waypoints.toReversed() }
}

/** A copy with an id and a name of its own. */
export function duplicated(paths: readonly LatentPath[], path: LatentPath): LatentPath {
  const names = new Set(paths.map(({ name }) => name))
  let name = `${path.name} copy`
  for (let k = 2; names.has(name); k++) name = `${path.name} copy ${k}`
  return { ...path, id: `path-${freeNumber(paths)}`, name }
}

const rivals = new WeakMap<LatentPath, LatentPath>()

/** The same path by the rule that it is held against, under an id of its own; null where there is none. */
export function rivalOf(path: LatentPath): LatentPath | null {
  const { against, ...alone } = path
  if (!against) return null
  let rival = rivals.get(path)
  if (!rival) {
    rival = { ...alone, id: `${path.id} against`, rule: against }
    rivals.set(path, rival)
  }
  return rival
}

/** The path with every place that the engine has resolved; the same path where there is none. */
export function withResolved(path: LatentPath, resolved: readonly Waypoint[]): LatentPath {
  if (resolved.length !== path.waypoints.length) return path
  if (!path.waypoints.some(({ kind }) => kind === 'place')) return path
  const waypoints = path.waypoints.map((own, k) => (own.kind === 'place' ? resolved[k]! : own))
  return { ...path, waypoints }
}

/** One more than the highest number in use, so that an id is never used again within a list. */
function freeNumber(paths: readonly LatentPath[]): number {
  const used = paths.map(({ id }) => Number(/^path-(\d+)$/.exec(id)?.[1] ?? 0))
  return Math.max(0, ...used) + 1
}
