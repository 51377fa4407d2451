/**
 * The figures this product is held to on real pictures: Fashion-MNIST's test set, from training to the singular set.
 * Minutes on two cores; each figure is printed beside its goal.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inThreadCompute } from '../../main/jobs/compute'
import { JobControl } from '../../main/jobs/control'
import { createStudy } from '../../main/jobs/study/create-study'
import { findFacets } from '../../main/jobs/transport/find-facets'
import { makeCodes } from '../../main/jobs/training/make-codes'
import { loadRecipe } from '../../main/jobs/study/recipe-files'
import { solveTransport } from '../../main/jobs/transport/solve-transport'
import type { Study } from '../../main/jobs/study/study'
import { computeTasks } from '../../main/jobs/tasks'
import type { Tools } from '../../main/jobs/tools'
import { trainModel } from '../../main/jobs/training/train-model'
import { openThreadPool } from '../../main/kernels/thread-pool'
import { tensorsHere } from '../../main/nn/tensors'
import { labelChangeByFifths } from '../../main/ot/singular-set'

const worker = path.resolve('out/main/kernel-worker.js')
const pool = openThreadPool(2, existsSync(worker) ? pathToFileURL(worker) : undefined)
const clock = () => performance.now()
const tools: Tools = {
  tensors: tensorsHere(),
  compute: inThreadCompute(computeTasks(pool), clock),
  clock,
  publisher: { event: () => undefined, frame: () => undefined },
  resources: 'resources',
  announce: () => undefined,
  autosave: async () => undefined,
}
const job = { control: new JobControl(), report: () => undefined }

describe('Fashion-MNIST, 10,000 pictures, 16-d codes', () => {
  let study: Study

  beforeAll(async () => {
    study = await createStudy('fashion', 'Fashion', await loadRecipe('fashion', 'resources'), tools)
  })
  afterAll(() => {
    study.dispose()
    pool.close()
  })

  it('reconstructs held-out pictures to 0.0115 a pixel', { timeout: 20 * 60_000 }, async () => {
    await trainModel(study, study.parameters.model, tools, job)
    const { epochs, seconds, spec } = study.requireModel().checkpoint
    const { heldOutLoss } = epochs.at(-1)!
    console.log(
      `held-out squared error a pixel ${heldOutLoss!.toFixed(5)} (goal 0.0115) after ${epochs.length} epochs, ${seconds.toFixed(0)} s (goal 240 s), ${JSON.stringify(spec)}`,
    )
    expect(spec.latent).toBe(16)
    expect(heldOutLoss).toBeLessThanOrEqual(0.0115)
  })

  it('carries noise onto 2,000 of its codes to 5 % relative RMS', { timeout: 10 * 60_000 }, async () => {
    expect(await makeCodes(study, tools, job)).toBe(true)
    const parameters = {
      method: 'auto',
      source: 'cube',
      tolerance: 0.02,
      seconds: 45,
      targets: 2000,
      seed: 3,
    } as const
    await solveTransport(study, parameters, tools, job)
    const { relativeRms, worstCell, emptyCells, seconds, samples } = study.requireTransport().report
    console.log(
      `relative RMS ${(100 * relativeRms).toFixed(2)} % (goal 5 %) in ${seconds.toFixed(0)} s (goal 60 s), worst cell ${worstCell.toFixed(2)}, ${samples} samples`,
    )
    expect(relativeRms).toBeLessThanOrEqual(0.05)
    expect(emptyCells).toBe(0)
  })

  it(
    'tears between classes: its widest angles change label five times as often as its narrowest',
    { timeout: 5 * 60_000 },
    async () => {
      await findFacets(study, study.parameters.facets, tools, job)
      const { items } = study.requireTransport()
      const labels = Int32Array.from(items, (item) => study.data.labels![item]!)
      const fifths = labelChangeByFifths(study.facets!.table, 'angle', labels)
      console.log(
        `label changes by fifths of the angle: ${fifths.map((share) => share.toFixed(2)).join(' ')}`,
      )
      expect(fifths[4]!).toBeGreaterThanOrEqual(5 * fifths[0]!)
      for (let fifth = 1; fifth < 5; fifth++) expect(fifths[fifth]!).toBeGreaterThan(fifths[fifth - 1]!)
    },
  )
})
