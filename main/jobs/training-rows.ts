import type { TrainingHistory } from '../../shared/contracts/results'
import type { PixelSource } from '../nn/batches'
import type { Trainer } from '../nn/trainer'
import type { EpochPoint, TrainingCheckpoint } from '../nn/training'
import type { Study } from './study'

/** Reconstructions of the shown pictures after an epoch. */
export interface ReconstructionRow {
  /** 0 is the untrained model. */
  readonly epoch: number
  /** Mean squared error per pixel over the shown pictures. */
  readonly loss: number
  /** Uint8 [shown, h, w, c] */
  readonly pixels: Uint8Array
}

/** Rows kept on the screen: early epochs change fast, so the epochs kept are spread evenly in their logarithm. */
export const rowsShown = 6
export const picturesShown = 14

/**
 * Drops the row whose going leaves the most even spacing of log(epoch + 1); the first and the newest stay.
 */
export function thinRows(rows: readonly ReconstructionRow[], most = rowsShown): ReconstructionRow[] {
  const kept = [...rows]
  while (kept.length > most) {
    let least = 1
    let smallest = Number.POSITIVE_INFINITY
    for (let r = 1; r + 1 < kept.length; r++) {
      const gap = Math.log(kept[r + 1]!.epoch + 1) - Math.log(kept[r - 1]!.epoch + 1)
      if (gap < smallest) {
        smallest = gap
        least = r
      }
    }
    kept.splice(least, 1)
  }
  return kept
}

/** The reconstructions of the shown pictures by the trainer's network as it is now. */
export async function reconstructionRow(
  trainer: Trainer,
  shown: Uint32Array,
  epoch: number,
): Promise<ReconstructionRow> {
  const { pictures, made } = await trainer.reconstruct(shown)
  const pixels = new Uint8Array(made.length)
  let error = 0
  for (let p = 0; p < made.length; p++) {
    pixels[p] = made[p]! * 255 + 0.5
    error += (made[p]! - pictures[p]!) ** 2
  }
  return { epoch, loss: error / made.length, pixels }
}

/** Pixels of some pictures of a set, copied. */
export function pixelsOf(set: PixelSource, indices: ArrayLike<number>): Uint8Array {
  const size = set.height * set.width * set.channels
  const pixels = new Uint8Array(indices.length * size)
  for (let i = 0; i < indices.length; i++) {
    pixels.set(set.pixels.subarray(indices[i]! * size, (indices[i]! + 1) * size), i * size)
  }
  return pixels
}

export interface HistorySource {
  readonly checkpoint: Pick<TrainingCheckpoint, 'step' | 'settings' | 'spec'>
  readonly epochs: readonly EpochPoint[]
  readonly stepsPerEpoch: number
  readonly picturesPerSecond: number
  readonly etaSeconds: number | null
  readonly shown: Uint32Array
  readonly rows: readonly ReconstructionRow[]
}

/** The training as the window shows it. */
export function trainingHistory(source: HistorySource, set: PixelSource): TrainingHistory {
  const { epochs, checkpoint, shown } = source
  return {
    epoch: epochs.length,
    epochs: checkpoint.settings.epochs,
    step: checkpoint.step,
    stepsPerEpoch: source.stepsPerEpoch,
    train: Float32Array.from(epochs, ({ figures }) => figures['reconstruction']!),
    heldOut: Float32Array.from(epochs.flatMap((point) => point.heldOutLoss ?? [])),
    picturesPerSecond: source.picturesPerSecond,
    etaSeconds: source.etaSeconds,
    height: set.height,
    width: set.width,
    channels: set.channels,
    shown,
    pictures: pixelsOf(set, shown),
    rows: source.rows.map(({ epoch, loss, pixels }) => ({ epoch, loss, pixels })),
  }
}

/** The training of a study's model as it stands, or null where there is none. */
export function storedHistory(study: Study): TrainingHistory | null {
  const { model, data } = study
  if (!model || data.kind !== 'pictures') return null
  const { checkpoint, rows, shown } = model
  const { settings, epochs, seconds, step } = checkpoint
  const trained = data.count - Math.min(data.count - 1, Math.round(data.count * settings.heldOutShare))
  const source: HistorySource = {
    checkpoint,
    epochs,
    stepsPerEpoch: Math.ceil(trained / settings.batchSize),
    picturesPerSecond: seconds > 0 ? (step * settings.batchSize) / seconds : 0,
    etaSeconds: null,
    shown,
    rows,
  }
  return trainingHistory(source, data)
}
