import { BrenierError } from '../../shared/errors'
import { firstNonFinite } from '../../shared/matrix'
import type { Stepper } from '../../shared/stepper'
import { correctedRate, initialMoments } from './adam'
import { autoencoderTraining } from './autoencoder-functions'
import type { Backend } from './backend'
import {
  checkPictures,
  epochOrder,
  gatherPixels,
  scalePixels,
  splitPictures,
  type PixelSource,
  type Split,
} from './batches'
import { buildAutoencoder, trained } from './models/autoencoder'
import { Network } from './network'
import { fastestProgram, type ProgramMaker } from './program-maker'
import { scheduleFactor } from './schedule'
import { checkSpec, type ModelSpec } from './spec'
import {
  checkCheckpoint,
  checkTraining,
  type EpochPoint,
  type LossPoint,
  type TrainingCheckpoint,
  type TrainingSettings,
} from './training'
import { checkArrays, initialArrays } from './weights'

/** Where a training stands. */
export interface TrainingProgress {
  readonly step: number
  readonly steps: number
  /** Epochs completed. */
  readonly epoch: number
  readonly epochs: number
  readonly learningRate: number
  /** Latest point of the curve; null before the first. */
  readonly loss: number | null
  /** After the last completed epoch; null before, or where no pictures are held out. */
  readonly heldOutLoss: number | null
  /** Over the last steps, measuring on held-out pictures left out. */
  readonly picturesPerSecond: number
  /** Computing time left at that speed. */
  readonly secondsLeft: number
  /** Computing time so far. */
  readonly seconds: number
}

/** A training's outcome as of now, also where it was cancelled. */
export interface TrainingResult {
  readonly checkpoint: TrainingCheckpoint
  readonly finished: boolean
  readonly backend: { readonly name: string; readonly version: string; readonly threads: number }
}

/** Pictures beside what the model makes of them, both [count, height, width, channels] in [0, 1]. */
export interface Reconstructions {
  readonly indices: Uint32Array
  readonly pictures: Float32Array
  readonly made: Float32Array
}

/** Steps between two states kept against divergence, where epochs are longer than that. */
const keepEvery = 500

/**
 * Trains an autoencoder on the mean squared error per pixel, a mini-batch a step; after each epoch the held-out
 * pictures are measured, a batch a step too. The same seed, pictures, settings and backend give the same losses.
 */
export class Trainer implements Stepper<TrainingProgress, TrainingResult> {
  /** The network in training: encode and decode with it at any time between steps. */
  readonly network: Network
  readonly split: Split
  /** Names of the optimiser's variables. */
  private readonly moments: readonly string[]
  private readonly settings: TrainingSettings
  private readonly batchesPerEpoch: number
  private readonly steps: number
  private done = 0
  private seconds = 0
  private losses: LossPoint[] = []
  private epochs: EpochPoint[] = []
  private sincePoint: [number, number] = [0, 0]
  private sinceEpoch: [number, number] = [0, 0]
  private measured = { batches: 0, sum: 0 }
  private order: { epoch: number; indices: Uint32Array } | undefined
  /** Seconds and pictures of late steps, each step weighing 5 % less than the one after it. */
  private speed = { seconds: 0, pictures: 0 }
  private lastGood: TrainingCheckpoint
  private failed = false

  /**
   * @param clock milliseconds, monotonic
   * @param resumed a state to go on from; the model and settings given must be its own
   * @param makeProgram what computes the steps: a captured graph on native TensorFlow, op by op elsewhere
   * @throws BrenierError `bad-argument`, `bad-shape`, `empty-set` where pictures, model and settings do not fit
   */
  constructor(
    private readonly backend: Backend,
    private readonly pictures: PixelSource,
    spec: ModelSpec,
    settings: TrainingSettings,
    private readonly clock: () => number,
    resumed?: TrainingCheckpoint,
    makeProgram: ProgramMaker = fastestProgram,
  ) {
    checkPictures(pictures, checkSpec(spec))
    this.settings = checkTraining(settings)
    if (resumed) {
      checkCheckpoint(resumed, pictures.count)
      const parameters = trained(buildAutoencoder(spec))
      for (const role of ['first/', 'second/']) checkArrays(parameters, resumed.moments, role)
    }
    this.split = splitPictures(pictures.count, settings.heldOutShare, settings.seed)
    this.batchesPerEpoch = Math.ceil(this.split.training.length / settings.batchSize)
    this.steps = this.batchesPerEpoch * settings.epochs
    const model = buildAutoencoder(spec)
    const weights = resumed?.weights ?? initialArrays(model.parameters, settings.seed)
    const moments = resumed?.moments ?? initialMoments(trained(model))
    this.moments = Object.keys(moments)
    const training = { functions: autoencoderTraining(model, settings), variables: moments }
    this.network = new Network(backend, spec, weights, training, makeProgram)
    if (resumed) this.restore(resumed)
    this.lastGood = this.capture()
  }

