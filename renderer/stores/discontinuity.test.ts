import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { connectTo } from '../host/connection'
import { FakeClient } from '../host/fake-client'
import { useDiscontinuityStore } from './discontinuity'
import { useJobsStore } from './jobs'
import { usePathsStore } from './paths'
import { useStudyStore } from './study'

let client: FakeClient

beforeEach(() => {
  setActivePinia(createPinia())
  client = new FakeClient({ tickMilliseconds: 0, delayMilliseconds: 0 })
  connectTo(client)
})

const until = (holds: () => boolean) => vi.waitFor(() => expect(holds()).toBe(true))
const finish = () => {
  for (let tick = 0; tick < 20; tick++) client.tick()
}

async function open() {
  client.openFinished('digits')
  const study = useStudyStore()
  const test = useDiscontinuityStore()
  study.listen()
  useJobsStore().listen()
  await study.refresh()
  return { study, test }
}

describe('discontinuity store', () => {
  it('has nothing before the test is run, and walks a thousand random segments beside a control by default', async () => {
    const { test } = await open()
    expect(test.report).toBeNull()
    expect(test.parameters).toEqual({ between: { kind: 'random' }, segments: 1000, control: true, seed: 1 })
  })

  it('fetches the report when the job ends, and goes on from what was walked', async () => {
    const { test } = await open()
    test.change({ segments: 300, control: false })
    await test.run()
    finish()
    await until(() => test.report !== null)
    expect(test.report?.segments).toBe(300)
    expect(test.parameters).toMatchObject({ segments: 300, control: false })
  })

  it('reads the report anew when the threshold moves, without another walk', async () => {
    const { study, test } = await open()
    await test.run()
    finish()
    await until(() => test.report !== null)
    const before = test.report!.singular
    expect(before).toBeGreaterThan(0)
    study.changeView({ threshold: { test: 'angle', value: Math.PI } })
    await until(() => test.report?.singular === 0)
    expect(useJobsStore().current).toBeNull()
  })

  it('says that the report is of an earlier map once another was solved', async () => {
    const { study, test } = await open()
    await test.run()
    finish()
    await until(() => test.report?.changed === false)
    await useJobsStore().start({
      kind: 'transport',
      parameters: study.summary!.parameters.transport,
      rest: false,
    })
    finish()
    await until(() => test.report?.changed === true)
  })

  it('opens a crossing as a path through noise, and forgets the report with the study', async () => {
    const { study, test } = await open()
    await test.run()
    finish()
    await until(() => test.report !== null)
    const paths = usePathsStore()
    paths.createThroughNoise(test.report!.largest[0]!.way)
    expect(paths.active?.rule).toBe('noise')
    expect(paths.active?.waypoints).toHaveLength(2)
    client.openFinished('gaussians-25')
    await study.refresh()
    expect(test.report).toBeNull()
  })
})
