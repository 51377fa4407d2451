import { BrenierError } from '../../../shared/errors'
import type { Network } from '../../nn/network'
import type { TrainingCheckpoint } from '../../nn/training'
import type { Run } from './runs'
import type { Study } from '../study/study'
import type { Tools } from '../tools'
import { openKept } from './use-run'

/** The epoch a run's model is taken at: its last kept one, or the study's own model's; null where neither is there. */
export function endedEpoch(study: Study, run: Run): number | null {
  const { model } = study
  const own = model?.run === run.id ? model.checkpoint.epochs.length : null
  return run.kept.at(-1)?.epoch ?? own
}

/** Whether the model of a run as it ended is the one the study has open. */
export const isStudysOwn = ({ model }: Study, run: Run, epoch: number): boolean =>
  model?.run === run.id && model.checkpoint.epochs.length === epoch

/**
 * Works with the model of a run as it ended. The study's own is taken as it is; another is opened from its kept epoch
 * and given back when the work is done.
 * @throws BrenierError `bad-argument` where nothing of the run is kept, `study-damaged` where it is not whole
 */
export async function withEndedModel<T>(
  study: Study,
  run: Run,
  tools: Pick<Tools, 'tensors'>,
  work: (network: Network, checkpoint: TrainingCheckpoint) => Promise<T>,
): Promise<T> {
  const { model, location } = study
  const epoch = endedEpoch(study, run)
  if (model && epoch !== null && isStudysOwn(study, run, epoch)) return work(model.network, model.checkpoint)
  const kept = run.kept.at(-1)
  if (!kept || location === null) {
    throw new BrenierError(
      'bad-argument',
      `Expected a kept epoch of ${run.name}, got a run without any. Train it anew.`,
    )
  }
  const { network, checkpoint } = await openKept(location, kept, tools)
  try {
    return await work(network, checkpoint)
  } finally {
    network.dispose()
  }
}
