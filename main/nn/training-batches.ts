import { epochOrder, gatherPixels, splitPictures, type PixelSource, type Split } from './batches'
import { binarised } from './binarise'
import type { TrainingSettings } from './training'

export interface Batch {
  readonly indices: Uint32Array
  /** [indices.length, height, width, channels], 0 … 255; they last until the second batch after this one is gathered. */
  readonly pictures: Uint8Array
}

/**
 * Memory for the pictures of a batch, shared with the thread that computes: they reach it without a copy, and no step
 * leaves any to be collected. Three take turns, for the step that runs, the one begun after it and the one being gathered.
 */
class SharedBuffers {
  private readonly held: Uint8Array[] = []
  private turn = 0

  /** @param most pictures of a batch */
  constructor(
    private readonly pictureSize: number,
    private readonly most: number,
  ) {}

  next(count: number): Uint8Array {
    this.turn = (this.turn + 1) % 3
    const whole = (this.held[this.turn] ??= new Uint8Array(
      new SharedArrayBuffer(this.most * this.pictureSize),
    ))
    return whole.subarray(0, count * this.pictureSize)
  }
}

/** The mini-batches of a training, step by step, and those of the pictures it measures on. */
export class TrainingBatches {
  readonly split: Split
  readonly perEpoch: number
  private order: { epoch: number; indices: Uint32Array } | undefined
  private readonly buffers: SharedBuffers
  /** Gathered before it was asked for. */
  private ahead: { step: number; batch: Batch } | undefined

  constructor(
    private readonly pictures: PixelSource,
    private readonly settings: TrainingSettings,
  ) {
    this.split = splitPictures(pictures.count, settings.heldOutShare, settings.seed)
    this.perEpoch = Math.ceil(this.split.training.length / settings.batchSize)
    const { height, width, channels } = pictures
    this.buffers = new SharedBuffers(height * width * channels, Math.min(settings.batchSize, pictures.count))
  }

  /** Epochs that end with or before this many steps. */
  epochsIn(steps: number): number {
    return Math.floor(steps / this.perEpoch)
  }

  /** @param step from 0 */
  of(step: number): Batch {
    if (this.ahead?.step === step) return this.ahead.batch
    const { batchSize, seed } = this.settings
    const epoch = this.epochsIn(step)
    if (this.order?.epoch !== epoch) {
      this.order = { epoch, indices: epochOrder(this.split.training, epoch, seed) }
    }
    const start = (step % this.perEpoch) * batchSize
    const indices = this.order.indices.subarray(start, start + batchSize)
    return { indices, pictures: this.gather(indices, `pixels of step ${step}`) }
  }

  /** Gathers a step's pictures while an earlier one is computed. */
  prepare(step: number): void {
    this.ahead = { step, batch: this.of(step) }
  }

  /** The batch of held-out pictures from the one numbered `start` on. */
  heldOut(start: number): Batch {
    const indices = this.split.heldOut.subarray(start, start + this.settings.batchSize)
    return { indices, pictures: this.gather(indices, `held-out pixels from ${start} on`) }
  }

  private gather(indices: Uint32Array, stream: string): Uint8Array {
    const { binarise, seed } = this.settings
    const pixels = gatherPixels(this.pictures, indices, this.buffers.next(indices.length))
    return binarise ? binarised(pixels, seed, stream) : pixels
  }
}
