import { random, type Random } from '../../../shared/random'
import type { AssignmentProblem, Points } from './assignment'

/** How arcs are costed, as `assembly/job.ts` numbers it. */
export const costKind = { sqeuclidean: 0, l1: 1, l2: 2, table: 3 } as const

/** A problem in the units the kernel works in, and the way back. */
export interface Prepared {
  readonly kind: number
  /** Coordinates, and coordinates padded to an even number; 0 for a table. */
  readonly dimension: number
  readonly stride: number
  /** Centred and scaled points [n, stride]; a table's costs are scaled on the fly. */
  readonly a: Float64Array
  readonly b: Float64Array
  /** Costs as given; empty for points. */
  readonly table: ArrayLike<number>
  /** A power of two that costs are multiplied with. */
  readonly costScale: number
  /** Largest norm or cost, scaled. */
  readonly largest: number
  /** How much exchanging two partners changes the cost, typically; 0 where it never does. */
  readonly unit: number
  /** Typical norm of b over that of a. */
  readonly ratio: number
  /** Duals of the scaled problem to start from. */
  readonly start: Float64Array
  /** Adds to the duals, which are in the given units already, what centring took from the costs. */
  readonly restore: (u: Float64Array, v: Float64Array) => void
}

/** Points or arcs that statistics are taken from. */
const SAMPLE = 255

/**
 * Puts a problem into units where typical points have norm 1: then 32-bit floats serve any scale of input. Scales are
 * powers of two, so scaling rounds nothing. Medians, not means, because one far point must not set the unit.
 */
export function prepare(problem: AssignmentProblem, seed: number): Prepared {
  const source = random(seed).fork('assignment unit')
  if (!('a' in problem)) return prepareTable(problem.cost.costs, problem.cost.size, source)
  const { a, b, cost } = problem
  const d = a.columns
  const meanA = columnMeans(a)
  const meanB = columnMeans(b)
  // Shifting one side changes squared distances by terms of one row or one column only; other distances need one shift.
  const squared = cost === 'sqeuclidean'
  const centreA = squared ? meanA : meanA.map((value, k) => (value + meanB[k]!) / 2)
  const centreB = squared ? meanB : centreA
  const stride = (d + 1) & ~1
  const scaledA = shifted(a, centreA, stride)
  const scaledB = shifted(b, centreB, stride)
  const typicalA = typicalNorm(scaledA, a.rows, stride)
  const typicalB = typicalNorm(scaledB, b.rows, stride)
  const scale = powerOfTwo(1 / (squared ? Math.sqrt(typicalA * typicalB) : Math.max(typicalA, typicalB)))
  for (let c = 0; c < scaledA.length; c++) {
    scaledA[c]! *= scale
    scaledB[c]! *= scale
  }
  const costScale = squared ? scale * scale : scale
  const between = distanceFunction(cost, scaledA, scaledB, stride)
  return {
    kind: costKind[cost],
    dimension: d,
    stride,
    a: scaledA,
    b: scaledB,
    table: [],
    costScale,
    largest: Math.max(largestMagnitude(scaledA), largestMagnitude(scaledB)) * Math.sqrt(d),
    unit: exchangeUnit(a.rows, between, source),
    ratio: typicalB / typicalA,
    start: squared ? gaussianDuals(scaledA, scaledB, d, stride) : new Float64Array(b.rows),
    restore(u, v) {
      if (!squared) return
      const shift = centreA.map((value, k) => (value - centreB[k]!) / scale)
      const constant = shift.reduce((sum, value) => sum + (value * scale) ** 2, 0)
      for (let i = 0; i < u.length; i++) {
        let alongA = 0
        let alongB = 0
        for (let k = 0; k < d; k++) {
          alongA += scaledA[i * stride + k]! * shift[k]!
          alongB += scaledB[i * stride + k]! * shift[k]!
        }
        u[i]! += 2 * alongA + constant
        v[i]! -= 2 * alongB
      }
    },
  }
}

