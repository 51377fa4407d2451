import { chiSquareScatter, unbiasedChiSquare } from '../../shared/cell-mass-error'
import type { Stepper } from '../../shared/stepper'
import { openPlanes } from '../kernels/planes/index'
import { CHUNK, type Planes } from '../kernels/planes/planes'
import type { ThreadPool } from '../kernels/thread-pool'
import { AveragedDescent } from './averaged-descent'
import { HistoryRecorder } from './history'
import { halfSquaredNorms } from './sampled-error'
import { SampledCheck, type CheckResult } from './sampled-check'
import { coordinateVariance, halfSecondMoment, seedFor } from './source'
import { gaussianMapHeights } from './start-heights'
import type { Targets } from './targets'
import { assembleTransport, type Transport } from './transport'

export interface StochasticOptions {
  readonly targets: Targets
  readonly source: { readonly kind: 'cube' | 'gaussian'; readonly dimension: number }
  readonly seed: number
  /** All the samples the run may draw, checks included. `samplesForSeconds` turns a time into it. */
  readonly samples: number
  /** Relative RMS error of the cells to stop at, measured on independent samples. */
  readonly tolerance: number
  readonly pool?: ThreadPool | undefined
  /** Heights to go on from, [N]; the Gaussian map where left out. */
  readonly startHeights?: Float64Array
}

export interface StochasticProgress {
  readonly phase: 'start' | 'descent' | 'averaging' | 'check' | 'done'
  readonly step: number
  /** Samples drawn of the `budget`, checks included; their ratio is what is done of the work at most. */
  readonly samples: number
  readonly budget: number
  /** Unbiased relative RMS of the current heights, smoothed over steps; NaN before the first step. */
  readonly relativeRms: number
  /** The same of the averaged heights at the last check; NaN before it. */
  readonly checkedRms: number
  readonly stepSize: number
  readonly worstCell: number
  readonly emptyCells: number
  readonly dualBound: number
}

/** A stepper that holds threads and memory until closed. */
export interface TransportStepper<Progress> extends Stepper<Progress, Transport> {
  close(): void
}

export interface StochasticStepper extends TransportStepper<StochasticProgress> {
  /**
   * Gives the run more samples, or fewer, than its options did: for a budget of time, once its speed is known. What
   * was drawn stays drawn. A run is repeated bit for bit only where its budgets are set at the same steps.
   */
  setBudget(samples: number): void
}

/** Multiples of the Gaussian map's heights that are tried; the one with the smallest error starts. */
const START_FACTORS = [0.5, 0.7, 0.85, 1, 1.15]
/** Adam's step at step t is FIRST_STEP·σ_x·σ_y / (1 + t/SLOW_AFTER)^FALL. */
const FIRST_STEP = 0.1
const SLOW_AFTER = 20
/** Between ½ and 1: the average of the iterates is then as good as any estimate from the same samples. */
const FALL = 0.75
/** Averaging leaves out the way there: this share of the samples the run may take. */
const WAY_THERE = 0.15
/** Share of the tolerance the noise floor must have reached before a check can be expected to pass. */
const WORTH_CHECKING = 0.9
/** A run of fewer steps has not gone far, whatever the tolerance. */
const LEAST_STEPS = 300
const SMOOTHING = 0.96

/**
 * Semi-discrete transport in any dimension: minimise E(h) = ∫u_h dμ − Σν_i h_i over fresh samples each step.
 *
 * 1. Start from the optimal map between Gaussians, scaled by the factor that measures best.
 * 2. Descend by Adam on fresh samples, with a step that falls as t^−¾.
 * 3. After the first seventh, average the heights. An average over n samples has the error √(N/n), which is also what
 *    counting n samples would have: no schedule does better (Polyak and Juditsky 1992).
 * 4. Measure the average on samples that had no part in it; stop when it is within tolerance.
 *
 * The same options give the same bits, with any number of threads. A step draws one batch.
 */
export function stochasticTransport(options: StochasticOptions): StochasticStepper {
  return new StochasticSolver(options)
}

class StochasticSolver implements StochasticStepper {
  private readonly planes: Planes
  private readonly cells: number
  private readonly batch: number
  private readonly firstStep: number
  private readonly halfNorms: Float64Array
  private readonly seeds: { start: number; descent: number; check: number; result: number }
  private readonly history = new HistoryRecorder(400)
  private readonly gaussian: Float64Array | undefined

  /** All the samples the run may draw. */
  private budget: number

  private phase: StochasticProgress['phase']
  private tried: { factor: number; chiSquare: number }[] = []
  private descent: AveragedDescent
  private steps = 0
  private descentSamples = 0
  private checkChunks = 0
  private drawn = 0
  private stepSize = 0
  private smoothed = 0
  private smoothingWeight = 0
  private check: SampledCheck | undefined
  private checkAt = 0
  private last: CheckResult | undefined
  private lastAt = -1

