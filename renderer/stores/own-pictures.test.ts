import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { connectTo } from '../host/connection'
import { FakeClient } from '../host/fake-client'
import { useHistoryStore } from './history'
import { useOwnPicturesStore } from './own-pictures'
import { pictureEnd } from './path-edits'
import { usePathsStore } from './paths'
import { useSelectionStore } from './selection'
import { useStudyStore } from './study'

let client: FakeClient

beforeEach(() => {
  setActivePinia(createPinia())
  client = new FakeClient({ tickMilliseconds: 0, delayMilliseconds: 0 })
  connectTo(client)
})

const grant = (name: string) => ({ token: name, name })
const until = (holds: () => boolean) => vi.waitFor(() => expect(holds()).toBe(true))

async function opened() {
  client.openFinished('digits')
  const study = useStudyStore()
  useHistoryStore()
  await study.refresh()
  return useOwnPicturesStore()
}

async function added(name = 'seven.png') {
  const own = await opened()
  own.ask([grant(name)])
  await until(() => own.preview !== null)
  await own.add()
  await until(() => own.reports.length === 1)
  return own
}

describe('pictures of one’s own', () => {
  it('are shown as they will be seen, then added, chosen and reported on', async () => {
    const own = await added()
    expect(own.asked).toBeNull()
    expect(own.names.map(({ name }) => name)).toEqual(['seven.png'])
    expect(useSelectionStore().focus).toEqual({ kind: 'own', id: own.names[0]!.id })
    expect(own.reportOf(own.names[0]!.id)?.neighbours).toHaveLength(8)
  })

  it('are asked about one after the other', async () => {
    const own = await opened()
    own.ask([grant('a.png'), grant('b.png')])
    await until(() => own.preview?.name === 'a.png')
    await own.add()
    await until(() => own.preview?.name === 'b.png')
    own.skip()
    expect(own.names).toHaveLength(1)
    expect(own.asked).toBeNull()
  })

  it('say why a file is none, and leave the study as it was', async () => {
    const own = await opened()
    own.ask([grant('broken.png')])
    await until(() => own.refused !== null)
    expect(own.refused).toContain('cannot be decoded')
    expect(own.preview).toBeNull()
    expect(own.names).toEqual([])
  })

  it('begin and end paths, and take their handles with them; undo brings both back', async () => {
    const own = await added()
    const paths = usePathsStore()
    const history = useHistoryStore()
    const { id } = own.names[0]!
    paths.create(pictureEnd(3), { kind: 'own', id })
    expect(paths.active?.waypoints).toEqual([pictureEnd(3), { kind: 'own', id }])
    own.remove(id)
    expect(own.names).toEqual([])
    expect(paths.paths).toEqual([])
    history.undo()
    expect(own.names.map((one) => one.id)).toEqual([id])
    expect(paths.active?.waypoints.at(-1)).toEqual({ kind: 'own', id })
    history.redo()
    expect(paths.paths).toEqual([])
  })

  it('lead a path on to them', async () => {
    const own = await added()
    const paths = usePathsStore()
    paths.create(pictureEnd(3), pictureEnd(900))
    paths.extend(paths.active!.id, { kind: 'own', id: own.names[0]!.id })
    expect(paths.active!.waypoints).toHaveLength(3)
    useHistoryStore().undo()
    expect(paths.active!.waypoints).toHaveLength(2)
  })
})