function prepareTable(costs: ArrayLike<number>, size: number, source: Random): Prepared {
  const drawn = Array.from({ length: SAMPLE }, () => Math.abs(costs[source.integer(size * size)]!))
  const costScale = powerOfTwo(1 / typical(drawn))
  return {
    kind: costKind.table,
    dimension: 0,
    stride: 0,
    a: new Float64Array(0),
    b: new Float64Array(0),
    table: costs,
    costScale,
    largest: largestMagnitude(costs) * costScale,
    unit: exchangeUnit(size, (i, j) => costs[i * size + j]! * costScale, source),
    ratio: 1,
    start: new Float64Array(size),
    restore: () => undefined,
  }
}

function largestMagnitude(values: ArrayLike<number>): number {
  let largest = 0
  for (let c = 0; c < values.length; c++) largest = Math.max(largest, Math.abs(values[c]!))
  return largest
}

function columnMeans({ rows, columns, data }: Points): Float64Array {
  const means = new Float64Array(columns)
  for (let i = 0; i < rows; i++) for (let k = 0; k < columns; k++) means[k]! += data[i * columns + k]! / rows
  return means
}

function shifted({ rows, columns, data }: Points, centre: Float64Array, stride: number): Float64Array {
  const out = new Float64Array(rows * stride)
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < columns; k++) out[i * stride + k] = data[i * columns + k]! - centre[k]!
  }
  return out
}

/** The median where it is positive, else the mean, else 1. */
function typical(values: readonly number[]): number {
  const median = Float64Array.from(values).sort()[values.length >> 1]!
  return median || values.reduce((sum, value) => sum + value, 0) / values.length || 1
}

function typicalNorm(points: Float64Array, rows: number, stride: number): number {
  const step = Math.max(1, Math.floor(rows / SAMPLE))
  const norms: number[] = []
  for (let i = 0; i < rows; i += step) {
    let square = 0
    for (let k = i * stride; k < (i + 1) * stride; k++) square += points[k]! ** 2
    norms.push(Math.sqrt(square))
  }
  return typical(norms)
}

const powerOfTwo = (value: number): number => 2 ** Math.round(Math.log2(value))

type Between = (i: number, j: number) => number

function distanceFunction(cost: string, a: Float64Array, b: Float64Array, stride: number): Between {
  return (i, j) => {
    let sum = 0
    for (let k = 0; k < stride; k++) {
      const difference = a[i * stride + k]! - b[j * stride + k]!
      sum += cost === 'l1' ? Math.abs(difference) : difference * difference
    }
    return cost === 'l2' ? Math.sqrt(sum) : sum
  }
}

/** Typical |c_ij + c_kl − c_il − c_kj|: unlike costs themselves it knows nothing of terms of one row or one column. */
function exchangeUnit(n: number, cost: Between, source: Random): number {
  const changes = Array.from({ length: SAMPLE }, () => {
    const [i, k, j, l] = [source.integer(n), source.integer(n), source.integer(n), source.integer(n)]
    return Math.abs(cost(i, j) + cost(k, l) - cost(i, l) - cost(k, j))
  })
  return changes.some((change) => change > 0) ? typical(changes) : 0
}

/**
 * Duals of the optimal map between two normal distributions with the coordinates' own deviations: it stretches along
 * the axes, so that |b|² − v is a sum of squares.
 */
function gaussianDuals(a: Float64Array, b: Float64Array, d: number, stride: number): Float64Array {
  const n = b.length / stride
  const squares = (points: Float64Array, k: number): number => {
    let sum = 0
    for (let at = k; at < points.length; at += stride) sum += points[at]! ** 2
    return sum
  }
  const duals = new Float64Array(n)
  for (let k = 0; k < d; k++) {
    const spreadB = squares(b, k)
    if (spreadB === 0) continue
    const stretch = 1 - Math.sqrt(squares(a, k) / spreadB)
    for (let j = 0; j < n; j++) duals[j]! += stretch * b[j * stride + k]! ** 2
  }
  return duals
}
