import type { ThreadPool } from '../kernels/thread-pool'
import { assignmentTask } from './transport/assignment-task'
import { clustersTask } from './cloud/clusters-task'
import { discontinuityTask, gaussianTask } from './transport/discontinuity-tasks'
import { componentsTask, neighboursTask, tsneTask } from './cloud/embedding-tasks'
import { generateTask } from './transport/generate-task'
import { massesTask } from './transport/masses-task'
import { measureDrawsTask } from './compare/measure-draws-task'
import { measureRunTask } from './compare/measure-run-task'
import { sampleMeasuresTask } from './compare/sample-measures-task'
import { sinkhornTask, transportationTask } from './transport/transportation-task'
import { prdTask } from './judges/prd-task'
import { facetsTask, highestTask, shapesTask, transportTask } from './transport/transport-tasks'

/**
 * Every computation that runs in the compute thread.
 * @param pool threads for the kernels; null computes in the calling thread alone
 */
export const computeTasks = (pool: ThreadPool | null) => ({
  neighbours: neighboursTask(pool),
  tsne: tsneTask(pool),
  components: componentsTask(),
  transport: transportTask(pool),
  facets: facetsTask(pool),
  highest: highestTask(pool),
  shapes: shapesTask(),
  masses: massesTask(pool),
  generate: generateTask(pool),
  assignment: assignmentTask(pool),
  transportation: transportationTask(),
  sinkhorn: sinkhornTask(),
  discontinuity: discontinuityTask(pool),
  gaussian: gaussianTask(),
  measureRun: measureRunTask(),
  measureDraws: measureDrawsTask(),
  prd: prdTask(),
  sampleMeasures: sampleMeasuresTask(pool),
  clusters: clustersTask(),
})

export type ComputeTasks = ReturnType<typeof computeTasks>
