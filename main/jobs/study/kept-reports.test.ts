import { describe, expect, it } from 'vitest'
import { rm, readdir } from 'node:fs/promises'
import path from 'node:path'
import { temporaryFolder } from '../../data/temporary-folder.fixture'
import { tensorsHere } from '../../nn/tensors'
import { inThreadCompute } from '../compute'
import { JobControl } from '../control'
import { createStudy } from './create-study'
import { testDiscontinuity } from '../transport/discontinuity'
import { discontinuityReport } from '../transport/discontinuity-report'
import { drawsNearMode } from '../modes/mode-pictures'
import { measureModes } from '../modes/measure-modes'
import { modesState } from '../modes/measured-modes'
import { openStudyFolder } from './open-study'
import { defaultParameters } from './recipe'
import { saveStudy } from './save-study'
import { solveTransport } from '../transport/solve-transport'
import { computeTasks } from '../tasks'
import type { Tools } from '../tools'

const folder = temporaryFolder()
const tools: Tools = {
  tensors: tensorsHere(),
  compute: inThreadCompute(computeTasks(null), () => 0),
  clock: () => 0,
  publisher: { event: () => undefined, frame: () => undefined },
  resources: 'resources',
  announce: () => undefined,
  autosave: async () => undefined,
}
const job = () => ({ control: new JobControl(), report: () => undefined })

const seed = {
  title: 'Clusters',
  data: { kind: 'sample', name: 'two-clusters' },
  parameters: null,
  paths: [],
} as const
const sample = { source: 'map', draws: 500, by: { kind: 'class' }, seed: 2 } as const
const segments = { between: { kind: 'random' }, segments: 100, control: false, seed: 3 } as const
const threshold = { test: 'distance', value: 0.7 } as const

/** A study of points, solved, with its modes measured and its map walked. */
async function measuredStudy() {
  const study = await createStudy('clusters', 'Clusters', seed, tools)
  await measureModes(study, sample, tools, job())
  await testDiscontinuity(study, segments, tools, job())
  return study
}

describe('what was measured of a study', () => {
  it('is there again when the study is reopened, and is marked once the map is another', async () => {
    const study = await measuredStudy()
    const place = folder.at('measured')
    await saveStudy(study, place)
    const reopened = await openStudyFolder(place, tools)
    expect(reopened.damaged).toEqual([])
    expect(reopened.modes).toEqual(study.modes)
    expect(discontinuityReport(reopened, threshold)).toEqual(discontinuityReport(study, threshold))
    expect(modesState(reopened)).toEqual({ revision: 1, changed: null })
    expect(drawsNearMode(reopened, 0, 5)).toEqual(drawsNearMode(study, 0, 5))

    // Modes of another kind are told from the sample as it was kept.
    await measureModes(reopened, { ...sample, by: { kind: 'clusters', count: 3 } }, tools, job())
    expect(reopened.modes!.sample).toEqual(study.modes!.sample)

    await solveTransport(reopened, { ...defaultParameters.transport, targets: 100 }, tools, job())
    await saveStudy(reopened, place)
    const later = await openStudyFolder(place, tools)
    expect(modesState(later)).toEqual({ revision: 2, changed: 'map' })
    const report = discontinuityReport(later, threshold)!
    expect(report.changed).toBe(true)
    expect(report.crossings).toBe(discontinuityReport(study, threshold)!.crossings)
  })

  it('is left out where its part is lost, and the study opens without it', async () => {
    const place = folder.at('lost')
    await saveStudy(await measuredStudy(), place)
    const parts = path.join(place, 'parts')
    for (const file of await readdir(parts)) if (file.startsWith('modes-')) await rm(path.join(parts, file))
    const reopened = await openStudyFolder(place, tools)
    expect(reopened.modes).toBeNull()
    expect(reopened.damaged).toEqual(["modes.npz is missing from the study's folder."])
    expect(discontinuityReport(reopened, threshold)?.changed).toBe(false)
  })
})
