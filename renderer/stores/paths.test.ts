import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import type { AnswerOf, Method, RequestOf } from '../../shared/contracts/methods'
import type { LatentPath } from '../../shared/contracts/study'
import { connectTo } from '../host/connection'
import { FakeClient } from '../host/fake-client'
import { useHistoryStore } from './history'
import { pictureEnd } from './path-edits'
import { usePathsStore } from './paths'
import { useSelectionStore } from './selection'
import { useStudyStore } from './study'

/** The made-up engine, counting the traces under way. */
class WatchedClient extends FakeClient {
  traced: RequestOf<'path.trace'>[] = []
  underWay = 0
  mostUnderWay = 0

  override async request<M extends Method>(method: M, params: RequestOf<M>): Promise<AnswerOf<M>> {
    if (method !== 'path.trace') return super.request(method, params)
    this.traced.push(params as RequestOf<'path.trace'>)
    this.mostUnderWay = Math.max(this.mostUnderWay, ++this.underWay)
    try {
      return await super.request(method, params)
    } finally {
      this.underWay -= 1
    }
  }
}

let client: WatchedClient

async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 5000
  while (!holds()) {
    if (performance.now() > deadline) throw new Error('Expected this to come true within 5 s.')
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

const quiet = () => until(() => client.underWay === 0)

beforeEach(async () => {
  setActivePinia(createPinia())
  client = new WatchedClient({ tickMilliseconds: 0, delayMilliseconds: 5 })
  connectTo(client)
  client.openFinished('digits')
  const paths = usePathsStore()
  await useStudyStore().refresh()
  await until(() => paths.traceable)
})

/** A path from point 3 to point 900, traced. */
async function tracedPath(): Promise<LatentPath> {
  const paths = usePathsStore()
  paths.create(pictureEnd(3), pictureEnd(900))
  await until(() => paths.trace !== null)
  await quiet()
  return paths.active!
}

describe('paths', () => {
  it('traces a new path and makes it the active one', async () => {
    const path = await tracedPath()
    const paths = usePathsStore()
    expect(path).toMatchObject({
      name: 'Path 1',
      waypoints: [
        { kind: 'picture', index: 3 },
        { kind: 'picture', index: 900 },
      ],
    })
    expect(paths.trace?.steps).toBe(16)
    expect(useSelectionStore().focus).toEqual({ kind: 'handle', path: path.id, handle: 1 })
  })

  it('asks one thing at a time in a fast drag of 100 moves, and ends on the last', async () => {
    const path = await tracedPath()
    const paths = usePathsStore()
    client.traced = []
    client.mostUnderWay = 0
    paths.grab(path.id, 1)
    for (let k = 1; k <= 100; k++) {
      paths.moveHandle(1, { kind: 'place', position: [k / 10, 0, 0] })
      await (k % 5 === 0 ? new Promise((resolve) => setTimeout(resolve, 1)) : nextTick())
    }
    const revisionInDrag = paths.trace!.revision
    paths.release()
    await until(() => paths.active?.waypoints[1]?.kind === 'mean')
    await quiet()
    expect(client.mostUnderWay).toBe(1)
    // Moves arrive ten times as fast as answers: most are never asked.
    expect(client.traced.length).toBeLessThan(60)
    expect(client.traced.at(-1)?.path.waypoints[1]).toEqual({ kind: 'place', position: [10, 0, 0] })
    expect(paths.trace!.revision).toBe(client.traced.at(-1)!.revision)
    // The strip followed while the handle was still held.
    expect(revisionInDrag).toBeGreaterThan(client.traced[0]!.revision - 1)
  })

  it('keeps the resolved mean in the path once the handle is let go, without asking again', async () => {
    const path = await tracedPath()
    const paths = usePathsStore()
    paths.grab(path.id, 0)
    paths.moveHandle(0, { kind: 'place', position: [4, 5, 6] })
    await until(() => paths.trace!.handles[0]!.waypoint.kind === 'mean')
    expect(paths.active!.waypoints[0]!.kind).toBe('place')
    client.traced = []
    paths.release()
    await nextTick()
    await quiet()
    expect(paths.active!.waypoints[0]).toMatchObject({ kind: 'mean', position: [4, 5, 6] })
    expect(client.traced).toEqual([])
  })

  it('drops the answer for a path that was removed meanwhile', async () => {
    const path = await tracedPath()
    const paths = usePathsStore()
    paths.setRule(path.id, 'spherical')
    await nextTick()
    paths.remove(path.id)
    await quiet()
    await nextTick()
    expect(paths.active).toBeNull()
    expect(paths.traces.size).toBe(0)
  })

  it('asks again when the threshold changes and when a path is changed, and not otherwise', async () => {
    const path = await tracedPath()
    const paths = usePathsStore()
    client.traced = []
    paths.rename(path.id, 'Smile')
    await nextTick()
    await quiet()
    useSelectionStore().choose({ kind: 'step', path: path.id, step: 4 })
    await nextTick()
    const afterRename = client.traced.length
    useStudyStore().changeView({ threshold: { test: 'angle', value: 0.9 } })
    await nextTick()
    await quiet()
    expect(client.traced.length).toBe(afterRename + 1)
    expect(client.traced.at(-1)?.threshold.value).toBe(0.9)
  })

  it('inserts on the leg that was double-clicked, and removes a path with its last but one handle', async () => {
    const path = await tracedPath()
    const paths = usePathsStore()
    paths.insert(path.id, 6.4, [1, 1, 1])
    await until(() => paths.active?.waypoints[1]?.kind === 'mean')
    expect(paths.active!.waypoints).toHaveLength(3)
    paths.removeHandle(path.id, 1)
    expect(paths.active!.waypoints).toHaveLength(2)
    paths.removeHandle(path.id, 1)
    expect(paths.paths).toEqual([])
  })
})

describe('history', () => {
  it('takes a drag back as one change, also after its place was resolved', async () => {
    const path = await tracedPath()
    const paths = usePathsStore()
    const history = useHistoryStore()
    paths.grab(path.id, 1)
    for (let k = 0; k < 20; k++) paths.moveHandle(1, { kind: 'place', position: [k, 0, 0] })
    paths.release()
    await until(() => paths.active?.waypoints[1]?.kind === 'mean')
    history.undo()
    expect(paths.active!.waypoints[1]).toEqual({ kind: 'picture', index: 900 })
    history.redo()
    expect(paths.active!.waypoints[1]).toMatchObject({ kind: 'mean', position: [19, 0, 0] })
    history.undo()
    history.undo()
    expect(paths.paths).toEqual([])
    expect(history.canUndo).toBe(false)
  })

  it('takes a new path back in one, also where a picture was chosen before', async () => {
    useSelectionStore().choose({ kind: 'point', index: 7 })
    await tracedPath()
    const history = useHistoryStore()
    history.undo()
    expect(usePathsStore().paths).toEqual([])
    expect(useSelectionStore().focus).toEqual({ kind: 'point', index: 7 })
    history.redo()
    expect(usePathsStore().paths).toHaveLength(1)
  })

  it('covers colour, filter, threshold and selection', () => {
    const history = useHistoryStore()
    const study = useStudyStore()
    const selection = useSelectionStore()
    study.changeView({ colourBy: 'Size' })
    study.changeView({ hiddenCategories: ['large'] })
    study.changeView({ threshold: { test: 'angle', value: 0.5 } })
    selection.choose({ kind: 'point', index: 12 })
    history.undo()
    expect(selection.focus).toEqual({ kind: 'none' })
    history.undo()
    expect(study.view?.threshold).toBeNull()
    history.undo()
    expect(study.view?.hiddenCategories).toEqual([])
    history.undo()
    expect(study.view?.colourBy).toBe('class')
    expect(history.canUndo).toBe(false)
    for (let k = 0; k < 4; k++) history.redo()
    expect(study.view).toMatchObject({
      colourBy: 'Size',
      hiddenCategories: ['large'],
      threshold: { value: 0.5 },
    })
    expect(selection.focus).toEqual({ kind: 'point', index: 12 })
  })

  it('takes the moves of a slider back as one', () => {
    const history = useHistoryStore()
    const study = useStudyStore()
    for (let k = 0; k < 30; k++) study.changeView({ threshold: { test: 'angle', value: 0.5 + k / 100 } })
    history.undo()
    expect(study.view?.threshold).toBeNull()
  })

  it('starts anew with another study', async () => {
    await tracedPath()
    const history = useHistoryStore()
    expect(history.canUndo).toBe(true)
    client.openFinished('fashion')
    await useStudyStore().refresh()
    expect(history.canUndo).toBe(false)
  })

  it('traces a path by the rule it is held against as well, until it is no longer', async () => {
    const { id, rule } = await tracedPath()
    const paths = usePathsStore()
    useHistoryStore()
    expect(rule).toBe('straight')
    paths.setAgainst(id, 'noise')
    await until(() => paths.traces.has(`${id} against`))
    paths.setRule(id, 'noise')
    expect(paths.active).toMatchObject({ rule: 'noise', against: 'straight' })
    paths.setAgainst(id, null)
    await nextTick()
    expect(paths.traces.has(`${id} against`)).toBe(false)
    expect('against' in paths.active!).toBe(false)
    useHistoryStore().undo()
    expect(paths.active!.against).toBe('straight')
  })
})
