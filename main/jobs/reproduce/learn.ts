import type { MapperParameters } from '../../../shared/contracts/mapper'
import type { Matrix } from '../../../shared/matrix'
import { LearnedMap } from '../../nn/maps/learned-map'
import { MapTrainer } from '../../nn/maps/trainer'
import type { JobHandle } from '../job-manager'
import { matchPoints } from '../transport/match-points'
import { runStepper } from '../runner'
import type { Tools } from '../tools'
import { requireGoing } from './experiment'

/**
 * Learns a map onto points and works with it.
 * @param stage what is being done, for the report
 * @throws BrenierError `cancelled`, `training-diverged`
 */
export async function withLearned<T>(
  { spec, training }: MapperParameters,
  points: Matrix,
  stage: string,
  tools: Tools,
  job: JobHandle,
  work: (map: LearnedMap) => Promise<T>,
): Promise<T> {
  const match = matchPoints(tools)
  const trainer = await MapTrainer.start(tools.tensors, points, spec, training, match, tools.clock)
  try {
    await runStepper(trainer, {
      control: job.control,
      clock: tools.clock,
      onProgress: ({ step, steps, secondsLeft }) =>
        job.report({ stage, done: step, total: steps, etaSeconds: secondsLeft }),
    })
    requireGoing(job)
    const map = await LearnedMap.open(tools.tensors, spec, (await trainer.checkpoint()).weights)
    return await work(map).finally(() => map.dispose())
  } finally {
    trainer.dispose()
  }
}
