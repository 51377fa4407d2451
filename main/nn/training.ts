import { BrenierError } from '../../shared/errors'
import type { AdamSettings } from './adam'
import type { Figures, FigureSums } from './figures'
import type { Schedule } from './schedule'
import { checkSpec, type ModelSpec } from './spec'
import type { NamedArrays } from './weights'

/** All that decides a training besides model and pictures, as a plain value. */
export interface TrainingSettings extends AdamSettings {
  /** Decides initial weights, held-out pictures and order of pictures. */
  readonly seed: number
  readonly epochs: number
  /** Epochs of the decoder alone after these, the encoder as it then is; the schedule begins anew. */
  readonly refineEpochs: number
  readonly batchSize: number
  readonly learningRate: number
  readonly schedule: Schedule
  /** Share of the pictures kept out of training to measure on, 0 … 0.5. */
  readonly heldOutShare: number
  /** Steps between two points of the loss curve. */
  readonly reportEvery: number
  /** Trains on pictures whose pixels are black or white with the chance of their value, drawn anew in each step. */
  readonly binarise?: boolean
}

export const defaultTraining: TrainingSettings = {
  seed: 1,
  epochs: 20,
  refineEpochs: 0,
  batchSize: 128,
  learningRate: 4e-3,
  beta1: 0.9,
  beta2: 0.999,
  schedule: { kind: 'cosine', warmup: 0.02, end: 0.01 },
  heldOutShare: 0.1,
  reportEvery: 10,
}

/** A point of the live curve: means over the steps since the last point. */
export interface LossPoint {
  readonly step: number
  readonly figures: Figures
}

/** An epoch in figures. */
export interface EpochPoint {
  /** From 1. */
  readonly epoch: number
  readonly step: number
  /** Means over the epoch's batches, as they were met. */
  readonly figures: Figures
  /** The mean squared error per value on the held-out pictures after the epoch; null where none are kept out. */
  readonly heldOutLoss: number | null
  /** Computing time since the start of the training, pauses left out. */
  readonly seconds: number
}

/**
 * A training at rest: everything from which it goes on as if it had never stopped. `weights`, `moments` and `kept` go
 * into a weights file, the rest is JSON. The state of all random streams follows from `settings.seed` and `step`.
 */
export interface TrainingCheckpoint {
  readonly format: 1
  readonly spec: ModelSpec
  readonly settings: TrainingSettings
  /** Number of pictures trained with: a resumed training must get the same ones. */
  readonly pictures: number
  /** Steps done. */
  readonly step: number
  readonly seconds: number
  readonly losses: readonly LossPoint[]
  readonly epochs: readonly EpochPoint[]
  /** Sums since the last point of the curve and since the start of the epoch. */
  readonly sincePoint: FigureSums
  readonly sinceEpoch: FigureSums
  readonly weights: NamedArrays
  /** Adam's moments: `first/NAME` and `second/NAME`. */
  readonly moments: NamedArrays
  /** What the objective keeps outside its program, such as a code for each picture. */
  readonly kept: NamedArrays
}

/** @throws BrenierError `bad-argument` that names the setting, what it may be and what came */
export function checkTraining(settings: TrainingSettings): TrainingSettings {
  const within = (name: keyof TrainingSettings, fits: (value: number) => boolean, expected: string) => {
    const value = settings[name]
    if (typeof value === 'number' && Number.isFinite(value) && fits(value)) return
    throw new BrenierError(
      'bad-argument',
      `Expected ${name} of a training to be ${expected}, got ${JSON.stringify(value)}. Correct the training settings.`,
    )
  }
  const whole = (least: number, most: number) => (value: number) =>
    Number.isInteger(value) && value >= least && value <= most
  within('seed', whole(0, 0xffffffff), 'a whole number from 0 to 4294967295')
  within('epochs', whole(1, 100_000), 'a whole number from 1 to 100000')
  within('refineEpochs', whole(0, 100_000), 'a whole number from 0 to 100000')
  within('batchSize', whole(1, 8192), 'a whole number from 1 to 8192')
  within('reportEvery', whole(1, 100_000), 'a whole number from 1 to 100000')
  within('learningRate', (value) => value > 0 && value <= 10, 'above 0 and at most 10')
  within('beta1', (value) => value >= 0 && value < 1, 'from 0 to below 1')
  within('beta2', (value) => value >= 0 && value < 1, 'from 0 to below 1')
  checkSchedule(settings.schedule)
  within('heldOutShare', (value) => value >= 0 && value <= 0.5, 'from 0 to 0.5')
  return settings
}

function checkSchedule(schedule: Schedule): void {
  const share = (value: unknown) => typeof value === 'number' && value >= 0 && value <= 1
  const fits =
    schedule?.kind === 'constant' ||
    (schedule?.kind === 'exponential' && share(schedule.end)) ||
    (schedule?.kind === 'cosine' && share(schedule.end) && share(schedule.warmup))
  if (fits) return
  throw new BrenierError(
    'bad-argument',
    `Expected schedule of a training to be constant, exponential with end, or cosine with warmup and end, these from 0 to 1; got ${JSON.stringify(schedule)}. Correct the training settings.`,
  )
}

/**
 * @throws BrenierError `study-version` for a checkpoint of another format, `bad-argument` where it was made with
 *   another number of pictures
 */
export function checkCheckpoint(checkpoint: TrainingCheckpoint, pictures: number): void {
  if (checkpoint.format !== 1) {
    throw new BrenierError(
      'study-version',
      `Expected a training checkpoint of format 1, got ${String(checkpoint.format)}. Open it with the version that wrote it.`,
    )
  }
  checkSpec(checkpoint.spec)
  checkTraining(checkpoint.settings)
  if (checkpoint.pictures !== pictures) {
    throw new BrenierError(
      'bad-argument',
      `The checkpoint was made with ${checkpoint.pictures} pictures, got ${pictures}. Resume with the same pictures or start anew.`,
    )
  }
}
