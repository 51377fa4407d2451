import { describe, expect, it } from 'vitest'
import type { LatentPath, Waypoint } from '../../shared/contracts/study'
import {
  duplicated,
  extended,
  isSameEnd,
  newPath,
  pictureEnd,
  reversed,
  withInserted,
  withoutOwn,
  withoutWaypoint,
  withResolved,
  withWaypoint,
} from './path-edits'

const picture = (index: number): Waypoint => ({ kind: 'picture', index })
const place: Waypoint = { kind: 'place', position: [1, 2, 3] }
const mean: Waypoint = { kind: 'mean', position: [1, 2, 3], indices: [4, 5], weights: [0.5, 0.5] }

const path: LatentPath = {
  id: 'path-3',
  name: 'Path 3',
  rule: 'straight',
  steps: 16,
  waypoints: [picture(1), picture(2), picture(3)],
}

describe('path edits', () => {
  it('leave the old path as it is', () => {
    const frozen = structuredClone(path)
    withWaypoint(path, 1, place)
    withInserted(path, [0, 8, 15], 4, place)
    withoutWaypoint(path, 1)
    reversed(path)
    expect(path).toEqual(frozen)
  })

  it('number a new path after the highest there is, also when lower ones are gone', () => {
    expect(newPath([path], pictureEnd(7), pictureEnd(9), 16)).toMatchObject({
      id: 'path-4',
      name: 'Path 4',
      waypoints: [picture(7), picture(9)],
    })
  })

  it.each([
    [2.5, 1],
    [8, 2],
    [11.2, 2],
    [0, 1],
    [15, 2],
  ])('insert at step %d as waypoint %d, never before the first or after the last', (step, handle) => {
    const inserted = withInserted(path, [0, 8, 15], step, place)
    expect(inserted.handle).toBe(handle)
    expect(inserted.path.waypoints[handle]).toEqual(place)
    expect(inserted.path.waypoints).toHaveLength(4)
    expect(inserted.path.waypoints[0]).toEqual(picture(1))
    expect(inserted.path.waypoints[3]).toEqual(picture(3))
  })

  it('keep two waypoints at least', () => {
    expect(withoutWaypoint(path, 1)?.waypoints).toEqual([picture(1), picture(3)])
    expect(withoutWaypoint({ ...path, waypoints: [picture(1), picture(2)] }, 0)).toBeNull()
  })

  it('give a copy a name and an id that no path has', () => {
    const first = duplicated([path], path)
    const second = duplicated([path, first], path)
    expect([first.name, second.name]).toEqual(['Path 3 copy', 'Path 3 copy 2'])
    expect(new Set([path.id, first.id, second.id]).size).toBe(3)
  })

  it('put a resolved mean in the stead of a place and of nothing else', () => {
    const moved = withWaypoint(path, 1, place)
    expect(withResolved(moved, [picture(8), mean, picture(9)]).waypoints).toEqual([
      picture(1),
      mean,
      picture(3),
    ])
    expect(withResolved(path, [picture(1), picture(2), picture(3)])).toBe(path)
  })

  it('takes the handles of a removed picture away, and paths that then have no two ends', () => {
    const own: Waypoint = { kind: 'own', id: 'a' }
    const through = { ...path, id: 'through', waypoints: [picture(1), own, picture(2)] }
    const from = { ...path, id: 'from', waypoints: [own, picture(2)] }
    const left = withoutOwn([through, from, path], 'a')
    expect(left.map(({ id }) => id)).toEqual(['through', path.id])
    expect(left[0]!.waypoints).toEqual([picture(1), picture(2)])
    expect(left[1]).toBe(path)
    expect(withoutOwn([from], 'b')[0]).toBe(from)
  })

  it('leads a path on, and tells ends apart', () => {
    expect(extended(path, pictureEnd(9)).waypoints).toEqual([...path.waypoints, picture(9)])
    expect(isSameEnd(pictureEnd(1), pictureEnd(1))).toBe(true)
    expect(isSameEnd(pictureEnd(1), { kind: 'own', id: '1' })).toBe(false)
    expect(isSameEnd({ kind: 'own', id: 'a' }, { kind: 'own', id: 'b' })).toBe(false)
  })
})
