import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { mapperMethodOf } from '../../shared/mapper-settings'
import { connectTo } from '../host/connection'
import { FakeClient } from '../host/fake-client'
import { useJobsStore } from './jobs'
import { useMapperStore } from './mapper'
import { useModesStore } from './modes'
import { useStudyStore } from './study'

let client: FakeClient

beforeEach(() => {
  setActivePinia(createPinia())
  client = new FakeClient({ tickMilliseconds: 0, delayMilliseconds: 0 })
  connectTo(client)
})

const until = (holds: () => boolean) => vi.waitFor(() => expect(holds()).toBe(true))
const tick = (ticks: number) => {
  for (let n = 0; n < ticks; n++) client.tick()
}

async function open(recipe = 'digits', fresh = false) {
  client.openFinished(recipe, fresh)
  const study = useStudyStore()
  const mapper = useMapperStore()
  study.listen()
  mapper.listen()
  useJobsStore().listen()
  await study.refresh()
  return { study, mapper }
}

describe('mapper store', () => {
  it('begins with OTtrans as its paper has it, for codes of the study’s own dimension', async () => {
    const { study, mapper } = await open()
    expect(mapper.learned).toBeNull()
    expect(mapper.obstacle).toBe('')
    expect(mapper.parameters?.spec).toMatchObject({
      dimension: study.summary?.model?.latent,
      method: { kind: 'ottrans', regression: 'l2' },
    })
    expect(mapper.parameters?.training).toMatchObject({ seed: 1, steps: 10_000 })
    await open('gaussians-25')
    expect(mapper.parameters?.spec.dimension).toBe(2)
  })

  it('keeps the steps asked for until the method or its settings change, which have their own', async () => {
    const { mapper } = await open()
    mapper.change({ steps: 300 })
    mapper.change({ seed: 5 })
    expect(mapper.parameters?.training).toMatchObject({ seed: 5, steps: 300 })
    mapper.change({ settings: 'code' })
    expect(mapper.parameters?.training).toMatchObject({ seed: 5, steps: 15_000 })
    expect(mapper.settingsDiffer).toBe(true)
    mapper.change({ method: 'wgan-gp' })
    expect(mapper.parameters?.training.steps).toBe(100_000)
    expect(mapper.settingsDiffer).toBe(false)
  })

  it('says why none can be trained without codes and while another job runs', async () => {
    const { mapper } = await open('gaussians-25', true)
    expect(mapper.obstacle).toContain('no codes')
    await mapper.train()
    expect(useJobsStore().current).toBeNull()
    await useJobsStore().start({ kind: 'run' })
    expect(mapper.obstacle).toContain('Another job')
  })

  it('learns a map that samples can be drawn from until the codes change', async () => {
    const { study, mapper } = await open()
    const modes = useModesStore()
    expect(modes.sources).not.toContain('mapper')
    mapper.change({ method: 'otgen', steps: 200 })
    await mapper.train()
    await until(() => mapper.job !== null)
    tick(20)
    await until(() => mapper.learned !== null)
    expect(mapper.learned).toMatchObject({ fits: true, step: 200 })
    await until(() => mapper.history?.at.at(-1) === 200)
    expect(mapperMethodOf(mapper.learned!.parameters.spec.method)).toBe('otgen')
    expect(modes.sources).toContain('mapper')
    modes.change({ source: 'mapper' })
    expect(modes.parameters.source).toBe('mapper')

    await client.request('run.use', { run: study.summary!.runs[1]!.id, epoch: null })
    await until(() => mapper.learned?.fits === false)
    expect(mapper.obstacle).toContain('out of date')
    expect(modes.parameters.source).toBe('map')
  })

  it('keeps a map that was cancelled, with the steps it had', async () => {
    const { mapper } = await open('gaussians-25')
    await mapper.train()
    tick(5)
    await until(() => mapper.history?.at.length === 15)
    await useJobsStore().cancel()
    await until(() => mapper.learned !== null)
    expect(mapper.learned?.step).toBe(2500)
  })
})
