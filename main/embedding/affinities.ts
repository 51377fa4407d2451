import { BrenierError } from '../../shared/errors'
import type { Neighbours } from '../kernels/neighbours/search'

/** Symmetric joint probabilities in compressed sparse rows: they sum to 1 over all entries. */
export interface Affinities {
  readonly n: number
  /** Row i holds entries rowStart[i] … rowStart[i + 1] − 1; length n + 1. */
  readonly rowStart: Uint32Array
  /** Each at most once in a row: own neighbours nearest first, then the others that list this row. */
  readonly columns: Uint32Array
  readonly values: Float32Array
}

/**
 * Conditional probabilities p_{j|i} ∝ exp(−β_i d²_ij) over the listed neighbours with β_i chosen so that each row's
 * entropy is log(perplexity) (van der Maaten and Hinton 2008, section 2): Newton in log β, kept inside a bracket.
 * A row whose nearest distances tie beyond the perplexity cannot reach it; it becomes uniform over the tie.
 * @param squaredDistances ascending, row-major [rows, k], finite
 * @param perplexity at least 1 and below k
 * @returns row-major [rows, k], each row summing to 1
 */
export function conditionalProbabilities(
  squaredDistances: Float32Array,
  rows: number,
  k: number,
  perplexity: number,
): Float32Array {
  if (!(perplexity >= 1) || !(perplexity < k)) {
    throw new BrenierError(
      'bad-argument',
      `Expected a perplexity of at least 1 and below the ${k} neighbours listed, got ${perplexity}.`,
      { perplexity, k },
    )
  }
  const target = Math.log(perplexity)
  const probabilities = new Float32Array(rows * k)
  const excess = new Float64Array(k)
  const weights = new Float64Array(k)
  for (let row = 0; row < rows; row++) {
    const at = row * k
    const nearestDistance = squaredDistances[at]!
    let spread = 0
    for (let j = 0; j < k; j++) {
      excess[j] = squaredDistances[at + j]! - nearestDistance
      spread += excess[j]!
    }
    if (!(spread > 0)) {
      probabilities.fill(1 / k, at, at + k)
      continue
    }
    // In units of the mean excess the search is free of the data's scale.
    for (let j = 0; j < k; j++) excess[j]! *= k / spread
    const total = weigh(excess, weights, target)
    for (let j = 0; j < k; j++) probabilities[at + j] = weights[j]! / total
  }
  return probabilities
}

/** Fills `weights` with exp(−β·excess) at the β whose entropy is `target`; returns their sum. */
function weigh(excess: Float64Array, weights: Float64Array, target: number): number {
  let low = -60
  let high = 60
  let logBeta = 0
  let total = 0
  for (let attempt = 0; attempt < 100; attempt++) {
    const beta = Math.exp(logBeta)
    total = 0
    let first = 0
    let second = 0
    for (let j = 0; j < excess.length; j++) {
      const x = excess[j]!
      const weight = Math.exp(-beta * x)
      weights[j] = weight
      total += weight
      first += weight * x
      second += weight * x * x
    }
    const mean = first / total
    const entropy = Math.log(total) + beta * mean
    const error = entropy - target
    if (Math.abs(error) < 1e-6 || high - low < 1e-9) break
    if (error > 0) low = logBeta
    else high = logBeta
    // dH/dlog β = −β² Var(x).
    const slope = -beta * beta * (second / total - mean * mean)
    const newton = logBeta - error / slope
    logBeta = newton > low && newton < high ? newton : (low + high) / 2
  }
  return total
}

/**
 * P = (P_cond + P_condᵀ) / 2n over the union of both sparsity patterns.
 * @param neighbours every row's neighbours, rows = n, none listing itself
 * @param conditional row-major [n, k]
 */
export function symmetrise(neighbours: Neighbours, conditional: Float32Array): Affinities {
  const { rows: n, k, indices } = neighbours
  const incoming = transpose(neighbours, conditional)
  const rowStart = new Uint32Array(n + 1)
  const columns = new Uint32Array(2 * n * k)
  const values = new Float32Array(2 * n * k)
  /** Where in row `i` column j stands, valid while `listedIn[j]` is i + 1. */
  const place = new Uint32Array(n)
  const listedIn = new Uint32Array(n)
  let used = 0
  for (let i = 0; i < n; i++) {
    for (let e = i * k; e < (i + 1) * k; e++) {
      const j = indices[e]!
      place[j] = used
      listedIn[j] = i + 1
      columns[used] = j
      values[used++] = conditional[e]! / (2 * n)
    }
    for (let e = incoming.start[i]!; e < incoming.start[i + 1]!; e++) {
      const j = incoming.rows[e]!
      const value = incoming.values[e]! / (2 * n)
      if (listedIn[j] === i + 1) values[place[j]!]! += value
      else {
        columns[used] = j
        values[used++] = value
      }
    }
    rowStart[i + 1] = used
  }
  return { n, rowStart, columns: columns.slice(0, used), values: values.slice(0, used) }
}

/** For each point the rows that list it, ascending, with their probabilities. */
function transpose({ rows: n, k, indices }: Neighbours, conditional: Float32Array) {
  const start = new Uint32Array(n + 1)
  for (const j of indices) start[j + 1]!++
  for (let i = 0; i < n; i++) start[i + 1]! += start[i]!
  const cursor = start.slice()
  const rows = new Uint32Array(n * k)
  const values = new Float32Array(n * k)
  for (let i = 0, e = 0; i < n; i++) {
    for (let s = 0; s < k; s++, e++) {
      const at = cursor[indices[e]!]!++
      rows[at] = i
      values[at] = conditional[e]!
    }
  }
  return { start, rows, values }
}
