import { BrenierError } from '../../shared/errors'
import { epochsInAll } from '../../shared/model-defaults'
import type { Stepper } from '../../shared/stepper'
import { checkPictures, splitPictures, type PixelSource, type Split } from './batches'
import { buildAutoencoder, trained } from './models/autoencoder'
import { Network } from './network'
import type { MatchCosts } from './matching'
import type { AccompaniedTraining, Accompaniment, GivenBatch } from './objectives/accompaniment'
import { gradientNorm } from './gradient-norms'
import { figuresOf, slopesOf, type Figures } from './figures'
import { checkSpec, type ModelSpec } from './spec'
import type { Tensors } from './tensors'
import {
  checkCheckpoint,
  checkTraining,
  type EpochPoint,
  type LossPoint,
  type TrainingCheckpoint,
  type TrainingSettings,
} from './training'
import { TrainingBatches } from './training-batches'
import { nothingMeasured, TrainingCurve } from './training-curve'
import { callsAt, learningRateAt, phasesOf, type Phase } from './training-phases'
import { firstMoments, firstWeights } from './training-functions'
import { checkArrays, firstBroken, type NamedArrays } from './weights'

/** Where a training stands. */
export interface TrainingProgress {
  readonly step: number
  readonly steps: number
  /** Epochs completed. */
  readonly epoch: number
  readonly epochs: number
  readonly learningRate: number
  /** Latest point of the curve; empty before the first. */
  readonly figures: Figures
  /** After the last completed epoch; null before, or where no pictures are held out. */
  readonly heldOutLoss: number | null
  /** Over the last steps, measuring on held-out pictures left out. */
  readonly picturesPerSecond: number
  /** Computing time left at that speed. */
  readonly secondsLeft: number
  /** Computing time so far. */
  readonly seconds: number
}

/** How a training ended; its state is `checkpoint`, which takes a while to read. */
export interface TrainingResult {
  /** False where it was cancelled or diverged. */
  readonly finished: boolean
}

/** A step whose calls are made, and perhaps not through. */
interface BegunStep {
  readonly phase: Phase
  readonly given: GivenBatch
  readonly results: Promise<readonly Record<string, Float32Array>[]>
}

/** Steps between two states kept against divergence, where epochs are longer than that. */
const keepEvery = 500

const noMatchings: MatchCosts = () =>
  Promise.reject(new BrenierError('internal', 'Expected a solver of matchings, got none.'))

/**
 * Trains an autoencoder by its objective, a mini-batch a step; after each epoch the held-out
 * pictures are measured, a batch a step too. The same seed, pictures, settings and backend give the same losses.
 */
export class Trainer implements Stepper<TrainingProgress, TrainingResult> {
  private readonly settings: TrainingSettings
  private readonly accompaniment: Accompaniment | null
  private readonly batches: TrainingBatches
  private readonly phases: readonly [Phase, ...Phase[]]
  private readonly steps: number
  private done: number
  private seconds: number
  private readonly curve: TrainingCurve
  private measured = { batches: 0, sum: 0 }
  private ahead: BegunStep | undefined
  /** Seconds and pictures of late steps, each step weighing 5 % less than the one after it. */
  private speed = { seconds: 0, pictures: 0 }
  private good: TrainingCheckpoint
  private failed = false

  private constructor(
    private readonly pictures: PixelSource,
    /** The network in training: encode and decode with it at any time. */
    readonly network: Network,
    start: TrainingCheckpoint,
    private readonly clock: () => number,
    match: MatchCosts,
  ) {
    const { settings } = start
    this.settings = settings
    this.batches = new TrainingBatches(pictures, settings)
    const { objective } = buildAutoencoder(start.spec)
    this.phases = phasesOf(objective, settings, this.batches.perEpoch)
    this.steps = this.phases.at(-1)!.to
    const training: AccompaniedTraining = {
      settings,
      pictures,
      indices: this.split.training,
      match,
      run: (name, inputs) => network.program.run(name, inputs),
    }
    this.accompaniment = objective.accompany?.(training, start.kept) ?? null
    this.done = start.step
    this.seconds = start.seconds
    this.curve = new TrainingCurve(start)
    this.good = start
  }

  /**
   * A training from its beginning.
   * @param clock milliseconds, monotonic
   * @param given weights to begin with in place of random ones; those of other parameters are left out
   * @param match exact assignment, for objectives that need one in each step
   * @throws BrenierError `bad-argument`, `bad-shape`, `empty-set` where pictures, model and settings do not fit
   */
  static async start(
    tensors: Tensors,
    pictures: PixelSource,
    spec: ModelSpec,
    settings: TrainingSettings,
    clock: () => number,
    given: NamedArrays = {},
    match: MatchCosts = noMatchings,
  ): Promise<Trainer> {
    checkPictures(pictures, checkSpec(spec))
    const first = await firstCheckpoint(spec, checkTraining(settings), pictures, given)
    return Trainer.open(tensors, pictures, first, clock, match)
  }

