import type { ModelParameters } from '../../../shared/contracts/study'
import type { TrainingExtension } from '../../../shared/contracts/training'
import { BrenierError } from '../../../shared/errors'
import { thinEvenly } from '../../../shared/even-thinning'
import { modelName } from '../../../shared/objectives'
import type { EpochPoint, TrainingCheckpoint } from '../../nn/training'
import type { StoredFile } from '../../project/stored-file'
import type { Study } from '../study/study'

/** A training of a study, with what is kept of it on disk. */
export interface Run {
  readonly id: string
  readonly name: string
  readonly parameters: ModelParameters
  readonly stepsPerEpoch: number
  /** How far T̃ took the codes that AE-OT-GAN learns from; null where none were drawn through the study's map. */
  readonly extension: TrainingExtension | null
  readonly epochs: readonly EpochPoint[]
  /** Computing time, pauses left out. */
  readonly seconds: number
  /** Ascending by epoch; the last is the newest. */
  readonly kept: readonly KeptEpoch[]
}

/** An epoch whose weights, pictures and placed codes lie on disk. Epoch 0 is a training stopped within its first. */
export interface KeptEpoch {
  readonly epoch: number
  readonly model: StoredFile
  readonly pictures: StoredFile
}

/** How many epochs stay of a run, and the bytes they may take where models are large. */
const mostKept = 24
const leastKept = 4
const mostBytes = 512 * 1024 * 1024

export const keptFiles = (runs: readonly Run[]): StoredFile[] =>
  runs.flatMap(({ kept }) => kept.flatMap(({ model, pictures }) => [model, pictures]))

export const bytesOf = (run: Run): number => keptFiles([run]).reduce((sum, { bytes }) => sum + bytes, 0)

/**
 * The run with one more epoch kept, in place of what was kept of that epoch before. At most 24 stay, fewer of large
 * models, spread evenly in the root of the epoch, since a model changes fastest at first; the first, the newest and, of
 * those there are, the one of least held-out loss always stay.
 */
export function withKept(run: Run, epoch: KeptEpoch): Run {
  const kept = [...run.kept.filter((one) => one.epoch !== epoch.epoch), epoch].sort(
    (a, b) => a.epoch - b.epoch,
  )
  const heldOut = ({ epoch: number }: KeptEpoch) => run.epochs[number - 1]?.heldOutLoss ?? Infinity
  const best = kept.reduce((least, one) => (heldOut(one) < heldOut(least) ? one : least), epoch)
  const epochs = kept.map((one) => one.epoch)
  for (let most = mostKept; ; most--) {
    const stay = new Set(thinEvenly(epochs, most, Math.sqrt, (value) => value === best.epoch))
    const thinned = { ...run, kept: kept.filter((one) => stay.has(one.epoch)) }
    if (most === leastKept || bytesOf(thinned) <= mostBytes) return thinned
  }
}

/** A new run at the end of the study's list, named by what it is trained for and its code size, as no other run is. */
export function beginRun(
  study: Study,
  parameters: ModelParameters,
  stepsPerEpoch: number,
  extension: TrainingExtension | null = null,
): Run {
  const taken = new Set(study.runs.map(({ name }) => name))
  const plain = modelName(parameters.objective, parameters.latent)
  let name = plain
  for (let n = 2; taken.has(name); n++) name = `${plain}, ${n}`
  const last = study.runs.reduce((most, { id }) => Math.max(most, Number(id.slice('run-'.length)) || 0), 0)
  const run: Run = {
    id: `run-${last + 1}`,
    name,
    parameters,
    stepsPerEpoch,
    extension,
    epochs: [],
    seconds: 0,
    kept: [],
  }
  study.runs = [...study.runs, run]
  return run
}

/** A run for a model that came without one, such as a file of the command line's. */
export function runOfCheckpoint(study: Study, { settings, epochs, seconds }: TrainingCheckpoint): string {
  const stepsPerEpoch = Math.round((epochs.at(-1)?.step ?? 0) / Math.max(1, epochs.length))
  const planned = { epochs: settings.epochs, refineEpochs: settings.refineEpochs }
  const run = beginRun(study, { ...study.parameters.model, ...planned }, stepsPerEpoch)
  changeRun(study, { ...run, epochs, seconds })
  return run.id
}

/** @throws BrenierError `bad-argument` */
export function runOf(study: Study, id: string): Run {
  const run = study.runs.find((one) => one.id === id)
  if (run) return run
  throw new BrenierError(
    'bad-argument',
    `Expected a run of this study, got "${id}". It was removed or never was.`,
  )
}

/** Puts a changed run in its place. A run removed meanwhile stays removed. */
export function changeRun(study: Study, changed: Run): void {
  study.runs = study.runs.map((run) => (run.id === changed.id ? changed : run))
  study.saved = false
}

/** @throws BrenierError `bad-argument` */
export function renameRun(study: Study, id: string, name: string): void {
  changeRun(study, { ...runOf(study, id), name })
}

/** @throws BrenierError `bad-argument` for a run that is not there, or that made the study's model */
export function removeRun(study: Study, id: string): void {
  const { name } = runOf(study, id)
  if (study.model?.run === id) {
    throw new BrenierError(
      'bad-argument',
      `${name} made the study's model and stays as long as it does. Return to another run first, then remove it.`,
    )
  }
  study.runs = study.runs.filter((run) => run.id !== id)
  study.measuredRuns = new Map([...study.measuredRuns].filter(([run]) => run !== id))
  study.saved = false
}