  /** A training that goes on from a checkpoint exactly as it would have without the interruption. */
  static resume(
    backend: Backend,
    pictures: PixelSource,
    checkpoint: TrainingCheckpoint,
    clock: () => number,
  ): Trainer {
    return new Trainer(backend, pictures, checkpoint.spec, checkpoint.settings, clock, checkpoint)
  }

  private restore(checkpoint: TrainingCheckpoint): void {
    this.done = checkpoint.step
    this.seconds = checkpoint.seconds
    this.losses = [...checkpoint.losses]
    this.epochs = [...checkpoint.epochs]
    this.sincePoint = [...checkpoint.sincePoint]
    this.sinceEpoch = [...checkpoint.sinceEpoch]
  }

  /**
   * Trains on one mini-batch, or measures one batch of held-out pictures.
   * @throws BrenierError `training-diverged` where the loss or a weight is no finite number; `result` and `checkpoint`
   *   then give the last good state
   */
  step(): boolean {
    const start = this.clock()
    const epochsTrained = Math.floor(this.done / this.batchesPerEpoch)
    if (this.epochs.length < epochsTrained) this.measureBatch(epochsTrained)
    else if (this.done < this.steps) this.trainBatch(start)
    this.seconds += (this.clock() - start) / 1000
    return this.done === this.steps && this.epochs.length === this.settings.epochs
  }

  private trainBatch(start: number): void {
    const { reportEvery } = this.settings
    const indices = this.batchIndices()
    const batch = gatherPixels(this.pictures, indices)
    const rates = correctedRate(this.settings, this.learningRate(), this.done + 1)
    const loss = this.network.program.run('train', { pictures: batch, ...rates })['loss']![0]!
    if (!Number.isFinite(loss)) throw this.diverged(`the loss of step ${this.done + 1} is ${loss}`)
    this.done++
    for (const sums of [this.sincePoint, this.sinceEpoch]) {
      sums[0] += loss * indices.length
      sums[1] += indices.length
    }
    if (this.done % reportEvery === 0 || this.done === this.steps) {
      this.losses.push({ step: this.done, loss: this.sincePoint[0] / this.sincePoint[1] })
      this.sincePoint = [0, 0]
    }
    this.speed.seconds = this.speed.seconds * 0.95 + (this.clock() - start) / 1000
    this.speed.pictures = this.speed.pictures * 0.95 + indices.length
    const epochEnds = this.done % this.batchesPerEpoch === 0
    if (epochEnds && this.split.heldOut.length === 0) this.endEpoch(null)
    else if (!epochEnds && this.done % keepEvery === 0) this.keep()
  }

  private batchIndices(): Uint32Array {
    const { batchSize, seed } = this.settings
    const epoch = Math.floor(this.done / this.batchesPerEpoch)
    if (this.order?.epoch !== epoch) {
      this.order = { epoch, indices: epochOrder(this.split.training, epoch, seed) }
    }
    const start = (this.done % this.batchesPerEpoch) * batchSize
    return this.order.indices.subarray(start, start + batchSize)
  }

