import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { mapperSettings } from '../../shared/mapper-settings'
import { connectTo } from '../host/connection'
import { FakeClient } from '../host/fake-client'
import { useComparisonStore, type ComparedRow } from './comparison'
import { useJobsStore } from './jobs'
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

const until = (holds: () => boolean) => vi.waitFor(() => expect(holds()).toBe(true))

const keys = (rows: readonly ComparedRow[]) => rows.map(({ key }) => key)

/** A finished study of three runs: `run-3` made its model. */
async function openTrained() {
  client.openFinished('digits')
  const study = useStudyStore()
  const comparison = useComparisonStore()
  useJobsStore().listen()
  study.listen()
  await study.refresh()
  return { study, comparison }
}

async function measured() {
  const opened = await openTrained()
  opened.comparison.measure()
  await until(() => opened.comparison.job !== null)
  for (let tick = 0; tick < 10; tick++) client.tick()
  await until(() => opened.comparison.unmeasured.length === 0)
  return opened
}

describe('comparison store', () => {
  it('puts the model’s run and the newest other side by side, and measures nothing by itself', async () => {
    const { comparison } = await openTrained()
    expect(keys(comparison.standing)).toEqual(['run-3 map', 'run-2 gaussian'])
    expect(keys(comparison.unmeasured)).toEqual(['run-3 map', 'run-2 gaussian'])
    expect(comparison.standing.map(({ letter, positions }) => [letter, positions])).toEqual([
      ['A', null],
      ['B', null],
    ])
  })

  it('shows clouds once the runs are measured, and the path through each at its newest state', async () => {
    const { comparison } = await measured()
    await until(() => comparison.standing.every(({ positions }) => positions !== null))
    expect(comparison.standing.every(({ trace }) => trace === null)).toBe(true)
    const paths = usePathsStore()
    paths.create(pictureEnd(3), pictureEnd(40))
    await until(() => comparison.standing.every(({ trace }) => trace?.steps === 16))
    paths.setSteps(paths.paths[0]!.id, 24)
    await until(() => comparison.standing.every(({ trace }) => trace?.steps === 24))
    expect(comparison.standing.map(({ draws }) => draws?.map !== null)).toEqual([true, false])
  })

  it('shows the picture chosen anywhere through each model, and none once nothing is chosen', async () => {
    const { comparison } = await measured()
    const selection = useSelectionStore()
    selection.choose({ kind: 'point', index: 5 })
    selection.choose({ kind: 'point', index: 9 })
    await until(() => comparison.picture?.index === 9)
    expect(comparison.picture!.made.map(({ run }) => run)).toEqual(['run-3', 'run-2'])
    selection.choose({ kind: 'none' })
    await until(() => comparison.picture === null)
  })

  it('takes runs away and puts others in their place, four at most, and asks for what is missing', async () => {
    const { comparison } = await measured()
    comparison.toggle('run-2 gaussian')
    expect(keys(comparison.standing)).toEqual(['run-3 map'])
    comparison.toggle('run-1 gaussian')
    expect(keys(comparison.standing)).toEqual(['run-3 map', 'run-1 gaussian'])
    expect(keys(comparison.unmeasured)).toEqual(['run-1 gaussian'])
  })

  it('has a row for the learned map beside the optimal one, and shows what each drew', async () => {
    const { study, comparison } = await measured()
    const { spec, training } = mapperSettings('otgen', 16, 'code')
    await useJobsStore().start({ kind: 'mapper', parameters: { spec, training } })
    for (let tick = 0; tick < 60; tick++) client.tick()
    await until(() => study.summary?.mapper?.fits === true && useJobsStore().current === null)
    expect(keys(comparison.rows).slice(0, 2)).toEqual(['run-3 map', 'run-3 otgen'])
    comparison.measure()
    for (let tick = 0; tick < 10; tick++) client.tick()
    await until(() => comparison.unmeasured.length === 0)
    comparison.shown = 'generated'
    await until(() => comparison.standing.every(({ drawn }) => drawn !== null))
  })

  it('says what was measured on has changed, and goes on showing it', async () => {
    const { study, comparison } = await measured()
    expect(comparison.outdated).toBe('')
    study.changeView({ threshold: { test: 'angle', value: 1.1 } })
    expect(comparison.outdated).toBe('at another threshold')
    expect(comparison.unmeasured).toEqual([])
  })

  it('forgets everything with the study', async () => {
    const { study, comparison } = await measured()
    comparison.toggle('run-2 gaussian')
    await study.close()
    expect(comparison.standing).toEqual([])
    expect(comparison.table.size).toBe(0)
  })
})
