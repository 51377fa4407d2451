import { BrenierError } from '../../../shared/errors'
import { firstNonFinite, type Matrix } from '../../../shared/matrix'
import { random } from '../../../shared/random'
import type { Stepper } from '../../../shared/stepper'
import { correctedRate, initialMoments } from '../adam'
import { added, figuresOf, means, noSums, type Figures } from '../figures'
import type { Match } from '../matching'
import { trainedOf } from '../objectives/objective'
import { scheduleFactor } from '../schedule'
import type { TensorProgram, Tensors } from '../tensors'
import type { LossPoint } from '../training'
import { firstBroken, initialArraysInTurns, type NamedArrays } from '../weights'
import { checkMapper } from './check'
import type { MapSession, Round } from './method'
import { mapOf } from './registry'
import type { MapSpec, MapTraining } from '../../../shared/contracts/mapper'

/** Where the training of a map stands. */
export interface MapProgress {
  readonly step: number
  readonly steps: number
  /** Latest point of the curve; empty before the first. */
  readonly figures: Figures
  /** Computing time so far, and left at that speed. */
  readonly seconds: number
  readonly secondsLeft: number
}

/** A trained map at rest: the weights go into a weights file, the rest is JSON. */
export interface MapCheckpoint {
  readonly format: 1
  readonly spec: MapSpec
  readonly training: MapTraining
  /** Steps done. */
  readonly step: number
  readonly seconds: number
  readonly losses: readonly LossPoint[]
  readonly weights: NamedArrays
}

/** Steps between two states kept against divergence. */
const keepEvery = 500

/**
 * Trains a map from noise to codes, a batch a step. The same seed, codes, settings and backend give the same figures.
 * `result` is whether it came to its end; its state is `checkpoint`, which takes a while to read.
 */
export class MapTrainer implements Stepper<MapProgress, { readonly finished: boolean }> {
  private done = 0
  private seconds = 0
  private losses: LossPoint[] = []
  private sincePoint = noSums
  private failed = false
  private round: Round | null = null
  /** Calls of each function that has an optimiser: Adam's bias corrections count them. */
  private readonly calls = new Map<string, number>()
  private readonly session: MapSession

  private constructor(
    targets: Matrix,
    private readonly spec: MapSpec,
    private readonly training: MapTraining,
    private readonly program: TensorProgram,
    private readonly weightNames: readonly string[],
    private good: MapCheckpoint,
    match: Match,
    private readonly clock: () => number,
  ) {
    this.session = {
      targets,
      batchSize: training.batchSize,
      match,
      run: (name, inputs) => program.run(name, inputs),
      train: async (name, inputs) => {
        const call = (this.calls.get(name) ?? 0) + 1
        this.calls.set(name, call)
        const rates = correctedRate(training, this.learningRate(), call)
        return figuresOf([await program.run(name, { ...inputs, ...rates })])
      },
    }
  }

  /**
   * @param targets codes to map onto, [n, d]
   * @param clock milliseconds, monotonic
   * @throws BrenierError `bad-argument`, `bad-shape`, `empty-set`, `not-finite` where codes and settings do not fit
   */
  static async start(
    tensors: Tensors,
    targets: Matrix,
    spec: MapSpec,
    training: MapTraining,
    match: Match,
    clock: () => number,
  ): Promise<MapTrainer> {
    checkMapper({ spec, training })
    checkTargets(targets, spec)
    const { parameters } = mapOf(spec)
    const weights = await initialArraysInTurns(parameters, training.seed)
    const moments = initialMoments(trainedOf({ parameters }))
    const program = await tensors.open({ map: spec, training }, { ...weights, ...moments })
    const good: MapCheckpoint = { format: 1, spec, training, step: 0, seconds: 0, losses: [], weights }
    const names = Object.keys(weights)
    return new MapTrainer(targets, spec, training, program, names, good, match, clock)
  }

  /**
   * Trains on one batch.
   * @throws BrenierError `training-diverged`, naming the figure that is no finite number; `checkpoint` then gives the last
   *   good state
   */
  async step(): Promise<boolean> {
    const start = this.clock()
    const { seed, steps, reportEvery } = this.training
    const source = random(seed)
    this.round ??= await mapOf(this.spec).begin(this.session, source.fork('what is drawn once'))
    const figures = await this.round(source.fork(`step ${this.done}`))
    const broken = Object.entries(figures).find(([, value]) => !Number.isFinite(value))
    if (broken) throw this.diverged(`the ${broken[0]} of step ${this.done + 1} is ${broken[1]}`)
    this.done++
    this.sincePoint = added(this.sincePoint, figures, 1)
    if (this.done % reportEvery === 0 || this.done === steps) {
      this.losses.push({ step: this.done, figures: means(this.sincePoint) })
      this.sincePoint = noSums
    }
    if (this.done % keepEvery === 0 || this.done === steps) await this.keep()
    this.seconds += (this.clock() - start) / 1000
    return this.done === steps
  }

  private learningRate(): number {
    const { learningRate, schedule, steps } = this.training
    return learningRate * scheduleFactor(schedule, this.done, steps)
  }

  private async keep(): Promise<void> {
    const state = await this.capture()
    const broken = await firstBroken(state.weights)
    if (broken !== undefined) {
      throw this.diverged(`weights "${broken}" are not finite after step ${this.done}`)
    }
    this.good = state
  }

  private diverged(what: string): BrenierError {
    const { step } = this.good
    const { learningRate } = this.training
    this.failed = true
    return new BrenierError(
      'training-diverged',
      `Expected finite figures, but ${what}. The state after step ${step} is kept; train anew with a smaller learning rate than ${learningRate}.`,
      { step, learningRate },
    )
  }

  progress(): MapProgress {
    const { steps } = this.training
    const { done, seconds } = this
    return {
      step: done,
      steps,
      figures: this.losses.at(-1)?.figures ?? {},
      seconds,
      secondsLeft: done > 0 ? (seconds / done) * (steps - done) : 0,
    }
  }

  /** The live curve so far. */
  history(): readonly LossPoint[] {
    return this.losses
  }

  /** The state as of now, between two steps; after a divergence the last good one. */
  async checkpoint(): Promise<MapCheckpoint> {
    return this.failed ? this.good : this.capture()
  }

  private async capture(): Promise<MapCheckpoint> {
    const { spec, training, seconds } = this
    const known = { spec, training, step: this.done, seconds, losses: [...this.losses] }
    return { format: 1, ...known, weights: await this.program.read(this.weightNames) }
  }

  result(): { readonly finished: boolean } {
    return { finished: !this.failed && this.done === this.training.steps }
  }

  /** Gives back all tensors. Results taken before stay valid. */
  dispose(): void {
    this.program.dispose()
  }
}

function checkTargets({ rows, columns, data }: Matrix, spec: MapSpec): void {
  if (rows < 2) {
    throw new BrenierError('empty-set', `Expected at least two codes to map onto, got ${rows}.`)
  }
  if (columns !== spec.dimension) {
    throw new BrenierError(
      'bad-shape',
      `Expected codes of ${spec.dimension} coordinates, got ${columns}. Make the map for these codes.`,
    )
  }
  const bad = firstNonFinite(data)
  if (bad < 0) return
  const index = Math.floor(bad / columns)
  throw new BrenierError(
    'not-finite',
    `Code ${index} holds NaN or Infinity. Leave it out or encode it again.`,
  )
}
