import type { ThreadPool } from '../kernels/thread-pool'
import { assignmentTask } from './assignment-task'
import { clustersTask } from './clusters-task'
import { discontinuityTask, gaussianTask } from './discontinuity-tasks'
import { componentsTask, neighboursTask, tsneTask } from './embedding-tasks'
import { generateTask } from './generate-task'
import { massesTask } from './masses-task'
import { measureDrawsTask } from './measure-draws-task'
import { measureRunTask } from './measure-run-task'
import { sampleMeasuresTask } from './sample-measures-task'
import { facetsTask, highestTask, shapesTask, transportTask } from './transport-tasks'

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
  discontinuity: discontinuityTask(pool),
  gaussian: gaussianTask(),
  measureRun: measureRunTask(),
  measureDraws: measureDrawsTask(),
  sampleMeasures: sampleMeasuresTask(pool),
  clusters: clustersTask(),
})

export type ComputeTasks = ReturnType<typeof computeTasks>
