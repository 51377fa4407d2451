import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { connectTo } from '../host/connection'
import { FakeClient } from '../host/fake-client'
import { useMeasuresStore } from './measures'
import { useSelectionStore } from './selection'
import { useStudyStore } from './study'

beforeEach(async () => {
  setActivePinia(createPinia())
  const client = new FakeClient({ tickMilliseconds: 0, delayMilliseconds: 1 })
  connectTo(client)
  client.openFinished('digits')
  useStudyStore().listen()
  await useStudyStore().refresh()
})

describe('colouring by the order of distance', () => {
  it('begins at the first item, and goes on from the point last chosen', async () => {
    const [measures, selection, study] = [useMeasuresStore(), useSelectionStore(), useStudyStore()]
    expect(measures.choices.map(({ label }) => label)).toContain('Order of distance')
    study.changeView({ colourBy: 'measure:order' })
    await vi.waitUntil(() => measures.values?.[0] === 0)
    selection.choose({ kind: 'point', index: 17 })
    await vi.waitUntil(() => measures.values?.[17] === 0)
    selection.choose({ kind: 'none' })
    expect(measures.from).toBe(17)
  })
})
