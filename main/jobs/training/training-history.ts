import type { EpochView, TrainingHistory } from '../../../shared/contracts/training'
import { BrenierError } from '../../../shared/errors'
import { epochsInAll } from '../../../shared/model-defaults'
import { splitPictures } from '../../nn/batches'
import { readKeptFile } from '../../project/kept-files'
import { JobControl } from '../control'
import { decodeEpoch, encodeEpoch } from '../study/epoch-file'
import type { Study, TrainedModel } from '../study/study'
import type { Tools } from '../tools'
import { drawEpoch } from './epoch-pictures'
import { runOf, type Run } from './runs'

/** What only a training under way can say. */
export type Pace = Pick<TrainingHistory, 'step' | 'picturesPerSecond' | 'etaSeconds' | 'problem'>

/** A run as the window shows it. */
export function runHistory(run: Run, pace: Pace): TrainingHistory {
  const { id, epochs, stepsPerEpoch, extension, parameters, kept } = run
  return {
    run: id,
    epoch: epochs.length,
    epochs: epochsInAll(parameters),
    refineEpochs: parameters.refineEpochs,
    stepsPerEpoch,
    extension,
    ...pace,
    train: Float32Array.from(epochs, ({ figures }) => figures['reconstruction']!),
    heldOut: Float32Array.from(epochs.flatMap((point) => point.heldOutLoss ?? [])),
    figures: Object.keys(epochs[0]?.figures ?? {})
      .filter((name) => name !== 'reconstruction')
      .map((name) => ({
        name,
        values: Float32Array.from(epochs.flatMap(({ figures }) => figures[name] ?? [])),
      })),
    kept: Uint32Array.from(kept, ({ epoch }) => epoch),
  }
}

/**
 * A run of the study as it stands, by default that of its model; null where there is no model.
 * @throws BrenierError `bad-argument` for a run that is not there
 */
export function storedHistory(study: Study, id: string | null): TrainingHistory | null {
  const wanted = id ?? study.model?.run
  if (wanted === undefined) return null
  const run = runOf(study, wanted)
  const step = run.epochs.at(-1)?.step ?? 0
  const picturesPerSecond = run.seconds > 0 ? (step * run.parameters.batch) / run.seconds : 0
  const history = runHistory(run, { step, picturesPerSecond, etaSeconds: null, problem: null })
  const own = modelEpoch(study, wanted)
  return history.kept.length === 0 && own !== null ? { ...history, kept: Uint32Array.of(own) } : history
}

/** The epoch of the study's model where it is of this run: it can be looked at without having been kept. */
function modelEpoch({ model }: Study, run: string): number | null {
  return model?.run === run ? model.checkpoint.epochs.length : null
}

const drawn = new WeakMap<TrainedModel, EpochView>()

/**
 * What an epoch of a run looked like: a kept one as it was then, that of the study's model as it is.
 * @throws BrenierError as `keptEpochView` does for any other
 */
export async function epochView(
  study: Study,
  id: string,
  epoch: number,
  { compute }: Pick<Tools, 'compute'>,
): Promise<EpochView> {
  const { model } = study
  const isKept = runOf(study, id).kept.some((one) => one.epoch === epoch)
  if (!model || isKept || epoch !== modelEpoch(study, id)) return keptEpochView(study, id, epoch)
  const held = drawn.get(model)
  if (held) return held
  const set = study.pictures()
  const { heldOutShare, seed } = model.checkpoint.settings
  const split = splitPictures(set.count, heldOutShare, seed)
  const { pictures, codes } = await drawEpoch(model.network, set, split, epoch, seed)
  const { result } = await compute.run('components', { codes, earlier: null }, new JobControl())
  const view = { run: id, epoch, ...decodeEpoch(encodeEpoch(pictures, result, set), 'the model', set) }
  drawn.set(model, view)
  return view
}

/**
 * What a kept epoch looked like, read from the study's folder.
 * @throws BrenierError `bad-argument` for an epoch that is not kept, `study-damaged` where its file is not whole
 */
export async function keptEpochView(study: Study, id: string, epoch: number): Promise<EpochView> {
  const { name, kept } = runOf(study, id)
  const wanted = kept.find((one) => one.epoch === epoch)
  if (!wanted || study.location === null) {
    throw new BrenierError(
      'bad-argument',
      `Expected a kept epoch of ${name}, got ${epoch}. It is kept no longer.`,
    )
  }
  const bytes = await readKeptFile(study.location, wanted.pictures)
  return { run: id, epoch, ...decodeEpoch(bytes, wanted.pictures.file, study.pictures()) }
}