  private measureBatch(epoch: number): void {
    const { batchSize } = this.settings
    const { heldOut } = this.split
    const start = this.measured.batches * batchSize
    const indices = heldOut.subarray(start, start + batchSize)
    const pictures = gatherPixels(this.pictures, indices)
    const loss = this.network.program.run('measure', { pictures })['loss']![0]!
    if (!Number.isFinite(loss)) throw this.diverged(`the held-out loss after epoch ${epoch} is ${loss}`)
    this.measured.batches++
    this.measured.sum += loss * indices.length
    if (start + batchSize < heldOut.length) return
    this.endEpoch(this.measured.sum / heldOut.length)
    this.measured = { batches: 0, sum: 0 }
  }

  private endEpoch(heldOutLoss: number | null): void {
    this.epochs.push({
      epoch: this.epochs.length + 1,
      step: this.done,
      trainingLoss: this.sinceEpoch[0] / this.sinceEpoch[1],
      heldOutLoss,
      seconds: this.seconds,
    })
    this.sinceEpoch = [0, 0]
    this.keep()
  }

  private keep(): void {
    const state = this.capture()
    for (const [name, { data }] of Object.entries(state.weights)) {
      if (firstNonFinite(data) >= 0) {
        throw this.diverged(`weights "${name}" are not finite after step ${this.done}`)
      }
    }
    this.lastGood = state
  }

  private diverged(what: string): BrenierError {
    const { step } = this.lastGood
    this.failed = true
    return new BrenierError(
      'training-diverged',
      `Expected finite losses, but ${what}. The state after step ${step} is kept; go on from it with a smaller learning rate than ${this.settings.learningRate}.`,
      { step, learningRate: this.settings.learningRate },
    )
  }
  private learningRate(): number {
    const { learningRate, schedule } = this.settings
    return learningRate * scheduleFactor(schedule, this.done, this.steps)
  }

  progress(): TrainingProgress {
    const speed = this.speed.seconds > 0 ? this.speed.pictures / this.speed.seconds : 0
    const left = (this.steps - this.done) * this.settings.batchSize
    return {
      step: this.done,
      steps: this.steps,
      epoch: this.epochs.length,
      epochs: this.settings.epochs,
      learningRate: this.learningRate(),
      loss: this.losses.at(-1)?.loss ?? null,
      heldOutLoss: this.epochs.at(-1)?.heldOutLoss ?? null,
      picturesPerSecond: speed,
      secondsLeft: speed > 0 ? left / speed : 0,
      seconds: this.seconds,
    }
  }

  /** The live curve and the epochs so far. */
  history(): { readonly losses: readonly LossPoint[]; readonly epochs: readonly EpochPoint[] } {
    return { losses: this.losses, epochs: this.epochs }
  }

  /** The state as of now; after a divergence the last good one. */
  checkpoint(): TrainingCheckpoint {
    return this.failed ? this.lastGood : this.capture()
  }

  private capture(): TrainingCheckpoint {
    return {
      format: 1,
      spec: this.network.spec,
      settings: this.settings,
      pictures: this.pictures.count,
      step: this.done,
      seconds: this.seconds,
      losses: [...this.losses],
      epochs: [...this.epochs],
      sincePoint: [...this.sincePoint],
      sinceEpoch: [...this.sinceEpoch],
      weights: this.network.exportWeights(),
      moments: this.network.program.read(this.moments),
    }
  }

  result(): TrainingResult {
    const { name, version, threads } = this.backend
    return {
      checkpoint: this.checkpoint(),
      finished: !this.failed && this.done === this.steps && this.epochs.length === this.settings.epochs,
      backend: { name, version, threads },
    }
  }

  /**
   * What the model makes of fixed pictures: held-out ones, spread evenly over them, or of the training where none are
   * held out. The same pictures at every call.
   */
  reconstruct(count: number): Reconstructions {
    const pool = this.split.heldOut.length > 0 ? this.split.heldOut : this.split.training
    const shown = Math.min(count, pool.length)
    const indices = Uint32Array.from(
      { length: shown },
      (_, i) => pool[Math.floor((i * pool.length) / shown)]!,
    )
    const pixels = gatherPixels(this.pictures, indices)
    return { indices, pictures: scalePixels(pixels), made: this.network.reconstruct(pixels) }
  }

  /** Gives back all tensors. Results taken before stay valid. */
  dispose(): void {
    this.network.dispose()
  }
}
