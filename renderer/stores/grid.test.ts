import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { connectTo } from '../host/connection'
import { FakeClient } from '../host/fake-client'
import { useCloudStore } from './cloud'
import { useGridStore } from './grid'
import { useHistoryStore } from './history'
import { usePathsStore } from './paths'
import { useStudyStore } from './study'

beforeEach(async () => {
  setActivePinia(createPinia())
  const client = new FakeClient({ tickMilliseconds: 0, delayMilliseconds: 0 })
  connectTo(client)
  client.openFinished('digits')
  useHistoryStore()
  useCloudStore()
  await useStudyStore().refresh()
})

const corners: [number, number, number] = [3, 40, 900]
const decoded = (size: number) => vi.waitFor(() => expect(useGridStore().report?.size).toBe(size))

describe('the grid', () => {
  it('is decoded, resized, closed and brought back by undo', async () => {
    const grid = useGridStore()
    const history = useHistoryStore()
    grid.span(corners)
    await decoded(7)
    grid.resize(5)
    await decoded(5)
    grid.close()
    expect(grid.grid).toBeNull()
    history.undo()
    expect(grid.grid).toEqual({ corners, size: 5 })
    await decoded(5)
    history.undo()
    expect(grid.grid?.size).toBe(7)
  })

  it('makes a path of two cells: pictures at corners, weighted means elsewhere', async () => {
    const grid = useGridStore()
    const paths = usePathsStore()
    grid.span(corners)
    await decoded(7)
    grid.pick(6)
    expect(grid.begun).toBe(6)
    grid.pick(24)
    expect(grid.begun).toBeNull()
    const [from, to] = paths.active!.waypoints
    expect(from).toEqual({ kind: 'picture', index: 40 })
    expect(to).toMatchObject({ kind: 'mean', indices: corners, weights: [0, 0.5, 0.5] })
    grid.pick(3)
    grid.pick(3)
    expect(grid.begun).toBeNull()
    expect(paths.paths).toHaveLength(1)
  })

  it('marks ways that are past the threshold', async () => {
    const grid = useGridStore()
    const study = useStudyStore()
    grid.span(corners)
    await decoded(7)
    study.changeView({ threshold: { test: 'angle', value: 1 } })
    expect(grid.torn!.right.filter(Boolean)).toHaveLength(7)
    study.changeView({ threshold: { test: 'angle', value: 2.5 } })
    expect(grid.torn!.right.some(Boolean)).toBe(false)
  })
})
