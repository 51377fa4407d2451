import { createPinia, setActivePinia, storeToRefs } from 'pinia'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick } from 'vue'
import type { AnswerOf, Method, RequestOf } from '../../shared/contracts/methods'
import type { StudyView } from '../../shared/contracts/study'
import { BrenierError } from '../../shared/errors'
import { connectTo } from '../host/connection'
import { FakeClient } from '../host/fake-client'
import { browserWorkbench, useWorkbenchApi } from '../host/workbench'
import { useCategoriesStore } from './categories'
import { useJobsStore } from './jobs'
import { useNoticesStore } from './notices'
import { useResultsStore } from './results'
import { useStudyStore } from './study'

/** The fake engine with a list of what was asked. */
class Listening extends FakeClient {
  readonly asked: [Method, unknown][] = []
  failing: Method | null = null
  /** When the failing method refuses. */
  refusal: Promise<void> = Promise.resolve()
  override request<M extends Method>(method: M, params: RequestOf<M>): Promise<AnswerOf<M>> {
    this.asked.push([method, params])
    if (this.failing === method) {
      return this.refusal.then(() => {
        throw new BrenierError('disk-full', 'The disk is full.')
      })
    }
    return super.request(method, params)
  }
  count(method: Method): number {
    return this.asked.filter(([one]) => one === method).length
  }
}

let client: Listening

beforeEach(() => {
  setActivePinia(createPinia())
  client = new Listening({ tickMilliseconds: 0, delayMilliseconds: 0 })
  connectTo(client)
  useWorkbenchApi(browserWorkbench())
})
afterEach(() => {
  vi.useRealTimers()
})

const until = (holds: () => boolean) => vi.waitFor(() => expect(holds()).toBe(true))

describe('study store', () => {
  it('keeps its own view while summaries come in, and takes the view of the next study', async () => {
    const study = useStudyStore()
    study.listen()
    await study.create({ recipe: 'gaussians-8' }, '8 Gaussians')
    study.changeView({ threshold: { test: 'angle', value: 0.5 } })
    await study.rename('Eight')
    expect(study.summary?.name).toBe('Eight')
    expect(study.view?.threshold?.value).toBe(0.5)
    await study.create({ recipe: 'digits' }, 'Digits')
    expect(study.view?.threshold).toBeNull()
    expect(study.viewEdited).toBe(false)
  })

  it('sends the view to the engine once for many quick changes', async () => {
    const study = useStudyStore()
    await study.create({ recipe: 'gaussians-8' }, '8 Gaussians')
    vi.useFakeTimers()
    for (let value = 0; value < 20; value++) study.changeView({ threshold: { test: 'angle', value } })
    await vi.advanceTimersByTimeAsync(1000)
    const sent = client.asked.filter(
      ([method, view]) => method === 'study.keepView' && (view as StudyView).threshold !== null,
    )
    expect(sent).toMatchObject([['study.keepView', { threshold: { test: 'angle', value: 19 } }]])
  })

  it('counts a change of page as no change, a change of the threshold as one', async () => {
    client.openFinished('gaussians-8')
    const study = useStudyStore()
    await study.refresh()
    study.setPage('data')
    expect(study.unsaved).toBe(false)
    study.changeView({ threshold: { test: 'angle', value: 0.5 } })
    expect(study.unsaved).toBe(true)
    expect(await study.save()).toBe(true)
    expect(study.unsaved).toBe(false)
  })

  it('asks for a place where there is none and stays unsaved if the person cancels', async () => {
    const study = useStudyStore()
    await study.create({ recipe: 'gaussians-8' }, '8 Gaussians')
    expect(await study.save()).toBe(false)
    expect(client.count('study.save')).toBe(0)
    useWorkbenchApi(
      browserWorkbench({ chooseSavePlace: () => Promise.resolve({ token: 'place', name: 'place' }) }),
    )
    expect(await study.save()).toBe(true)
    expect(study.summary?.saved).toBe(true)
  })

  it('stays unsaved and free for the next attempt if saving fails', async () => {
    client.openFinished('gaussians-8')
    const study = useStudyStore()
    await study.refresh()
    study.changeView({ showPictures: false })
    client.failing = 'study.save'
    await expect(study.save()).rejects.toMatchObject({ code: 'disk-full' })
    expect(study.unsaved).toBe(true)
    expect(study.busy).toBeNull()
  })

  it('does not come back by a late summary once it is closed', async () => {
    const study = useStudyStore()
    study.listen()
    await study.create({ recipe: 'gaussians-8' }, '8 Gaussians')
    const late = study.summary!
    await study.close()
    client.tell('study', late)
    expect(study.summary).toBeNull()
  })

  it('uses the suggested threshold until the person chooses one', async () => {
    client.openFinished('gaussians-8')
    const study = useStudyStore()
    await study.refresh()
    expect(study.threshold).toEqual(study.summary?.facets?.suggested)
    study.changeView({ threshold: { test: 'distance', value: 2 } })
    expect(study.threshold).toEqual({ test: 'distance', value: 2 })
  })
})