  /**
   * A training that goes on from a checkpoint exactly as it would have without the interruption.
   * @throws BrenierError as `start` does, and where the checkpoint is of other pictures
   */
  static async resume(
    tensors: Tensors,
    pictures: PixelSource,
    checkpoint: TrainingCheckpoint,
    clock: () => number,
    match: MatchCosts = noMatchings,
  ): Promise<Trainer> {
    checkPictures(pictures, checkSpec(checkpoint.spec))
    checkTraining(checkpoint.settings)
    checkCheckpoint(checkpoint, pictures.count)
    const parameters = trained(buildAutoencoder(checkpoint.spec))
    for (const role of ['first/', 'second/']) await checkArrays(parameters, checkpoint.moments, role)
    return Trainer.open(tensors, pictures, checkpoint, clock, match)
  }

  private static async open(
    tensors: Tensors,
    pictures: PixelSource,
    from: TrainingCheckpoint,
    clock: () => number,
    match: MatchCosts,
  ): Promise<Trainer> {
    const { spec, settings, weights, moments } = from
    const { beta1, beta2 } = settings
    const refines = settings.refineEpochs > 0
    const network = await Network.open(tensors, spec, weights, {
      settings: { beta1, beta2 },
      moments,
      refines,
    })
    return new Trainer(pictures, network, from, clock, match)
  }

  /** Which pictures are trained on, and which measured on. */
  get split(): Split {
    return this.batches.split
  }

  /** Whether a step is begun that `step` would finish. */
  get begun(): boolean {
    return this.ahead !== undefined
  }

  /**
   * Trains on one mini-batch, or measures one batch of held-out pictures.
   * @param more whether the caller takes the next step at once: its computing then begins before this one's figures are
   *   back, and the tensors' thread need not wait for a message in between
   * @throws BrenierError `training-diverged` where the loss or a weight is no finite number; `result` and `checkpoint`
   *   then give the last good state
   */
  async step(more = false): Promise<boolean> {
    const start = this.clock()
    const epochsTrained = this.batches.epochsIn(this.done)
    if (this.curve.epochs.length < epochsTrained) await this.measureBatch(epochsTrained)
    else if (this.done < this.steps) await this.trainBatch(start, more)
    this.seconds += (this.clock() - start) / 1000
    return this.finished()
  }

  private finished(): boolean {
    return this.done === this.steps && this.curve.epochs.length === epochsInAll(this.settings)
  }

  private async trainBatch(start: number, more: boolean): Promise<void> {
    const { phase, given, results } = this.ahead ?? (await this.begin(this.done))
    this.ahead = undefined
    const next = this.done + 1
    // A step that an accompaniment prepares follows from the one before; a state that is kept is of its own step alone.
    if (next < this.steps && this.accompanying(phase)) this.batches.prepare(next)
    else if (more && next < phase.to && !this.keptAfter(next)) this.ahead = await this.begin(next)
    const figures = figuresOf(await results)
    for (const [name, value] of Object.entries(figures)) {
      if (!Number.isFinite(value)) throw this.diverged(`in step ${next} the ${name} is ${value}`)
    }
    this.accompanying(phase)?.after?.(given, slopesOf(await results))
    this.done = next
    const count = given.indices.length
    this.curve.stepTaken(figures, count)
    if (this.reportedWithin(this.done - 1, this.done, phase)) this.curve.endPoint(this.done, phase)
    this.speed.seconds = this.speed.seconds * 0.95 + (this.clock() - start) / 1000
    this.speed.pictures = this.speed.pictures * 0.95 + count
    const epochEnds = this.done % this.batches.perEpoch === 0
    if (epochEnds) await this.accompanying(phase)?.epochEnded?.()
    if (epochEnds && this.split.heldOut.length === 0) await this.endEpoch(null)
    else if (!epochEnds && this.keptAfter(this.done)) await this.keep()
  }

  /** Makes a step's calls. @param step from 0, the next that was not begun */
  private async begin(step: number): Promise<BegunStep> {
    const phase = this.phaseAt(step)
    const batch = this.batches.of(step)
    const given: GivenBatch = {
      ...batch,
      seed: Int32Array.of(this.settings.seed, step),
      epoch: this.batches.epochsIn(step),
      learningRate: learningRateAt(phase, this.settings, step),
    }
    const own = await this.accompanying(phase)?.before(given)
    const { program } = this.network
    // Its moments are of the objective's losses.
    if (step === phase.from && step > 0) await program.run('restart', {})
    const { pictures, seed } = given
    const results = Promise.all(
      callsAt(phase, this.settings, step).map(({ name, rates, until }) => {
        // Those of the steps between two points of the curve would tell little for their cost.
        const unwanted = this.reportedWithin(step, until, phase) ? undefined : gradientNorm
        return program.run(name, { pictures, seed, ...own, ...rates }, unwanted)
      }),
    )
    // Whoever takes the step in hears of a failure; until then nobody may be listening.
    results.catch(() => undefined)
    return { phase, given, results }
  }

  /** What accompanies the steps of a phase: those of the objective's own. */
  private accompanying(phase: Phase): Accompaniment | null {
    return phase.from === 0 ? this.accompaniment : null
  }

