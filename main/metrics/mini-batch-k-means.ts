import { BrenierError } from '../../shared/errors'
import { selectRows, type Matrix } from '../../shared/matrix'
import { permutation, type Random } from '../../shared/random'
import { openNeighbourSearch } from '../kernels/neighbours/index'
import { requireSamples } from './samples'

/** Clusters found in points. */
export interface Clusters {
  /** [k, d]; not the exact means of their points, since batches moved them. */
  readonly centres: Matrix
  /** The nearest centre of each point, [n]. */
  readonly labels: Uint32Array
  /** Mean squared distance of the points to it. */
  readonly meanSquare: number
}

const BATCH = 1024
/** Points that starts are drawn from and judged by. */
const START_SAMPLE = 3 * BATCH
const PASSES = 100
/** Batches without progress after which it ends. */
const PATIENCE = 10
/** A centre with less than this share of the largest's points is put elsewhere. */
const STARVED = 0.01

/**
 * k-means on mini-batches (Sculley, WWW 2010) with the settings of scikit-learn's MiniBatchKMeans, which the published PRD
 * values rest on: the best of ten k-means++ starts, batches of 1,024, starved centres put on random points, the end where
 * the smoothed error has not fallen for ten batches.
 * @param points [n, d]
 * @param k 1 … n; where fewer points differ, some clusters stay empty
 * @throws BrenierError `bad-argument`, `empty-set`, `not-finite`
 */
export function miniBatchKMeans(points: Matrix, k: number, source: Random, starts = 10): Clusters {
  requireSamples(points, 'points to cluster')
  const { rows: n, columns: d, data } = points
  if (!Number.isInteger(k) || k < 1 || k > n) {
    throw new BrenierError('bad-argument', `Expected 1 to ${n} clusters of ${n} points, got ${k}.`, { k, n })
  }
  const centres = bestStart(points, k, source, starts)
  const weights = new Float64Array(k)
  const batch = Math.min(BATCH, n)
  const steps = Math.floor((PASSES * n) / batch)
  // A batch weighs in the smoothed error as its share of the points asks, as scikit-learn has it.
  const smoothing = Math.min(1, (2 * batch) / (n + 1))
  let smoothed = Number.NaN
  let least = Infinity
  let stalled = 0
  let sinceMoved = 0
  for (let step = 0; step < steps && stalled < PATIENCE; step++) {
    const chosen = Uint32Array.from({ length: batch }, () => source.integer(n))
    const { error, owners } = assign(data, d, chosen, centres)
    moveCentres(centres, weights, data, d, chosen, owners)
    sinceMoved += batch
    if (sinceMoved >= 10 * k || weights.includes(0)) {
      moveStarved(centres, weights, data, d, chosen, source)
      sinceMoved = 0
    }
    // The error of the first batch is that of the start.
    if (step === 0) continue
    smoothed = Number.isNaN(smoothed) ? error : smoothed + smoothing * (error - smoothed)
    stalled = smoothed < least ? 0 : stalled + 1
    least = Math.min(least, smoothed)
  }
  return label(points, { rows: k, columns: d, data: Float32Array.from(centres) })
}

/** The nearest centre of each point. */
export function label(points: Matrix, centres: Matrix): Clusters {
  const search = openNeighbourSearch(centres)
  const { indices, squaredDistances } = search.nearest(points, 1)
  search.close()
  const meanSquare = squaredDistances.reduce((sum, squared) => sum + squared, 0) / points.rows
  return { centres, labels: indices, meanSquare }
}

function bestStart(points: Matrix, k: number, source: Random, starts: number): Float64Array {
  const { rows: n, columns: d } = points
  const size = Math.min(n, Math.max(START_SAMPLE, 3 * k))
  const sample = selectRows(points, permutation(n, source).subarray(0, size))
  const every = Uint32Array.from({ length: size }, (_, i) => i)
  let best: Float64Array = new Float64Array(0)
  let least = Infinity
  for (let start = 0; start < starts; start++) {
    const centres = plusPlus(sample, k, source)
    const { error } = assign(sample.data, d, every, centres)
    if (error >= least) continue
    least = error
    best = centres
  }
  return best
}

