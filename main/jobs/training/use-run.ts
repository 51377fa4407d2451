import { BrenierError } from '../../../shared/errors'
import { epochsInAll } from '../../../shared/model-defaults'
import { Network } from '../../nn/network'
import type { TrainingCheckpoint } from '../../nn/training'
import { readKeptFile } from '../../project/kept-files'
import { decodeModel } from '../study/model-file'
import { runOf, type KeptEpoch } from './runs'
import type { Study } from '../study/study'
import type { Tools } from '../tools'

/**
 * Makes a kept epoch of a run the study's model; codes and what rests on them become stale. A run taken as it ended can
 * go on where its training was cut short; one of its earlier epochs is finished as it is.
 * @param epoch null: as the run ended
 * @throws BrenierError `bad-argument` where it is not kept, `study-damaged` where its weights are not whole
 */
export async function useRun(
  study: Study,
  id: string,
  epoch: number | null,
  tools: Pick<Tools, 'tensors'>,
): Promise<void> {
  const run = runOf(study, id)
  const wanted = epoch === null ? run.kept.at(-1) : run.kept.find((one) => one.epoch === epoch)
  if (!wanted || study.location === null) {
    const what = epoch === null ? `an epoch of ${run.name} that is kept` : `a kept epoch of ${run.name}`
    throw new BrenierError(
      'bad-argument',
      `Expected ${what}, got ${epoch ?? 'a run without any'}. Train it anew.`,
    )
  }
  const { network, checkpoint } = await openKept(study.location, wanted, tools)
  study.letModelGo()
  const goesOn = wanted === run.kept.at(-1)
  study.model = {
    network,
    checkpoint: goesOn ? checkpoint : { ...checkpoint, moments: {}, kept: {} },
    epochs: goesOn ? epochsInAll(run.parameters) : wanted.epoch,
    run: id,
  }
  study.parameters.model = run.parameters
  study.completed('model')
}

/**
 * The model of a kept epoch, to be disposed of by the caller.
 * @param location the study's folder
 * @throws BrenierError `study-damaged` where its weights are not whole
 */
export async function openKept(
  location: string,
  { model }: KeptEpoch,
  tools: Pick<Tools, 'tensors'>,
): Promise<{ readonly network: Network; readonly checkpoint: TrainingCheckpoint }> {
  const checkpoint = decodeModel(await readKeptFile(location, model), model.file)
  return { checkpoint, network: await Network.open(tools.tensors, checkpoint.spec, checkpoint.weights) }
}
