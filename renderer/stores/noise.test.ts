import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { connectTo } from '../host/connection'
import { FakeClient } from '../host/fake-client'
import { useJobsStore } from './jobs'
import { useNoiseStore } from './noise'
import { useStudyStore } from './study'

let client: FakeClient

beforeEach(() => {
  setActivePinia(createPinia())
  client = new FakeClient({ tickMilliseconds: 0, delayMilliseconds: 0 })
  connectTo(client)
})

const until = (holds: () => boolean) => vi.waitFor(() => expect(holds()).toBe(true))

async function open(fresh = false) {
  client.openFinished('gaussians-25', fresh)
  const study = useStudyStore()
  study.listen()
  useJobsStore().listen()
  await study.refresh()
  return { study, noise: useNoiseStore() }
}

describe('noise store', () => {
  it('is what the study has until another is chosen, and solves the map and its facets from that', async () => {
    const { study, noise } = await open()
    expect(noise).toMatchObject({ dimension: 2, source: 'cube', isChanged: false, obstacle: '' })
    noise.choose({
      points: [
        [0, 0],
        [1, 0],
        [0, 1],
      ],
    })
    expect(noise.isChanged).toBe(true)

    await noise.solve()
    expect(noise.obstacle).toContain('Another job')
    for (let n = 0; n < 30; n++) client.tick()
    await until(() => study.stages?.facets === 'done' && !useJobsStore().current)
    expect(study.summary?.parameters.transport).toMatchObject({
      method: 'auto',
      source: {
        points: [
          [0, 0],
          [1, 0],
          [0, 1],
        ],
      },
    })
    expect(noise.isChanged).toBe(false)
  })

  it('forgets the choice with the study', async () => {
    const { noise } = await open()
    noise.choose('disc')
    await open()
    expect(noise.source).toBe('cube')
  })
})