  /** Whether the curve gets a point after more steps than the first number and at most the second. */
  private reportedWithin(from: number, to: number, phase: Phase): boolean {
    const { reportEvery } = this.settings
    return Math.floor(to / reportEvery) > Math.floor(from / reportEvery) || to >= phase.to
  }

  /** Whether the state after so many steps is kept, in an epoch or at its end. */
  private keptAfter(steps: number): boolean {
    return steps % this.batches.perEpoch === 0 || steps % keepEvery === 0
  }

  private async measureBatch(epoch: number): Promise<void> {
    const { heldOut } = this.split
    const start = this.measured.batches * this.settings.batchSize
    const { indices, pictures } = this.batches.heldOut(start)
    const measured = await this.network.program.run('measure', { pictures })
    const loss = measured['reconstruction']![0]!
    if (!Number.isFinite(loss)) throw this.diverged(`the held-out loss after epoch ${epoch} is ${loss}`)
    this.measured.batches++
    this.measured.sum += loss * indices.length
    if (start + indices.length < heldOut.length) return
    const { sum } = this.measured
    this.measured = { batches: 0, sum: 0 }
    await this.endEpoch(sum / heldOut.length)
  }

  private endEpoch(heldOutLoss: number | null): Promise<void> {
    this.curve.endEpoch(this.done, this.phaseAt(this.done - 1), heldOutLoss, this.seconds)
    return this.keep()
  }

  private async keep(): Promise<void> {
    const state = await this.capture()
    const broken = await firstBroken({ ...state.weights, ...state.kept })
    if (broken !== undefined) {
      throw this.diverged(`weights "${broken}" are not finite after step ${this.done}`)
    }
    this.good = state
  }

  private diverged(what: string): BrenierError {
    const { step } = this.good
    this.failed = true
    this.ahead = undefined
    return new BrenierError(
      'training-diverged',
      `Expected finite losses, but ${what}. The state after step ${step} is kept; train anew with a smaller learning rate than ${this.settings.learningRate}.`,
      { step, learningRate: this.settings.learningRate },
    )
  }

  /** @param step from 0; after the last the last phase */
  private phaseAt(step: number): Phase {
    return this.phases.find(({ to }) => step < to) ?? this.phases.at(-1)!
  }

  progress(): TrainingProgress {
    const speed = this.speed.seconds > 0 ? this.speed.pictures / this.speed.seconds : 0
    const left = (this.steps - this.done) * this.settings.batchSize
    return {
      step: this.done,
      steps: this.steps,
      epoch: this.curve.epochs.length,
      epochs: epochsInAll(this.settings),
      learningRate: learningRateAt(this.phaseAt(this.done), this.settings, this.done),
      figures: this.curve.losses.at(-1)?.figures ?? {},
      heldOutLoss: this.curve.epochs.at(-1)?.heldOutLoss ?? null,
      picturesPerSecond: speed,
      secondsLeft: speed > 0 ? left / speed : 0,
      seconds: this.seconds,
    }
  }

  /** The live curve and the epochs so far. */
  history(): { readonly losses: readonly LossPoint[]; readonly epochs: readonly EpochPoint[] } {
    return this.curve
  }

  /** The last state whose weights were seen to be finite: once an epoch has ended, the state at its end. */
  get lastGood(): TrainingCheckpoint {
    return this.good
  }

  /** The state as of now, between two steps, with the one that is begun; after a divergence the last good one. */
  async checkpoint(): Promise<TrainingCheckpoint> {
    if (this.ahead) await this.step()
    return this.failed ? this.good : this.capture()
  }

  private async capture(): Promise<TrainingCheckpoint> {
    // Asked for before the values are awaited, so that they and the figures are of one moment.
    const figures = {
      format: 1 as const,
      spec: this.network.spec,
      settings: this.settings,
      pictures: this.pictures.count,
      step: this.done,
      seconds: this.seconds,
      ...this.curve.measured(),
      kept: this.accompaniment?.kept?.() ?? {},
    }
    const values = await this.network.program.read()
    const { weights, moments } = this.good
    const those = (names: NamedArrays): NamedArrays =>
      Object.fromEntries(Object.keys(names).map((name) => [name, values[name]!]))
    return { ...figures, weights: those(weights), moments: those(moments) }
  }

  result(): TrainingResult {
    return { finished: !this.failed && this.finished() }
  }

  /** Gives back all tensors. Results taken before stay valid. */
  dispose(): void {
    this.network.dispose()
  }
}

async function firstCheckpoint(
  spec: ModelSpec,
  settings: TrainingSettings,
  pictures: PixelSource,
  given: NamedArrays,
): Promise<TrainingCheckpoint> {
  const model = buildAutoencoder(spec)
  const split = splitPictures(pictures.count, settings.heldOutShare, settings.seed)
  const weights = await firstWeights(model, pictures, split.training, settings.seed)
  for (const name of Object.keys(weights)) weights[name] = given[name] ?? weights[name]!
  return {
    format: 1,
    spec,
    settings,
    pictures: pictures.count,
    step: 0,
    seconds: 0,
    ...nothingMeasured,
    weights,
    moments: firstMoments(model),
    kept: {},
  }
}
