import type { StageName } from '../../../shared/contracts/study'
import { embedCodes, placeByPca } from '../cloud/embed-codes'
import { findFacets } from '../transport/find-facets'
import type { JobHandle } from '../job-manager'
import { makeCodes } from '../training/make-codes'
import { solveTransport } from '../transport/solve-transport'
import { stageOrder, type Study } from './study'
import type { Tools } from '../tools'
import { trainModel } from '../training/train-model'

/** How each stage is made from those before it, with the study's own parameters. */
const make: Readonly<Record<StageName, (study: Study, tools: Tools, job: JobHandle) => Promise<unknown>>> = {
  data: async () => undefined,
  model: (study, tools, job) => trainModel(study, study.parameters.model, tools, job),
  codes: async (study, tools, job) => {
    if (await makeCodes(study, tools, job)) placeByPca(study, study.parameters.cloud.dimensions, tools)
  },
  cloud: (study, tools, job) => embedCodes(study, study.parameters.cloud, tools, job),
  transport: (study, tools, job) => solveTransport(study, study.parameters.transport, tools, job),
  facets: (study, tools, job) => findFacets(study, study.parameters.facets, tools, job),
}

/** Whether a stage has to be made: it never was, it failed, what it rests on changed, or it was left half done. */
function due(study: Study, stage: StageName): boolean {
  if (stage === 'model') {
    if (!study.trains) return false
    const { model } = study
    if (model && model.checkpoint.epochs.length < model.epochs) return true
  }
  return study.stages[stage] !== 'done'
}

/**
 * Makes one stage, tells the watchers before and after, and keeps the study on disk at its end.
 * A stage that fails is marked so and the error goes on.
 */
export async function makeStage(
  study: Study,
  stage: StageName,
  tools: Tools,
  work: () => Promise<unknown>,
): Promise<void> {
  const before = study.stages[stage]
  study.stages[stage] = 'running'
  tools.announce(study)
  try {
    await work()
    if (study.stages[stage] === 'running') study.stages[stage] = before
  } catch (error) {
    study.stages[stage] = 'failed'
    tools.announce(study)
    throw error
  }
  tools.announce(study)
  await tools.autosave(study)
}

/**
 * Makes every stage that is missing or stale, in order, each shown as soon as it is there.
 * @param last the stage to stop after; all of them by default
 * @returns the stage that a cancel cut short, which stands with what there is; null where none was
 */
export async function runStudy(
  study: Study,
  tools: Tools,
  job: JobHandle,
  last: StageName = 'facets',
): Promise<StageName | null> {
  for (const stage of stageOrder) {
    if (due(study, stage)) await makeStage(study, stage, tools, () => make[stage](study, tools, job))
    if (job.control.cancelled) return stage
    if (stage === last) break
  }
  return null
}

/** Makes one stage with new parameters, and before it whatever it rests on. */
export async function runStage(study: Study, stage: StageName, tools: Tools, job: JobHandle): Promise<void> {
  const position = stageOrder.indexOf(stage)
  // The cloud stands between codes and transport in the order but neither needs it.
  const needed = stageOrder.slice(0, position).filter((name) => name !== 'cloud')
  for (const name of needed) {
    if (job.control.cancelled) return
    if (due(study, name)) await makeStage(study, name, tools, () => make[name](study, tools, job))
  }
  if (!job.control.cancelled) await makeStage(study, stage, tools, () => make[stage](study, tools, job))
}
