import { BrenierError } from '../../shared/errors'
import { matrix, type Matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import type { Stepper } from '../../shared/stepper'
import { requireSameBins, sharesOf } from './histogram-divergence'
import { meanOf } from './mean-value'
import { miniBatchKMeans } from './mini-batch-k-means'
import { tally } from './mode-scores'
import { requireComparable } from './samples'

/** A precision–recall curve: entry i belongs to the i-th angle. */
export interface PrdCurve {
  /** How much of the generated lies where real samples are, at each trade-off, [angles]. */
  readonly precision: Float64Array
  /** How much of the real the generated reach, [angles]. */
  readonly recall: Float64Array
}

/** Precision and recall of a generator with what they depend on. */
export interface PrdScores extends PrdCurve {
  /** The largest F₈ on the mean curve: weighs recall. */
  readonly f8: number
  /** The largest F₁⸝₈ on the mean curve: weighs precision. */
  readonly fEighth: number
  /** Standard deviations of both from clustering to clustering; null for a single one. */
  readonly f8Deviation: number | null
  readonly fEighthDeviation: number | null
  /** Samples of each set. */
  readonly samples: number
  readonly clusters: number
  readonly clusterings: number
  /** The net the features come from. */
  readonly features: string
}

export interface PrdOptions {
  readonly clusters?: number
  readonly clusterings?: number
  readonly angles?: number
  readonly seed?: number
}

const BETA = 8
/** How far from 0 and π/2 the first and last angle lie. */
const EDGE = 1e-10

/**
 * The curve of two histograms over the same bins (Sajjadi et al., NeurIPS 2018, algorithm 1): for λ = tan of equally spaced
 * angles, precision Σ min(λ·real, generated) and recall precision / λ.
 * @param generated counts or shares of each bin
 * @param real likewise
 * @param angles at least 3
 * @throws BrenierError `bad-shape`, `bad-argument`, `empty-set`
 */
export function prdCurve(generated: ArrayLike<number>, real: ArrayLike<number>, angles = 1001): PrdCurve {
  requireSameBins(generated, real)
  if (!Number.isInteger(angles) || angles < 3) {
    throw new BrenierError('bad-argument', `Expected 3 angles or more, got ${angles}.`)
  }
  const q = sharesOf(generated)
  const p = sharesOf(real)
  const precision = new Float64Array(angles)
  const recall = new Float64Array(angles)
  for (let i = 0; i < angles; i++) {
    const slope = Math.tan(EDGE + (i / (angles - 1)) * (Math.PI / 2 - 2 * EDGE))
    let common = 0
    for (let bin = 0; bin < p.length; bin++) common += Math.min(slope * p[bin]!, q[bin]!)
    // Rounding may lift equal histograms above 1.
    precision[i] = Math.min(1, common)
    recall[i] = Math.min(1, common / slope)
  }
  return { precision, recall }
}

/**
 * The largest F_β on a curve, F_β = (1 + β²)PR / (β²P + R).
 * @param beta above 1 weighs recall, below 1 precision
 */
export function largestF({ precision, recall }: PrdCurve, beta: number): number {
  let largest = 0
  for (let i = 0; i < precision.length; i++) {
    const [p, r] = [precision[i]!, recall[i]!]
    largest = Math.max(largest, ((1 + beta ** 2) * p * r) / (beta ** 2 * p + r + 1e-10))
  }
  return largest
}

/**
 * Precision and recall of generated samples as the published code has them: the union of both sets is clustered ten times
 * into twenty, the curves are averaged. One step is one clustering; a result needs one.
 * @param generated features, [n, d]
 * @param real features, [n, d]: as many, or clusters would lean to the larger set
 * @param features the name of the net and layer they come from
 * @throws BrenierError `bad-shape` where sizes differ, `bad-argument`, `empty-set`, `not-finite`
 */
export function prd(
  generated: Matrix,
  real: Matrix,
  features: string,
  { clusters = 20, clusterings = 10, angles = 1001, seed = 1 }: PrdOptions = {},
): Stepper<{ readonly done: number; readonly total: number }, PrdScores> {
  requireComparable(generated, real)
  const n = real.rows
  if (generated.rows !== n) {
    throw new BrenierError(
      'bad-shape',
      `Expected as many generated as real samples, got ${generated.rows} and ${n}. Leave some out.`,
    )
  }
  const union = matrix(2 * n, real.columns)
  union.data.set(generated.data)
  union.data.set(real.data, generated.data.length)
  const curves: PrdCurve[] = []
  return {
    step() {
      const source = random(seed).fork(`clustering ${curves.length}`)
      const { labels } = miniBatchKMeans(union, clusters, source)
      curves.push(
        prdCurve(tally(labels.subarray(0, n), clusters), tally(labels.subarray(n), clusters), angles),
      )
      return curves.length >= clusterings
    },
    progress: () => ({ done: curves.length, total: clusterings }),
    result() {
      const mean = {
        precision: averaged(curves.map((curve) => curve.precision)),
        recall: averaged(curves.map((curve) => curve.recall)),
      }
      return {
        ...mean,
        f8: largestF(mean, BETA),
        fEighth: largestF(mean, 1 / BETA),
        f8Deviation: meanOf(curves.map((curve) => largestF(curve, BETA))).deviation,
        fEighthDeviation: meanOf(curves.map((curve) => largestF(curve, 1 / BETA))).deviation,
        samples: n,
        clusters,
        clusterings: curves.length,
        features,
      }
    },
  }
}

/** The mean curve, angle by angle. */
function averaged(curves: readonly Float64Array[]): Float64Array {
  const mean = new Float64Array(curves[0]!.length)
  for (const curve of curves) for (let i = 0; i < mean.length; i++) mean[i]! += curve[i]! / curves.length
  return mean
}
