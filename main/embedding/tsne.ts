import { BrenierError } from '../../shared/errors'
import { firstNonFinite } from '../../shared/matrix'
import type { Matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import type { Stepper } from '../../shared/stepper'
import type { TsneLayout } from '../kernels/tsne/layout'
import { openTsneLayout } from '../kernels/tsne/index'
import { conditionalProbabilities, symmetrise } from './affinities'
import type { Affinities } from './affinities'
import { neighbourSearch } from './neighbours'
import type { Neighbours, NeighbourSearch } from './neighbours'
import { principalComponents } from './pca'
import { klDivergence } from './quality'
import type { Divergence } from './quality'

export interface TsneOptions {
  readonly dims: 2 | 3
  /** Effective number of neighbours, 1 … 1000. Reduced to (n − 1) / 3 where the set is too small for it. */
  readonly perplexity: number
  readonly iterations: number
  /** ν of the kernel between embedded points; scikit-learn takes dims − 1, openTSNE 1. */
  readonly degreesOfFreedom: number
  /** How coarse the tree may be: 0 exact, 0.85 the default, above 1.2 the layout suffers. */
  readonly theta: number
  /** Factor on the attraction at the start; at most n / 8. */
  readonly exaggeration: number
  /** Iterations with exaggerated attraction at the start. */
  readonly exaggeratedIterations: number
  readonly seed: number
  /** A start instead of principal components, [n, dims], taken at its own scale. */
  readonly start: Matrix | null
}

/** The defaults for a layout in 2 or 3 dimensions; `degreesOfFreedom` as scikit-learn has it. */
export function tsneDefaults(dims: 2 | 3): TsneOptions {
  return {
    dims,
    perplexity: 30,
    iterations: 750,
    degreesOfFreedom: dims - 1,
    theta: 0.85,
    exaggeration: 12,
    exaggeratedIterations: 250,
    seed: 1,
    start: null,
  }
}

export interface TsneProgress {
  readonly phase: 'start' | 'neighbours' | 'affinities' | 'layout'
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

/** Standard deviation of the start along its first axis: small, so that the exaggerated phase decides the order. */
const START_DEVIATION = 1e-4
/** Jitter on the start, as a share of its deviation: it parts points that coincide. */
const JITTER = 0.01
/** Where nearly all pairs are neighbours, exaggeration draws everything into one point: small sets take less. */
const POINTS_PER_EXAGGERATION = 8
const MEASURE_EVERY = 25
/** Multiplications in one step of the neighbour search: about 20 ms. */
const WORK_OF_A_STEP = 2e7
/** Above this many points Z is summed over a sample of rows. */
const EXACT_DIVERGENCE_ROWS = 20_000
const SAMPLED_ROWS = 2000

/**
 * t-SNE (van der Maaten and Hinton 2008) of [n, d] points into 2 or 3 dimensions, cut into steps: neighbours in
 * blocks of rows, affinities, then one iteration of gradient descent a step. Exact neighbours; repulsion by a tree
 * (van der Maaten 2014). The same points, options and backend give the same bits.
 *
 * The learning rate is n over the exaggeration (Belkina et al. 2019) for the gradient without its constant factor,
 * momentum .5 while exaggerated and .8 after, with gains.
 *
 * @throws BrenierError `bad-argument` below four points or for an option out of range, `not-finite`, `bad-shape`
 */
export function tsne(points: Matrix, options: Partial<TsneOptions> & { dims: 2 | 3 }): TsneStepper {
  const complete: TsneOptions = { ...tsneDefaults(options.dims), ...options }
  requirePoints(points)
  requireOptions(complete, points.rows)
  return new TsneStepper(points, complete)
}

export class TsneStepper implements Stepper<TsneProgress, TsneResult> {
  private readonly perplexity: number
  private readonly k: number
  private readonly exaggeration: number
  private iterations: number
  private iteration = 0
  private phase: TsneProgress['phase'] = 'start'
  private startPositions: Float32Array
  private search: NeighbourSearch | null = null
  private rowsDone = 0
  private readonly conditional: Float32Array
  private readonly found: Neighbours
  private pairs: Affinities | null = null
  private layout: TsneLayout | null = null

  constructor(
    private readonly points: Matrix,
    private readonly options: TsneOptions,
  ) {
    const n = points.rows
    this.perplexity = Math.min(options.perplexity, Math.max(1.5, (n - 1) / 3))
    this.k = Math.min(n - 1, Math.floor(3 * this.perplexity) + 1)
    this.exaggeration = Math.max(1, Math.min(options.exaggeration, n / POINTS_PER_EXAGGERATION))
    this.iterations = options.iterations
    this.startPositions = new Float32Array(n * options.dims)
    this.conditional = new Float32Array(n * this.k)
    this.found = {
      rows: n,
      k: this.k,
      indices: new Uint32Array(n * this.k),
      squaredDistances: new Float32Array(n * this.k),
    }
  }

  step(): boolean {
    switch (this.phase) {
      case 'start':
        this.startPositions = startPositions(this.points, this.options)
        this.search = neighbourSearch(this.points)
        this.phase = 'neighbours'
        return false
      case 'neighbours':
        this.findNeighbours()
        return false
      case 'affinities':
        this.pairs = symmetrise(this.found, this.conditional)
        this.layout = openTsneLayout({
          dims: this.options.dims,
          degreesOfFreedom: this.options.degreesOfFreedom,
          theta: this.options.theta,
          ...this.pairs,
          positions: this.startPositions,
        })
        this.phase = 'layout'
        return this.iteration >= this.iterations
      case 'layout':
        return this.iterate()
    }
  }

  progress(): TsneProgress {
    const { iteration, iterations, phase } = this
    // The neighbours of 10,000 points cost about a tenth of 750 iterations.
    const begun = phase === 'layout' ? 1 : this.rowsDone / this.points.rows
    return {
      phase,
      iteration,
      iterations,
      klEstimate: this.klEstimate(),
      exaggerating: iteration < this.options.exaggeratedIterations,
      fraction: 0.1 * begun + 0.9 * (iterations > 0 ? iteration / iterations : 1),
    }
  }

  result(): TsneResult {
    const { dims, degreesOfFreedom, seed } = this.options
    const positions = this.layout?.positions() ?? this.startPositions.slice()
    return {
      positions: { rows: this.points.rows, columns: dims, data: positions },
      iteration: this.iteration,
      iterations: this.iterations,
      klEstimate: this.klEstimate(),
      perplexity: this.perplexity,
      neighbours: this.k,
      degreesOfFreedom,
      seed,
      backend: this.layout?.backend ?? 'reference',
    }
  }

  /** Goes on for more iterations, also after the last. */
  extend(iterations: number): void {
    this.iterations += iterations
  }

  /** The joint probabilities; null before they are known. */
  affinities(): Affinities | null {
    return this.pairs
  }

  /**
   * KL(P ‖ Q) of the present positions over all pairs; above 20,000 points its normalisation comes from 2000 rows.
   * O(n²): seconds from 10,000 points on. Null before the affinities are known.
   */
  divergence(): Divergence | null {
    if (!this.pairs) return null
    const { positions } = this.result()
    const rows = positions.rows > EXACT_DIVERGENCE_ROWS ? SAMPLED_ROWS : positions.rows
    return klDivergence(this.pairs, positions, this.options.degreesOfFreedom, rows, this.options.seed)
  }

  private klEstimate(): number | null {
    const estimate = this.layout?.divergence ?? Number.NaN
    return Number.isNaN(estimate) ? null : estimate
  }

  private findNeighbours(): void {
    const { rows: n, columns: d } = this.points
    const begin = this.rowsDone
    const end = Math.min(n, begin + Math.max(1, Math.round(WORK_OF_A_STEP / (n * d))))
    const block = this.search!.nearestOthers(begin, end, this.k)
    this.found.indices.set(block.indices, begin * this.k)
    this.found.squaredDistances.set(block.squaredDistances, begin * this.k)
    this.conditional.set(
      conditionalProbabilities(block.squaredDistances, end - begin, this.k, this.perplexity),
      begin * this.k,
    )
    this.rowsDone = end
    if (end < n) return
    this.search = null
    this.phase = 'affinities'
  }

  private iterate(): boolean {
    if (this.iteration >= this.iterations) return true
    const exaggerating = this.iteration < this.options.exaggeratedIterations
    const exaggeration = exaggerating ? this.exaggeration : 1
    const last = this.iteration === this.iterations - 1
    this.layout!.iterate({
      exaggeration,
      momentum: exaggerating ? 0.5 : 0.8,
      learningRate: this.points.rows / exaggeration,
      measure: last || this.iteration % MEASURE_EVERY === 0,
    })
    this.iteration++
    return last
  }
}

/** Principal components scaled to a deviation of 1e-4 along the first, with jitter; flat directions get noise alone. */
function startPositions(points: Matrix, { dims, seed, start }: TsneOptions): Float32Array {
  const n = points.rows
  const positions = new Float32Array(n * dims)
  const source = random(seed).fork('t-SNE start')
  const jitter = (share: number) => START_DEVIATION * share * source.normal()
  if (start) {
    positions.set(start.data)
    for (let c = 0; c < positions.length; c++) positions[c]! += jitter(JITTER)
    return positions
  }
  const count = Math.min(dims, points.columns)
  const { scores, variances } = principalComponents(points, count)
  const scale = variances[0]! > 0 ? START_DEVIATION / Math.sqrt(variances[0]!) : 0
  for (let a = 0; a < dims; a++) {
    const flat = a >= count || !(variances[a]! > 1e-10 * variances[0]!)
    for (let i = 0; i < n; i++) {
      positions[i * dims + a] = flat ? jitter(1) : scale * scores.data[i * count + a]! + jitter(JITTER)
    }
  }
  return positions
}

function requirePoints(points: Matrix): void {
  const { rows: n, columns: d } = points
  if (n < 4 || d < 1) {
    throw new BrenierError('bad-argument', `t-SNE needs at least 4 points, got ${n} × ${d}. Add points.`, {
      n,
      d,
    })
  }
  const bad = firstNonFinite(points.data)
  if (bad >= 0) {
    const point = Math.floor(bad / d)
    throw new BrenierError('not-finite', `Point ${point} holds NaN or Infinity. Leave it out or repair it.`, {
      point,
    })
  }
}

function requireOptions(options: TsneOptions, n: number): void {
  const { perplexity, iterations, degreesOfFreedom, theta, exaggeration, dims, start } = options
  const expect = (met: boolean, wanted: string, name: string, got: number) => {
    if (!met) throw new BrenierError('bad-argument', `Expected ${wanted}, got ${got}.`, { [name]: got })
  }
  expect(dims === 2 || dims === 3, '2 or 3 dimensions', 'dims', dims)
  expect(perplexity >= 1 && perplexity <= 1000, 'a perplexity from 1 to 1000', 'perplexity', perplexity)
  expect(Number.isInteger(iterations) && iterations >= 0, 'a count of iterations', 'iterations', iterations)
  expect(
    degreesOfFreedom > 0 && degreesOfFreedom <= 100,
    'degrees of freedom above 0',
    'degreesOfFreedom',
    degreesOfFreedom,
  )
  expect(theta >= 0 && theta <= 2, 'θ from 0 to 2', 'theta', theta)
  expect(
    exaggeration >= 1 && exaggeration <= 100,
    'an exaggeration from 1 to 100',
    'exaggeration',
    exaggeration,
  )
  if (!start) return
  if (start.rows !== n || start.columns !== dims) {
    throw new BrenierError(
      'bad-shape',
      `Expected a start of ${n} × ${dims} coordinates, got ${start.rows} × ${start.columns}.`,
    )
  }
  if (firstNonFinite(start.data) >= 0)
    throw new BrenierError('not-finite', 'The start holds NaN or Infinity.')
}
