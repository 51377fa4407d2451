import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { connectTo } from '../host/connection'
import { FakeClient } from '../host/fake-client'
import { useDrawnPicturesStore } from './drawn-pictures'
import { useJobsStore } from './jobs'
import { useModesStore } from './modes'
import { useStudyStore } from './study'

let client: FakeClient

beforeEach(() => {
  setActivePinia(createPinia())
  client = new FakeClient({ tickMilliseconds: 0, delayMilliseconds: 0 })
  connectTo(client)
})

const until = (holds: () => boolean) => vi.waitFor(() => expect(holds()).toBe(true))
const finish = () => {
  for (let tick = 0; tick < 60; tick++) client.tick()
}

/** A finished study of made-up digits; its second class is never drawn, its third seldom. */
async function open() {
  client.openFinished('digits')
  const study = useStudyStore()
  const modes = useModesStore()
  study.listen()
  useJobsStore().listen()
  await study.refresh()
  return { study, modes }
}

async function openDrawn() {
  const { study, modes } = await open()
  await modes.draw()
  finish()
  await until(() => modes.report !== null && modes.near !== null)
  return { study, modes }
}

describe('modes store', () => {
  it('has nothing before a sample is drawn, and begins with classes', async () => {
    const { modes } = await open()
    expect(modes.report).toBeNull()
    expect(modes.parameters).toEqual({ source: 'map', draws: 10_000, by: { kind: 'class' }, seed: 1 })
  })

  it('puts missed modes on top, thin ones next, and looks at the first with the draws nearest to it', async () => {
    const { modes } = await openDrawn()
    expect(modes.rows.slice(0, 3).map(({ standing }) => standing)).toEqual(['missed', 'thin', 'covered'])
    expect(modes.chosenMode).toBe(1)
    expect(modes.realItems.every((item) => modes.report!.realModes[item] === 1)).toBe(true)
    expect(modes.ownDraws).toHaveLength(0)
    expect(modes.chosenDraw).toBe(modes.near!.draws[0])

    modes.choose(2)
    expect(modes.near).toBeNull()
    expect(modes.ownDraws.length).toBe(modes.chosen!.generated.count)
    expect(modes.chosenDraw).toBe(modes.ownDraws[0])
  })

  it('draws another sample with the next seed, and groups the same one anew when the modes change', async () => {
    const { modes } = await openDrawn()
    void modes.drawAgain()
    await until(() => useJobsStore().current !== null)
    finish()
    await until(() => modes.report?.revision === 2)
    expect(modes.report!.parameters.seed).toBe(2)

    modes.change({ by: { kind: 'attribute', name: 'Size' } })
    await until(() => useJobsStore().current !== null)
    finish()
    await until(() => modes.report?.revision === 3)
    expect(modes.report!.parameters).toMatchObject({ seed: 2, by: { name: 'Size' } })
    expect(modes.rows.map(({ name }) => name).sort()).toEqual(['large', 'small'])
  })

  it('says that a sample is of the past when the map or the threshold is another', async () => {
    const { study, modes } = await openDrawn()
    expect(modes.outdated).toBe('')
    study.changeView({ threshold: { test: 'angle', value: 1.1 } })
    expect(modes.outdated).toBe('at another threshold')
    study.changeView({ threshold: null })
    const { transport } = study.summary!.parameters
    await useJobsStore().start({ kind: 'transport', parameters: transport, rest: false })
    finish()
    await until(() => modes.outdated.includes('map'))
  })

  it('forgets the sample of a study that is closed, and decodes draws only when they are shown', async () => {
    const { study, modes } = await openDrawn()
    const pictures = useDrawnPicturesStore()
    expect(pictures.picture(3)).toBeNull()
    await until(() => pictures.arrived > 0)
    expect(pictures.picture(3)).toMatchObject({ height: 28, width: 28, channels: 1 })
    await study.close()
    expect(modes.report).toBeNull()
    expect(modes.rows).toHaveLength(0)
  })
})
