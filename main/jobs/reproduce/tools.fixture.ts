import { tensorsHere } from '../../nn/tensors'
import { inThreadCompute } from '../compute'
import { JobControl } from '../control'
import type { JobHandle } from '../job-manager'
import { computeTasks } from '../tasks'
import type { Tools } from '../tools'

const clock = () => performance.now()

/** Everything in the test's own thread, and nobody who watches. */
export const tools: Tools = {
  tensors: tensorsHere(),
  compute: inThreadCompute(computeTasks(null), clock),
  clock,
  publisher: { event: () => undefined, frame: () => undefined },
  resources: 'resources',
  announce: () => undefined,
  autosave: async () => undefined,
}

export const job: JobHandle = { control: new JobControl(), report: () => undefined }
