import type { LatentPath, Waypoint } from '../../shared/contracts/study'

/** Edits of a path as plain values: each returns a new path and leaves the old one as it is, for undo. */

/** A path between two pictures, named and numbered after those there are. */
export function newPath(paths: readonly LatentPath[], from: number, to: number, steps: number): LatentPath {
  const number = freeNumber(paths)
  return {
    id: `path-${number}`,
    name: `Path ${number}`,
    rule: 'straight',
    steps,
    waypoints: [
      { kind: 'picture', index: from },
      { kind: 'picture', index: to },
    ],
  }
}

/** A path through noise, from the cell of one picture to that of the next. @param pictures two or more */
export function noisePath(
  paths: readonly LatentPath[],
  pictures: readonly number[],
  steps: number,
): LatentPath {
  const [from, to] = [pictures[0]!, pictures.at(-1)!]
  const waypoints = pictures.map((index) => ({ kind: 'picture' as const, index }))
  return { ...newPath(paths, from, to, steps), rule: 'noise', waypoints }
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

export function reversed(path: LatentPath): LatentPath {
  return { ...path, waypoints: path.waypoints.toReversed() }
}

/** A copy with an id and a name of its own. */
export function duplicated(paths: readonly LatentPath[], path: LatentPath): LatentPath {
  const names = new Set(paths.map(({ name }) => name))
  let name = `${path.name} copy`
  for (let k = 2; names.has(name); k++) name = `${path.name} copy ${k}`
  return { ...path, id: `path-${freeNumber(paths)}`, name }
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
