import type { ThreadPool } from '../kernels/thread-pool'
import { openPlanes } from '../kernels/planes/index'
import { CHUNK, type Planes } from '../kernels/planes/planes'
import { AveragedDescent } from './averaged-descent'
import { HistoryRecorder } from './history'
import { SampledCheck } from './sampled-check'
import { halfSquaredNorms } from './sampled-error'
import { halfSecondMoment, seedFor } from './source'
import type { TransportStepper } from './stochastic'
import type { Targets } from './targets'
import { assembleTransport, type Transport } from './transport'

export interface PaperOptions {
  readonly targets: Targets
  readonly source: { readonly kind: 'cube' | 'gaussian'; readonly dimension: number }
  readonly seed: number
  /** Relative RMS that counts as converged in the report; the method itself stops by its own rule. */
  readonly tolerance: number
  /** Samples the run may draw in all; without, only the method's own 20,000 steps bound it. */
  readonly samples?: number
  /** Adam's step; 1e-4 in the plane, 5e-2 elsewhere, where left out. */
  readonly stepSize?: number
  readonly pool?: ThreadPool | undefined
}

export interface PaperProgress {
  readonly step: number
  readonly samples: number
  /** Most samples the run can still come to. */
  readonly budget: number
  /** ‖w − ν‖₂ on the method's own points, which it stops by. */
  readonly gradientNorm: number
  /** √(N)·‖w − ν‖₂ on the same points: they are fitted, so the true error is larger. */
  readonly relativeRms: number
  readonly stepSize: number
}

const MOST_STEPS = 20_000
const THRESHOLD = 2e-3
const PATIENCE = 30
const MOST_DOUBLINGS = 7

/**
 * The official solver's settings (pyOMT, the code of the Brenier paper), to be seen beside the others: heights start
 * at 0; the *same* points every step; Adam (0.9, 0.999) without bias correction and with a constant step; points
 * double when ‖w − ν‖₂ has not improved for 30 steps; stop at ‖w − ν‖₂ < 2·10⁻³, which means little without N
 * (√N·‖w − ν‖₂ is 3 % at N = 256 and 49 % at N = 60,000), or after 20,000 steps. Its points are a Sobol sequence;
 * here they are pseudo-random. Targets are normalised as everywhere in this product, there they are not.
 */
export function paperTransport(options: PaperOptions): TransportStepper<PaperProgress> {
  return new PaperSolver(options)
}

class PaperSolver implements TransportStepper<PaperProgress> {
  private readonly planes: Planes
  private readonly descent: AveragedDescent
  private readonly stepSize: number
  private readonly seeds: { points: number; check: number }
  private readonly history = new HistoryRecorder(400)
  private readonly mostSamples: number
  private batch: number
  private steps = 0
  private drawn = 0
  private doublings = 0
  private best = Infinity
  private sinceBest = 0
  private norm = Number.NaN
  private done = false

  constructor(private readonly options: PaperOptions) {
    const { targets, source, seed, pool } = options
    const plane = source.dimension === 2
    this.planes = openPlanes(targets.points, { pool })
    const rates = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, biasCorrection: false }
    this.descent = new AveragedDescent(new Float64Array(targets.points.rows), rates)
    this.stepSize = options.stepSize ?? (plane ? 1e-4 : 5e-2)
    this.batch = plane ? 10_000 : 20_000
    this.seeds = { points: seedFor(seed, 'paper points'), check: seedFor(seed, 'check') }
    this.mostSamples = options.samples ?? Infinity
  }

  step(): boolean {
    const { targets, source } = this.options
    this.planes.setHeights(this.descent.heights)
    const draw = { source: source.kind, seed: this.seeds.points, firstChunk: 0, count: this.batch }
    const { counts } = this.planes.drawHits(draw)
    this.norm = this.descent.step(counts, this.batch, targets.masses, this.stepSize)
    this.steps++
    this.drawn += this.batch
    this.history.record({
      steps: this.steps,
      samples: this.drawn,
      relativeRms: this.relativeRms(),
      checkedRms: Number.NaN,
      worstCell: Number.NaN,
      stepSize: this.stepSize,
    })
    if (this.norm < this.best) {
      this.best = this.norm
      this.sinceBest = 0
    } else if (++this.sinceBest > PATIENCE && this.doublings < MOST_DOUBLINGS) {
      this.batch *= 2
      this.doublings++
      this.best = Infinity
      this.sinceBest = 0
    }
    this.done =
      this.norm < THRESHOLD || this.steps >= MOST_STEPS || this.drawn + this.batch > this.mostSamples
    return this.done
  }

  progress(): PaperProgress {
    return {
      step: this.steps,
      samples: this.drawn,
      budget: Math.min(this.mostSamples, this.drawn + (MOST_STEPS - this.steps) * this.batch),
      gradientNorm: this.norm,
      relativeRms: this.relativeRms(),
      stepSize: this.stepSize,
    }
  }

  result(): Transport {
    const { targets, source, seed, tolerance } = this.options
    const heights = this.descent.heights.slice()
    const problem = {
      planes: this.planes,
      source: source.kind,
      masses: targets.masses,
      halfNorms: halfSquaredNorms(targets.points),
      halfSecondMoment: halfSecondMoment(source),
    }
    const samples = CHUNK * Math.max(64, Math.ceil((32 * heights.length) / CHUNK))
    const check = new SampledCheck(problem, heights, this.seeds.check, 0, samples)
    while (!check.advance(16 * CHUNK));
    const { chiSquare, cellMasses, ...measured } = check.result()
    const converged = chiSquare <= tolerance ** 2
    const report = {
      exact: false,
      converged,
      tolerance,
      relativeRms: measured.relativeRms,
      relativeRmsError: measured.relativeRmsError,
      worstCell: measured.worstCell,
      emptyCells: measured.emptyCells,
      dualBound: measured.dualBound,
      primalCost: measured.primalCost,
      gap: measured.gap,
      steps: this.steps,
      samples: this.drawn,
      checkSamples: samples,
      // Drawing the same points again teaches nothing new.
      noiseFloor: Math.sqrt(heights.length / this.batch),
      warnings: converged ? [] : [this.shortfall(measured.relativeRms)],
    }
    return assembleTransport(source, targets, 'paper', seed, {
      heights,
      cellMasses,
      report,
      history: this.history.finish(),
    })
  }

  close(): void {
    this.planes.close()
  }

  private relativeRms(): number {
    return Math.sqrt(this.options.targets.masses.length) * this.norm
  }

  private shortfall(relativeRms: number): string {
    const own =
      this.norm < THRESHOLD
        ? `met its own threshold (‖w − ν‖ < ${THRESHOLD})`
        : 'did not meet its own threshold'
    return (
      `The paper's settings ${own} after ${this.steps} steps; on independent samples the cells' masses are off by ` +
      `${(100 * relativeRms).toPrecision(2)} % (relative RMS). The stochastic method comes closer.`
    )
  }
}