describe('results store', () => {
  it('fetches what is computed when a study opens, and each stage when it is done', async () => {
    const study = useStudyStore()
    const results = useResultsStore()
    study.listen()
    results.listen()
    await study.create({ recipe: 'gaussians-8' }, '8 Gaussians')
    await until(() => results.labels !== null)
    expect(results.facets).toBeNull()
    const jobs = useJobsStore()
    jobs.listen()
    await jobs.start({ kind: 'run' })
    while (jobs.current) client.tick()
    await until(() => results.facets !== null && results.diagram !== null)
    expect(results.transport?.cellMass.length).toBe(320)
  })

  it('asks for a stage once, however many summaries come in, and again after another opening', async () => {
    const study = useStudyStore()
    study.listen()
    useResultsStore()
    client.openFinished('gaussians-8')
    await study.refresh()
    await until(() => client.count('facets.get') === 1)
    client.tell('study', { ...study.summary!, saved: false })
    await study.rename('Eight')
    expect(client.count('facets.get')).toBe(1)
    await study.close()
    client.openFinished('gaussians-8')
    await study.refresh()
    await until(() => client.count('facets.get') === 2)
  })

  it('tells of a result that could not be fetched, but not of one whose study is closed', async () => {
    const study = useStudyStore()
    const { notices } = storeToRefs(useNoticesStore())
    useResultsStore()
    client.failing = 'facets.get'
    client.openFinished('gaussians-8')
    await study.refresh()
    await until(() => notices.value.some(({ title }) => title === 'A result could not be fetched'))
    useNoticesStore().dismiss(notices.value[0]!.id)
    let refuse: () => void = () => undefined
    client.refusal = new Promise((go) => (refuse = go))
    await study.close()
    client.openFinished('gaussians-8')
    await study.refresh()
    await until(() => client.count('facets.get') === 2)
    await study.close()
    refuse()
    await client.refusal
    await nextTick()
    expect(notices.value).toEqual([])
  })

  it('counts facets on both sides of the threshold in force', async () => {
    client.openFinished('gaussians-8')
    const study = useStudyStore()
    const results = useResultsStore()
    await study.refresh()
    await until(() => results.facets !== null)
    study.changeView({ threshold: { test: 'angle', value: 0 } })
    expect(results.facetCounts).toEqual({ singular: results.facets!.count, kept: 0 })
    study.changeView({ threshold: { test: 'angle', value: 4 } })
    expect(results.facetCounts).toEqual({ singular: 0, kept: results.facets!.count })
  })

  it('keeps the fetched result where a last frame arrives after it', async () => {
    client.openFinished('gaussians-8')
    const study = useStudyStore()
    const results = useResultsStore()
    results.listen()
    await study.refresh()
    await until(() => results.transport !== null)
    const fetched = results.transport
    client.tell('transport', {
      relativeRms: new Float32Array(1),
      averagedRms: new Float32Array(0),
      worstCell: new Float32Array(0),
      cellMass: new Float32Array(0),
      heights: new Float32Array(0),
    })
    expect(results.transport).toBe(fetched)
  })
})

describe('categories', () => {
  it('gives pictures ten colours and then "other", and repeats colours over modes in the plane', async () => {
    const study = useStudyStore()
    const categories = useCategoriesStore()
    client.openFinished('gaussians-25')
    await study.refresh()
    expect(categories.entries[12]?.colour).toBe(2)
    study.changeView({ hiddenCategories: ['Mode 2'] })
    expect(categories.entries.filter(({ hidden }) => hidden).map(({ name }) => name)).toEqual(['Mode 2'])
  })

  it('shows one category alone and all again', async () => {
    const study = useStudyStore()
    const categories = useCategoriesStore()
    client.openFinished('digits')
    await study.refresh()
    categories.isolate('Ring')
    expect(categories.entries.filter(({ hidden }) => !hidden).map(({ name }) => name)).toEqual(['Ring'])
    categories.isolate('Ring')
    expect(categories.entries.every(({ hidden }) => !hidden)).toBe(true)
  })

  it('falls back to the classes where the attribute to colour by is not there', async () => {
    const study = useStudyStore()
    const categories = useCategoriesStore()
    client.openFinished('digits')
    await study.refresh()
    categories.colourBy('Size')
    expect(categories.entries.map(({ name }) => name)).toEqual(['small', 'large'])
    categories.colourBy('Hair')
    expect(categories.chosen?.value).toBe('class')
  })
})

describe('jobs store', () => {
  it('follows a job from start to end', async () => {
    const jobs = useJobsStore()
    jobs.listen()
    await useStudyStore().create({ recipe: 'gaussians-8' }, '8 Gaussians')
    await jobs.start({ kind: 'run' })
    expect(jobs.current?.stage).toBe('Map')
    await jobs.pause()
    expect(jobs.current?.state).toBe('paused')
    await jobs.step()
    expect(jobs.current?.done).toBe(1)
    await jobs.resume()
    await jobs.cancel()
    expect(jobs.current).toBeNull()
    expect(jobs.latest?.state).toBe('cancelled')
  })

  it('tells why a job failed, and nothing where the person cancelled', async () => {
    const jobs = useJobsStore()
    const notices = useNoticesStore()
    jobs.listen()
    const status = {
      id: 'a',
      kind: 'train',
      state: 'running',
      stage: 'Train',
      done: 1,
      total: 2,
      etaSeconds: null,
      note: '',
      error: null,
    } as const
    client.tell('job', { ...status, state: 'cancelled' })
    expect(notices.notices).toEqual([])
    const error = { code: 'training-diverged', message: 'The loss became infinite.' } as const
    client.tell('job', { ...status, id: 'b', state: 'failed', error })
    expect(notices.notices).toMatchObject([{ title: 'Training failed', text: 'The loss became infinite.' }])
  })

  it('does not revive a job by an answer that its end has overtaken', () => {
    const jobs = useJobsStore()
    jobs.listen()
    const status = {
      id: 'a',
      kind: 'run',
      stage: '',
      done: 1,
      total: 1,
      etaSeconds: null,
      note: '',
      error: null,
    } as const
    client.tell('job', { ...status, state: 'done' })
    client.tell('job', { ...status, state: 'paused' })
    expect(jobs.current).toBeNull()
  })

  it('says why a job was refused', async () => {
    const jobs = useJobsStore()
    await jobs.start({ kind: 'run' })
    expect(useNoticesStore().notices[0]?.text).toContain('Open a study first')
  })
})
