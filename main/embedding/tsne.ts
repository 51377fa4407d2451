import type { Matrix } from '../../shared/matrix'
import type { Stepper } from '../../shared/stepper'
import type { ThreadPool } from '../kernels/thread-pool'
import { openTsneLayout } from '../kernels/tsne/index'
import type { TsneLayout } from '../kernels/tsne/layout'
import type { Affinities } from './affinities'
import { AffinitySteps } from './affinity-steps'
import { divergenceGiven, klDivergence } from './quality'
import type { Divergence } from './quality'
import { requireOptions, requirePoints, tsneDefaults } from './tsne-options'
import type { TsneOptions } from './tsne-options'
import { startPositions } from './tsne-start'

export interface TsneProgress {
  readonly phase: 'start' | 'affinities' | 'layout'
  readonly iteration: number
  readonly iterations: number
  /** KL over the neighbour pairs with the tree's normalisation; null before it was measured. */
  readonly klEstimate: number | null
  readonly exaggerating: boolean
  /** Of all the work, 0 … 1. */
  readonly fraction: number
}

export interface TsneResult {
  /** [n, dims], centred. Principal components until the layout has begun. */
  readonly positions: Matrix
  readonly iteration: number
  readonly iterations: number
  readonly klEstimate: number | null
  /** What was used, which is less than what was asked where the set is small. */
  readonly perplexity: number
  readonly neighbours: number
  readonly degreesOfFreedom: number
  readonly seed: number
  readonly backend: 'wasm' | 'reference'
}

/** Where nearly all pairs are neighbours, exaggeration draws everything into one point: small sets take less. */
const POINTS_PER_EXAGGERATION = 8
const MEASURE_EVERY = 25
/** Above this many points Z is summed over a sample of rows. */
const EXACT_DIVERGENCE_POINTS = 20_000
const SAMPLED_ROWS = 2000

/**
 * t-SNE (van der Maaten and Hinton 2008) of [n, d] points into 2 or 3 dimensions, cut into steps: neighbours in
 * blocks of rows, affinities, then one iteration of gradient descent a step. Exact neighbours; repulsion by a tree
 * (van der Maaten 2014). The same points, options and backend give the same bits.
 *
 * The learning rate is n over the exaggeration (Belkina et al. 2019) for the gradient without its constant factor,
 * momentum .5 while exaggerated and .8 after, with gains.
 *
 * @param pool threads to share the work; then `close` must be called at the end
 * @throws BrenierError `bad-argument` below four points or for an option out of range, `not-finite`, `bad-shape`
 */
export function tsne(
  points: Matrix,
  options: Partial<TsneOptions> & { dims: 2 | 3 },
  pool?: ThreadPool,
): TsneStepper {
  const complete: TsneOptions = { ...tsneDefaults(options.dims), ...options }
  requirePoints(points)
  requireOptions(complete, points.rows)
  return new TsneStepper(points, complete, pool)
}

export class TsneStepper implements Stepper<TsneProgress, TsneResult> {
  private readonly perplexity: number
  private readonly neighbours: number
  private readonly exaggeration: number
  private iterations: number
  private iteration = 0
  private closed = false
  /** The start, and after `close` the end. */
  private still: Float32Array
  private klEstimate: number | null = null
  private backend: TsneLayout['backend'] = 'wasm'
  private steps: AffinitySteps | null = null
  private layout: TsneLayout | null = null

  constructor(
    private readonly points: Matrix,
    private readonly options: TsneOptions,
    private readonly pool: ThreadPool | undefined,
  ) {
    const n = points.rows
    this.perplexity = Math.min(options.perplexity, Math.max(1.5, (n - 1) / 3))
    this.neighbours = Math.min(n - 1, Math.floor(3 * this.perplexity) + 1)
    this.exaggeration = Math.max(1, Math.min(options.exaggeration, n / POINTS_PER_EXAGGERATION))
    this.iterations = options.iterations
    this.still = new Float32Array(n * options.dims)
  }

  step(): boolean {
    if (this.closed) return true
    if (this.layout) return this.iterate(this.layout)
    if (!this.steps) {
      this.still = startPositions(this.points, this.options)
      this.steps = new AffinitySteps(this.points, this.neighbours, this.perplexity, this.pool)
    } else if (this.steps.affinities) {
      this.openLayout(this.steps.affinities)
    } else if (this.steps.step()) {
      this.steps.close()
    }
    return false
  }

  progress(): TsneProgress {
    const { iteration, iterations, klEstimate } = this
    // The neighbours of 10,000 points cost about a tenth of 750 iterations.
    const begun = this.steps?.fraction() ?? 0
    return {
      phase: this.layout ? 'layout' : this.steps ? 'affinities' : 'start',
      iteration,
      iterations,
      klEstimate,
      exaggerating: iteration < this.options.exaggeratedIterations,
      fraction: 0.1 * begun + (iterations > 0 ? (0.9 * iteration) / iterations : 0),
    }
  }

  result(): TsneResult {
    const { dims, degreesOfFreedom, seed } = this.options
    const { iteration, iterations, klEstimate, perplexity, neighbours, backend } = this
    const data = this.layout?.positions() ?? this.still.slice()
    return {
      positions: { rows: this.points.rows, columns: dims, data },
      ...{ iteration, iterations, klEstimate, perplexity, neighbours, degreesOfFreedom, seed, backend },
    }
  }

  /** Goes on for more iterations, also after the last; not after `close`. */
  extend(iterations: number): void {
    this.iterations += iterations
  }

  /** The joint probabilities; null before they are known. */
  affinities(): Affinities | null {
    return this.steps?.affinities ?? null
  }

  /**
   * KL(P ‖ Q) of the present positions over all pairs; above 20,000 points Z comes from 2000 random rows.
   * O(n²): half a second at 20,000 points. Null before the layout has begun.
   */
  divergence(): Divergence | null {
    const { layout, steps } = this
    if (!layout || !steps?.affinities) return null
    const { positions } = this.result()
    const { degreesOfFreedom, seed } = this.options
    const rows = positions.rows
    if (rows > EXACT_DIVERGENCE_POINTS) {
      return klDivergence(steps.affinities, positions, degreesOfFreedom, SAMPLED_ROWS, seed)
    }
    const z = layout.exactNormalisation()
    return { value: divergenceGiven(steps.affinities, positions, degreesOfFreedom, z), rows }
  }

  /** Ends the run and gives its memory back; results stay as they are. Must be called where a pool was given. */
  close(): void {
    if (this.closed) return
    this.still = this.result().positions.data
    this.closed = true
    this.steps?.close()
    this.layout?.close()
    this.layout = null
  }

  private openLayout(affinities: Affinities): void {
    const { dims, degreesOfFreedom, theta } = this.options
    this.layout = openTsneLayout(
      { ...affinities, dims, degreesOfFreedom, theta, positions: this.still },
      this.pool,
    )
    this.backend = this.layout.backend
  }

  private iterate(layout: TsneLayout): boolean {
    if (this.iteration >= this.iterations) return true
    const exaggerating = this.iteration < this.options.exaggeratedIterations
    const exaggeration = exaggerating ? this.exaggeration : 1
    const last = this.iteration === this.iterations - 1
    const measure = last || this.iteration % MEASURE_EVERY === 0
    const learningRate = this.points.rows / exaggeration
    layout.iterate({ exaggeration, momentum: exaggerating ? 0.5 : 0.8, learningRate, measure })
    if (measure) this.klEstimate = layout.divergence
    this.iteration++
    return last
  }
}