/**
 * k-means++ (Arthur and Vassilvitskii, SODA 2007), greedy: of some candidates drawn in proportion to their squared
 * distance the one that lowers the error most.
 */
function plusPlus({ rows: n, columns: d, data }: Matrix, k: number, source: Random): Float64Array {
  const centres = new Float64Array(k * d)
  const trials = 2 + Math.floor(Math.log(k))
  let nearest: Float64Array = new Float64Array(n).fill(Infinity)
  const place = (centre: number, point: number) => {
    for (let j = 0; j < d; j++) centres[centre * d + j] = data[point * d + j]!
  }
  const reached = (point: number) => {
    const centre = Float64Array.from(data.subarray(point * d, (point + 1) * d))
    return nearest.map((held, i) => Math.min(held, squaredDistance(data, i * d, centre, 0, d)))
  }
  const first = source.integer(n)
  place(0, first)
  nearest = reached(first)
  for (let c = 1; c < k; c++) {
    const total = sumOf(nearest)
    let chosen = source.integer(n)
    let kept = nearest
    let least = Infinity
    for (let trial = 0; trial < trials; trial++) {
      // Where every point is a centre already, any will do.
      const candidate = total > 0 ? drawInProportion(nearest, total, source) : chosen
      const after = reached(candidate)
      const error = sumOf(after)
      if (error >= least) continue
      least = error
      chosen = candidate
      kept = after
    }
    place(c, chosen)
    nearest = kept
  }
  return centres
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)

function drawInProportion(weights: Float64Array, total: number, source: Random): number {
  let left = source.uniform() * total
  let last = 0
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] === 0) continue
    last = i
    left -= weights[i]!
    if (left < 0) break
  }
  return last
}

/** The nearest centre of each chosen point, and their mean squared distance. */
function assign(data: Float32Array, d: number, chosen: Uint32Array, centres: Float64Array) {
  const owners = new Uint32Array(chosen.length)
  let error = 0
  for (let i = 0; i < chosen.length; i++) {
    let least = Infinity
    for (let at = 0; at < centres.length; at += d) {
      const squared = squaredDistance(data, chosen[i]! * d, centres, at, d)
      if (squared >= least) continue
      least = squared
      owners[i] = at / d
    }
    error += least / chosen.length
  }
  return { owners, error }
}

/** Each centre becomes the mean of all points it ever had. */
function moveCentres(
  centres: Float64Array,
  weights: Float64Array,
  data: Float32Array,
  d: number,
  chosen: Uint32Array,
  owners: Uint32Array,
): void {
  for (let i = 0; i < chosen.length; i++) {
    const owner = owners[i]!
    const rate = 1 / ++weights[owner]!
    const from = chosen[i]! * d
    for (let j = 0; j < d; j++) {
      const at = owner * d + j
      centres[at] = centres[at]! + rate * (data[from + j]! - centres[at]!)
    }
  }
}

/** Puts centres that get next to no points onto points of the batch, with the least weight of the others. */
function moveStarved(
  centres: Float64Array,
  weights: Float64Array,
  data: Float32Array,
  d: number,
  chosen: Uint32Array,
  source: Random,
): void {
  const bound = STARVED * weights.reduce((most, weight) => Math.max(most, weight), 0)
  const starved = [...weights.keys()].filter((c) => weights[c]! < bound)
  const fed = weights.filter((weight) => weight >= bound)
  for (const c of starved.slice(0, Math.floor(chosen.length / 2))) {
    const from = chosen[source.integer(chosen.length)]! * d
    for (let j = 0; j < d; j++) centres[c * d + j] = data[from + j]!
    weights[c] = fed.reduce((least, weight) => Math.min(least, weight), Infinity)
  }
}

function squaredDistance(
  points: Float32Array,
  point: number,
  centres: Float64Array,
  centre: number,
  d: number,
): number {
  let even = 0
  let odd = 0
  let j = 0
  // Two sums, so that an addition need not wait for the one before it.
  for (; j + 1 < d; j += 2) {
    const p = points[point + j]! - centres[centre + j]!
    const q = points[point + j + 1]! - centres[centre + j + 1]!
    even += p * p
    odd += q * q
  }
  if (j < d) even += (points[point + j]! - centres[centre + j]!) ** 2
  return even + odd
}
