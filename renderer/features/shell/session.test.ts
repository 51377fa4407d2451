import { createPinia, setActivePinia, storeToRefs } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { AnswerOf, Method, RequestOf } from '../../../shared/contracts/methods'
import type { EngineStatus, WorkbenchApi } from '../../../shared/contracts/window'
import { BrenierError } from '../../../shared/errors'
import { connectTo } from '../../host/connection'
import { FakeClient } from '../../host/fake-client'
import { browserWorkbench, useWorkbenchApi } from '../../host/workbench'
import { useEngineStore } from '../../stores/engine'
import { useNoticesStore } from '../../stores/notices'
import { useSettingsStore } from '../../stores/settings'
import { useStudyStore } from '../../stores/study'
import { leavingQuestion } from './leaving'
import { closeStudy, openDropped, openRecent, openRecipe } from './opening'
import { startSession } from './session'

/** A fake engine whose handshake the test gives, and which can refuse to open what is no study. */
class Engine extends FakeClient {
  #ready: (() => void)[] = []
  readonly opened: string[] = []
  notAStudy = false
  override onReady(listener: () => void): () => void {
    this.#ready.push(listener)
    return () => undefined
  }
  greet(): void {
    for (const listener of this.#ready) listener()
  }
  override async request<M extends Method>(method: M, params: RequestOf<M>): Promise<AnswerOf<M>> {
    this.opened.push(method)
    if (method === 'study.open' && this.notAStudy) {
      throw new BrenierError('file-not-found', 'Expected a saved study, found no study.json.')
    }
    return super.request(method, params)
  }
}

let client: Engine
let tell: (status: EngineStatus) => void
const described = vi.fn<WorkbenchApi['describeWindow']>(() => Promise.resolve())

beforeEach(async () => {
  vi.stubGlobal('document', { documentElement: { dataset: {} }, title: '' })
  described.mockClear()
  setActivePinia(createPinia())
  client = new Engine({ tickMilliseconds: 0, delayMilliseconds: 0 })
  connectTo(client)
  useWorkbenchApi(
    browserWorkbench({
      onEngineStatus: (listener) => {
        tell = listener
        return () => undefined
      },
      describeWindow: described,
      settings: () =>
        Promise.resolve({ theme: 'light', outlineWidth: 224, inspectorWidth: 312, stripHeight: 288 }),
      recentStudies: () =>
        Promise.resolve([
          {
            id: 'r',
            name: 'Eight',
            location: '~/Studies/8 Gaussians.brenier',
            facts: [],
            pictures: [],
            opened: 0,
          },
        ]),
      grantRecent: (id) => Promise.resolve(id === 'r' ? { token: 'token-gaussians-8', name: 'Eight' } : null),
      grantDropped: () => Promise.resolve({ token: 'token-gaussians-8', name: 'dropped' }),
      chooseSavePlace: () => Promise.resolve(null),
    }),
  )
  await startSession(client)
})

const until = (holds: () => boolean) => vi.waitFor(() => expect(holds()).toBe(true))
const file = { name: 'dropped' } as File

describe('session', () => {
  it('has the theme before the first picture and is ready only once the engine has greeted back', async () => {
    expect(document.documentElement.dataset['theme']).toBe('light')
    expect(useSettingsStore().theme).toBe('light')
    tell({ state: 'ready' })
    expect(useEngineStore().status.state).toBe('starting')
    client.greet()
    await until(() => useEngineStore().status.state === 'ready')
  })

  it('names the study in the title and says whether it is edited', async () => {
    await useStudyStore().create({ recipe: 'gaussians-8' }, '8 Gaussians')
    await until(() => document.title === '8 Gaussians – Brenier')
    expect(described.mock.lastCall?.[0]).toEqual({ title: '8 Gaussians – Brenier', edited: true })
  })

  it('opens the study again from its last save after the engine has been started anew', async () => {
    client.openFinished('gaussians-8')
    client.greet()
    const study = useStudyStore()
    await until(() => study.summary !== null)
    tell({ state: 'restarting', reason: 'The engine stopped with exit code 9.' })
    expect(useEngineStore().status.state).toBe('restarting')
    await client.request('study.close', {})
    client.greet()
    await until(() => useNoticesStore().notices.some(({ title }) => title === '8 Gaussians is open again'))
    expect(study.summary?.name).toBe('8 Gaussians')
  })

  it('says why a study could not be kept by itself, and takes that back once it was', async () => {
    await useStudyStore().create({ recipe: 'gaussians-8' }, '8 Gaussians')
    const summary = useStudyStore().summary!
    client.tell('study', { ...summary, saveProblem: 'The disk is full.' })
    const { notices } = storeToRefs(useNoticesStore())
    await until(() => notices.value.length > 0)
    expect(notices.value[0]).toMatchObject({ title: 'The study could not be kept on disk' })
    expect(notices.value[0]!.text).toContain('The disk is full.')
    client.tell('study', { ...summary, saveProblem: null })
    await until(() => notices.value.length === 0)
  })

  it('takes back what failed for want of an engine once there is one again', async () => {
    client.greet()
    await until(() => useEngineStore().status.state === 'ready')
    const notices = useNoticesStore()
    notices.fail('The cells could not be read', new BrenierError('engine-unavailable', 'No engine.'))
    notices.fail('The file was not written', new BrenierError('disk-full', 'The disk is full.'))
    client.greet()
    await until(() => notices.notices.length === 1)
    expect(notices.notices[0]?.title).toBe('The file was not written')
  })

  it('says so where the lost study had never been saved', async () => {
    client.greet()
    const study = useStudyStore()
    await until(() => study.recipes.length > 0)
    await study.create({ recipe: 'gaussians-8' }, '8 Gaussians')
    await client.request('study.close', {})
    client.greet()
    await until(() =>
      useNoticesStore().notices.some(({ title }) => title === '8 Gaussians had not been saved'),
    )
    expect(study.summary).toBeNull()
  })
})

describe('opening', () => {
  it('runs a sample at once', async () => {
    await openRecipe('gaussians-8', '8 Gaussians')
    expect(client.opened).toEqual(expect.arrayContaining(['study.create', 'job.start']))
  })

  it('takes a dropped study as a study and anything else as data', async () => {
    await openDropped(file)
    expect(client.opened).not.toContain('study.create')
    client.notAStudy = true
    await openDropped(file)
    expect(client.opened).toContain('study.create')
    expect(useStudyStore().page).toBe('data')
  })

  it('takes a recent study that is gone off the list and says so', async () => {
    expect(await openRecent('gone', 'Old study')).toBe(false)
    expect(useNoticesStore().notices[0]?.title).toBe('Old study could not be opened')
  })

  it('asks before computed changes are lost and stays where the person says so', async () => {
    const study = useStudyStore()
    client.openFinished('gaussians-8')
    await study.refresh()
    study.changeView({ showPictures: false })
    const leaving = closeStudy()
    await until(() => leavingQuestion.value !== null)
    leavingQuestion.value?.answer('stay')
    await leaving
    expect(study.summary).not.toBeNull()
    const again = closeStudy()
    await until(() => leavingQuestion.value !== null)
    leavingQuestion.value?.answer('discard')
    await again
    expect(study.summary).toBeNull()
  })

  it('does not ask about a study in which nothing has been computed', async () => {
    const study = useStudyStore()
    await study.create({ recipe: 'gaussians-8' }, '8 Gaussians')
    await closeStudy()
    expect(study.summary).toBeNull()
  })
})
