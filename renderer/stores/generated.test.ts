import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { connectTo } from '../host/connection'
import { FakeClient } from '../host/fake-client'
import { useGeneratedStore } from './generated'
import { useJobsStore } from './jobs'
import { useStudyStore } from './study'

let client: FakeClient

async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 5000
  while (!holds()) {
    if (performance.now() > deadline) throw new Error('Expected this to come true within 5 s.')
    client.tick()
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

beforeEach(async () => {
  setActivePinia(createPinia())
  client = new FakeClient({ tickMilliseconds: 0, delayMilliseconds: 1 })
  connectTo(client)
  client.openFinished('digits')
  useStudyStore().listen()
  useJobsStore().listen()
  await useStudyStore().refresh()
})

describe('generated codes', () => {
  it('are not asked for while only the data are shown', async () => {
    const generated = useGeneratedStore()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(generated.shown).toBe('real')
    expect(generated.cloud).toBeNull()
    expect(useJobsStore().current).toBeNull()
  })

  it('are drawn when they are first asked for, and placed in the cloud', async () => {
    const generated = useGeneratedStore()
    generated.show('both')
    await until(() => generated.cloud !== null)
    const { count, positions, nearest } = generated.cloud!
    expect(count).toBe(2000)
    expect(positions).toHaveLength(3 * count)
    expect(Math.max(...nearest)).toBeLessThan(useStudyStore().summary!.data!.count)
  })

  it('go when the data alone are shown, and come back without drawing again', async () => {
    const generated = useGeneratedStore()
    generated.show('generated')
    await until(() => generated.cloud !== null)
    const { revision } = generated.cloud!
    generated.show('real')
    expect(generated.cloud).toBeNull()
    generated.show('both')
    await until(() => generated.cloud !== null)
    expect(generated.cloud!.revision).toBe(revision)
  })
})