  constructor(private readonly options: StochasticOptions) {
    const { targets, source, seed, samples, pool, startHeights } = options
    this.cells = targets.points.rows
    this.budget = samples
    this.planes = openPlanes(targets.points, { pool })
    this.halfNorms = halfSquaredNorms(targets.points)
    const variance = coordinateVariance(source)
    this.firstStep = FIRST_STEP * Math.sqrt(variance)
    this.batch = roundToChunk(Math.min(8192, Math.max(2048, this.cells / 2)))
    this.seeds = {
      start: seedFor(seed, 'start'),
      descent: seedFor(seed, 'descent'),
      check: seedFor(seed, 'check'),
      result: seedFor(seed, 'result'),
    }
    if (startHeights) this.phase = 'descent'
    else {
      this.phase = 'start'
      this.gaussian = gaussianMapHeights(targets.points, targets.masses, variance)
    }
    this.descent = this.descentFrom(startHeights ?? new Float64Array(this.cells))
  }

  step(): boolean {
    if (this.phase === 'start') this.tryStart()
    else if (this.phase === 'check') this.advanceCheck()
    else if (this.phase !== 'done') this.descend()
    return this.phase === 'done'
  }

  progress(): StochasticProgress {
    return {
      phase: this.phase,
      step: this.steps,
      samples: Math.min(this.drawn, this.budget),
      budget: this.budget,
      relativeRms: this.iterateRms(),
      checkedRms: this.checkedRms(),
      stepSize: this.stepSize,
      worstCell: this.last?.worstCell ?? Number.NaN,
      emptyCells: this.last?.emptyCells ?? Number.NaN,
      dualBound: this.last?.dualBound ?? Number.NaN,
    }
  }

  setBudget(samples: number): void {
    this.budget = samples
  }

  result(): Transport {
    const check = this.currentCheck()
    const { targets, source, seed, tolerance } = this.options
    const converged = this.proves(check)
    const report = {
      exact: false,
      converged,
      tolerance,
      relativeRms: check.relativeRms,
      relativeRmsError: check.relativeRmsError,
      worstCell: check.worstCell,
      emptyCells: check.emptyCells,
      dualBound: check.dualBound,
      primalCost: check.primalCost,
      gap: check.gap,
      steps: this.steps,
      samples: this.descentSamples,
      checkSamples: check.samples,
      noiseFloor: Math.sqrt(this.cells / this.descentSamples),
      warnings: converged ? [] : [this.shortfall(check)],
    }
    const solution = {
      heights: check.heights.slice(),
      cellMasses: check.cellMasses,
      report,
      history: this.history.finish(),
    }
    return assembleTransport(source, targets, 'stochastic', seed, solution)
  }

  close(): void {
    this.planes.close()
  }

  private descentFrom(start: Float64Array): AveragedDescent {
    return new AveragedDescent(start, { beta1: 0.9, beta2: 0.99, epsilon: 1e-12, biasCorrection: true })
  }

  /** Measures the Gaussian map at one factor; after the last, descends from the best. */
  private tryStart(): void {
    const factor = START_FACTORS[this.tried.length]!
    const heights = this.gaussian!.map((height) => height * factor)
    const count = roundToChunk(Math.min(65_536, Math.max(8192, 8 * this.cells), this.budget / 20))
    this.planes.setHeights(heights)
    const { counts } = this.planes.drawHits({
      source: this.options.source.kind,
      seed: this.seeds.start,
      firstChunk: 0,
      count,
    })
    this.drawn += count
    this.tried.push({ factor, chiSquare: unbiasedChiSquare(counts, this.options.targets.masses) })
    if (this.tried.length < START_FACTORS.length) return
    const best = this.tried.reduce((a, b) => (b.chiSquare < a.chiSquare ? b : a))
    this.descent = this.descentFrom(this.gaussian!.map((height) => height * best.factor))
    this.phase = 'descent'
  }

  private descend(): void {
    const { targets, source } = this.options
    this.stepSize = this.firstStep / (1 + this.steps / SLOW_AFTER) ** FALL
    this.planes.setHeights(this.descent.heights)
    const firstChunk = this.descentSamples / CHUNK
    const { counts } = this.planes.drawHits({
      source: source.kind,
      seed: this.seeds.descent,
      firstChunk,
      count: this.batch,
    })
    // These samples are new to the heights, so the estimate is unbiased for them.
    const chiSquare = unbiasedChiSquare(counts, targets.masses)
    this.smoothed += (1 - SMOOTHING) * (chiSquare - this.smoothed)
    this.smoothingWeight += (1 - SMOOTHING) * (1 - this.smoothingWeight)
    this.descent.step(counts, this.batch, targets.masses, this.stepSize)
    if (this.phase === 'averaging') this.descent.accumulate()
    this.steps++
    this.descentSamples += this.batch
    this.drawn += this.batch
    this.history.record({
      steps: this.steps,
      samples: this.drawn,
      relativeRms: this.iterateRms(),
      checkedRms: this.checkedRms(),
      worstCell: Number.NaN,
      stepSize: this.stepSize,
    })
    this.leaveDescent()
  }

