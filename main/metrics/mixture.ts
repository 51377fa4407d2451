import { BrenierError } from '../../shared/errors'
import { selectRows, type Matrix } from '../../shared/matrix'
import { columnMeans, scatter } from '../../shared/scatter'
import { symmetricEigen } from '../../shared/symmetric-eigen'
import { requireOneEach, requireSamples } from './samples'

/** Gaussian modes whose places and shapes are known. */
export interface Mixture {
  /** k. */
  readonly modes: number
  readonly dimensions: number
  /** Row-major [k, d]. */
  readonly centres: Float64Array
  /** Row-major [k, d, d]: W of each mode with WᵀW its inverse covariance, so that |W(x − c)| is Mahalanobis' distance. */
  readonly whitening: Float64Array
}

/** For each sample the mode it is nearest to by Mahalanobis' distance, and that distance in standard deviations. */
export interface NearestModes {
  readonly modes: Uint32Array
  readonly distances: Float64Array
}

/**
 * Round modes of one size.
 * @param centres [k, d]
 * @param deviation σ of every coordinate
 * @throws BrenierError `bad-argument`, `empty-set`, `not-finite`
 */
export function roundMixture(centres: Matrix, deviation: number): Mixture {
  requireSamples(centres, 'centres')
  if (!(deviation > 0 && deviation < Infinity)) {
    throw new BrenierError('bad-argument', `Expected a positive standard deviation, got ${deviation}.`)
  }
  const { rows: modes, columns: d } = centres
  const whitening = new Float64Array(modes * d * d)
  for (let m = 0; m < modes; m++)
    for (let a = 0; a < d; a++) whitening[m * d * d + a * (d + 1)] = 1 / deviation
  return { modes, dimensions: d, centres: Float64Array.from(centres.data), whitening }
}

/**
 * A Gaussian for each label of real points: their mean and covariance (divided by n − 1).
 * @param points [n, d]
 * @param labels 0 … modes − 1 each, -1 where unknown
 * @throws BrenierError `bad-argument` where a mode's points leave a direction without spread; `bad-shape`, `not-finite`
 */
export function labelledMixture(points: Matrix, labels: Int32Array, modes: number): Mixture {
  requireSamples(points, 'real samples')
  requireOneEach(labels, points.rows, 'labels')
  const d = points.columns
  const centres = new Float64Array(modes * d)
  const whitening = new Float64Array(modes * d * d)
  for (let m = 0; m < modes; m++) {
    const own = selectRows(
      points,
      [...labels.keys()].filter((i) => labels[i] === m),
    )
    if (own.rows < 2) throw flatMode(m, own.rows, d)
    const mean = columnMeans(own)
    centres.set(mean, m * d)
    const covariance = scatter(own, mean).map((value) => value / (own.rows - 1))
    const { values, vectors } = symmetricEigen(covariance, d)
    if (!(values[d - 1]! > 1e-12 * values[0]!)) throw flatMode(m, own.rows, d)
    for (let a = 0; a < d; a++) {
      for (let b = 0; b < d; b++) whitening[(m * d + a) * d + b] = vectors[a * d + b]! / Math.sqrt(values[a]!)
    }
  }
  return { modes, dimensions: d, centres, whitening }
}

/**
 * The nearest mode of each sample; ties go to the lower index.
 * @param samples [n, d]
 * @throws BrenierError `bad-shape`, `empty-set`, `not-finite`
 */
export function nearestModes(mixture: Mixture, samples: Matrix): NearestModes {
  requireSamples(samples, 'samples')
  const { modes, dimensions: d, centres, whitening } = mixture
  if (samples.columns !== d) {
    throw new BrenierError('bad-shape', `Expected samples of ${d} dimensions, got ${samples.columns}.`)
  }
  const nearest = new Uint32Array(samples.rows)
  const distances = new Float64Array(samples.rows)
  const offset = new Float64Array(d)
  for (let i = 0; i < samples.rows; i++) {
    let least = Infinity
    for (let m = 0; m < modes; m++) {
      for (let a = 0; a < d; a++) offset[a] = samples.data[i * d + a]! - centres[m * d + a]!
      let squared = 0
      for (let a = 0; a < d && squared < least; a++) {
        let along = 0
        for (let b = 0; b < d; b++) along += whitening[(m * d + a) * d + b]! * offset[b]!
        squared += along * along
      }
      if (squared >= least) continue
      least = squared
      nearest[i] = m
    }
    distances[i] = Math.sqrt(least)
  }
  return { modes: nearest, distances }
}

function flatMode(mode: number, points: number, dimensions: number): BrenierError {
  return new BrenierError(
    'bad-argument',
    `Expected points of mode ${mode} that spread in all ${dimensions} directions, got ${points} that do not. Leave the mode out or use fewer dimensions.`,
    { mode, points, dimensions },
  )
}
