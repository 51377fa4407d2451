import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { AnswerOf, Method, RequestOf } from '../../shared/contracts/methods'
import { BrenierError } from '../../shared/errors'
import { connectTo } from '../host/connection'
import { FakeClient } from '../host/fake-client'
import { madeUpModel } from '../host/fake/trainings'
import { useJobsStore } from './jobs'
import { useNoticesStore } from './notices'
import { useStudyStore } from './study'
import { useTrainingStore } from './training'

/** The fake engine, whose answers about epochs can be withheld or refused. */
class Slow extends FakeClient {
  refused: number | null = null
  asked: number[] = []
  private gate: Promise<void> = Promise.resolve()
  private open: () => void = () => undefined

  hold(): void {
    this.gate = new Promise((resolve) => (this.open = resolve))
  }
  release(): void {
    this.open()
  }
  override async request<M extends Method>(method: M, params: RequestOf<M>): Promise<AnswerOf<M>> {
    if (method === 'training.epoch') {
      const { epoch } = params as RequestOf<'training.epoch'>
      this.asked.push(epoch)
      await this.gate
      if (epoch === this.refused) throw new BrenierError('study-damaged', 'It is not whole.')
    }
    return super.request(method, params)
  }
}

let client: Slow

beforeEach(() => {
  setActivePinia(createPinia())
  client = new Slow({ tickMilliseconds: 0, delayMilliseconds: 0 })
  connectTo(client)
})

const until = (holds: () => boolean) => vi.waitFor(() => expect(holds()).toBe(true))

/** A finished study of three runs, looked at in full. */
async function openTrained() {
  client.openFinished('digits')
  const study = useStudyStore()
  const training = useTrainingStore()
  useJobsStore().listen()
  study.listen()
  training.listen()
  await study.refresh()
  await until(
    () => training.shown.rows.length === 6 && training.shown.rows.every((row) => training.viewOf(row)),
  )
  return { study, training }
}

describe('training store', () => {
  it('follows the newest epoch while it trains, and looks back without holding up the training', async () => {
    const { training } = await openTrained()
    await useJobsStore().start({ kind: 'train', parameters: madeUpModel, rest: false })
    for (let tick = 0; tick < 10; tick++) client.tick()
    expect(training.following).toBe(true)
    await until(() => training.view?.epoch === 15)

    training.look(4)
    await until(() => training.view?.epoch === 4)
    const early = training.view!
    for (let tick = 0; tick < 10; tick++) client.tick()
    expect(training.history?.epoch).toBe(30)
    expect(training.shown.epoch).toBe(4)
    expect(training.view).toBe(early)

    training.look(null)
    await until(() => training.view?.epoch === 30)
    expect(training.view!.same.made).not.toEqual(early.same.made)
  })

  it('keeps what is on the screen until the next epoch is there in full', async () => {
    const { training } = await openTrained()
    const before = training.view
    client.hold()
    training.step(-3)
    expect(training.epoch).toBeLessThan(60)
    expect(training.view).toBe(before)
    expect(training.shown.epoch).toBe(60)
    client.release()
    await until(() => training.shown.epoch === training.epoch)
    expect(training.view?.epoch).toBe(training.epoch)
  })

  it('shows as rows the ends, the epoch looked at and few between, three of them where each has its own pictures', async () => {
    const { training } = await openTrained()
    training.look(10)
    await until(() => training.shown.epoch === 10)
    const { rows } = training.shown
    expect(rows).toHaveLength(6)
    for (const epoch of [1, 10, 60]) expect(rows).toContain(epoch)
    training.pictures = 'worst'
    await until(() => training.shown.rows.length === 3)
    expect(training.shown.rows).toEqual([1, 10, 60])
  })

  it('shows another run and comes back, asking for its own epochs', async () => {
    const { training } = await openTrained()
    const other = training.summary!.id === 'run-2' ? 'run-1' : 'run-2'
    training.show(other)
    await until(() => training.view?.run === other)
    expect(training.history?.epoch).toBe(24)
    expect(training.isCurrent).toBe(false)
    training.show(null)
    await until(() => training.shown.epoch === 60)
    expect(training.isCurrent).toBe(true)
  })

  it('makes a former run the model again, and what rests on the model out of date', async () => {
    const { study, training } = await openTrained()
    training.show('run-2')
    await until(() => training.view?.run === 'run-2')
    await training.use(null)
    await until(() => training.current?.run === 'run-2')
    expect(study.summary?.model).toMatchObject({ run: 'run-2', latent: 8, epoch: 24 })
    expect(study.summary?.runs[0]!.id).toBe('run-2')
    expect(study.stages?.codes).toBe('stale')
    expect(training.isCurrent).toBe(true)
  })

  it('says once that an epoch cannot be read, and shows the rest', async () => {
    const { training } = await openTrained()
    client.refused = 32
    training.look(32)
    await until(() => training.shown.epoch === 32)
    expect(useNoticesStore().notices.map(({ title }) => title)).toEqual(['Epoch 32 could not be shown'])
    expect(training.view).toBeNull()
    training.look(10)
    await until(() => training.view?.epoch === 10)
    expect(client.asked.filter((epoch) => epoch === 32)).toHaveLength(1)
  })
})