  private leaveDescent(): void {
    if (this.drawn + this.finalCheckSamples() >= this.budget) {
      this.startCheck(this.finalCheckSamples())
    } else if (this.phase === 'descent') {
      const wayThere = this.wayThere()
      if (this.descentSamples >= wayThere) {
        this.phase = 'averaging'
        this.checkAt = 4 * wayThere
      }
    } else {
      const averaged = this.descent.averagedSteps * this.batch
      if (averaged < this.checkAt) return
      const precise = this.finalCheckSamples()
      const floor = this.cells / this.descentSamples
      if (floor <= (WORTH_CHECKING * this.options.tolerance) ** 2) {
        // Few checks: with many, one would pass by luck.
        this.checkAt = Math.max(1.2 * averaged, averaged + 6 * precise)
        this.startCheck(precise)
      } else {
        // Too early to be within tolerance: for the curve, sharp to half of the square expected by now.
        const hopeful = this.cells / (WORTH_CHECKING * this.options.tolerance) ** 2
        this.checkAt = Math.max(
          1.3 * averaged,
          Math.min(4 * averaged, averaged + hopeful - this.descentSamples),
        )
        this.startCheck(roundToChunk(Math.min(precise, (2 * Math.sqrt(2 * this.cells)) / floor)))
      }
    }
  }

  /** Samples before averaging: few where a loose tolerance needs few, whatever the budget. */
  private wayThere(): number {
    const needed = (1.5 * this.cells) / this.options.tolerance ** 2
    return WAY_THERE * Math.min(this.budget, Math.max(needed, LEAST_STEPS * this.batch))
  }

  /** So many that the scatter of χ² is a quarter of the tolerance's, within a twelfth of the budget. */
  private finalCheckSamples(): number {
    const wanted = (4 * Math.sqrt(2 * this.cells)) / this.options.tolerance ** 2
    return roundToChunk(Math.max(4 * CHUNK, Math.min(wanted, this.budget / 12)))
  }

  private startCheck(samples: number): void {
    this.check = this.newCheck(samples, this.seeds.check, this.checkChunks)
    this.checkChunks += samples / CHUNK
    this.phase = 'check'
  }

  private newCheck(samples: number, seed: number, firstChunk: number): SampledCheck {
    const { targets, source } = this.options
    const heights = (this.descent.averagedSteps > 0 ? this.descent.average : this.descent.heights).slice()
    const problem = {
      planes: this.planes,
      source: source.kind,
      masses: targets.masses,
      halfNorms: this.halfNorms,
      halfSecondMoment: halfSecondMoment(source),
    }
    return new SampledCheck(problem, heights, seed, firstChunk, samples)
  }

  private advanceCheck(): void {
    const check = this.check!
    const before = check.drawn
    const complete = check.advance(2 * this.batch)
    this.drawn += check.drawn - before
    if (!complete) return
    this.last = check.result()
    this.lastAt = this.steps
    this.check = undefined
    const spent = this.drawn + this.finalCheckSamples() >= this.budget
    this.phase = this.proves(this.last) || spent ? 'done' : 'averaging'
  }

  /** Whether a check shows the tolerance reached: a coarse one would by luck. */
  private proves(check: CheckResult): boolean {
    const square = this.options.tolerance ** 2
    return check.chiSquare <= square && chiSquareScatter(this.cells, check.samples) <= square / 2
  }

  /** The check of the present heights: the last one where nothing was done since, a new one otherwise. */
  private currentCheck(): CheckResult {
    if (this.last && this.lastAt === this.steps) return this.last
    // A stream of its own: asking for a result on the way must not change how the run goes on.
    const samples = roundToChunk(Math.min(this.finalCheckSamples(), 1 << 18))
    const check = this.newCheck(samples, this.seeds.result, 0)
    while (!check.advance(2 * this.batch));
    this.last = check.result()
    this.lastAt = this.steps
    return this.last
  }

  /** A check cannot tell less than its own scatter: a smaller figure would be luck, and the curve would jump. */
  private checkedRms(): number {
    if (!this.last) return Number.NaN
    return Math.sqrt(Math.max(this.last.chiSquare, chiSquareScatter(this.cells, this.last.samples)))
  }

  private iterateRms(): number {
    if (this.smoothingWeight === 0) return Number.NaN
    return Math.sqrt(Math.max(0, this.smoothed / this.smoothingWeight))
  }

  private shortfall(check: CheckResult): string {
    const percent = (value: number): string => `${(100 * value).toPrecision(2)} %`
    const [found, asked] = [percent(check.relativeRms), percent(this.options.tolerance)]
    if (check.relativeRms <= this.options.tolerance) {
      return `The cells' masses are off by ${found} (relative RMS) by a check of ${check.samples} samples, too few to prove the ${asked} that were asked for; give the solver more time or accept the map as it is.`
    }
    return `The cells' masses are off by ${found} (relative RMS) instead of ${asked}; give the solver more time or accept the map as it is.`
  }
}

function roundToChunk(samples: number): number {
  return Math.max(1, Math.round(samples / CHUNK)) * CHUNK
}
