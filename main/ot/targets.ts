import { BrenierError } from '../../shared/errors'
import { selectRows, type Matrix } from '../../shared/matrix'
import { fitNormalisation, normalise, type Normalisation } from './normalise'

/** The target measure Σ ν_i δ(y_i) as the solvers want it: normalised, no code twice, masses adding up to 1. */
export interface Targets {
  /** Normalised codes y_i, [N, d], all different. */
  readonly points: Matrix
  /** ν_i > 0, [N], sum 1. */
  readonly masses: Float64Array
  /** For each code given, the target it became, [n]. */
  readonly targetOf: Uint32Array
  /** For each target, the first code that became it, [N]. */
  readonly codeOf: Uint32Array
  readonly normalisation: Normalisation
}

/**
 * Normalises codes and merges duplicates, adding up their masses.
 * @param codes [n, d]
 * @param masses [n], positive; scaled to sum 1; equal where left out
 * @throws BrenierError `bad-shape`, `bad-argument`, `not-finite` or `empty-set`
 */
export function prepareTargets(codes: Matrix, masses?: ArrayLike<number>): Targets {
  const normalisation = fitNormalisation(codes)
  const weights = checkMasses(codes.rows, masses)
  const points = normalise(codes, normalisation)
  const { targetOf, codeOf } = groupEqualRows(points)
  const merged = new Float64Array(codeOf.length)
  for (let i = 0; i < codes.rows; i++) merged[targetOf[i]!]! += weights[i]!
  const total = merged.reduce((sum, mass) => sum + mass, 0)
  return {
    points: selectRows(points, codeOf),
    masses: merged.map((mass) => mass / total),
    targetOf,
    codeOf,
    normalisation,
  }
}

function checkMasses(count: number, masses?: ArrayLike<number>): Float64Array {
  if (!masses) return new Float64Array(count).fill(1)
  if (masses.length !== count) {
    throw new BrenierError('bad-shape', `Expected ${count} masses, one a code, got ${masses.length}.`)
  }
  const weights = Float64Array.from(masses)
  const bad = weights.findIndex((mass) => !(mass > 0 && Number.isFinite(mass)))
  if (bad >= 0) {
    throw new BrenierError(
      'bad-argument',
      `Expected every mass to be a positive number, got ${weights[bad]} for code ${bad}; leave out codes without mass.`,
    )
  }
  return weights
}

/** Numbers equal rows alike, in the order they first appear; a hash table over the bits of the rows. */
function groupEqualRows(points: Matrix): { targetOf: Uint32Array; codeOf: Uint32Array } {
  const { rows, columns, data } = points
  const bits = new Uint32Array(data.buffer, data.byteOffset, data.length)
  const size = 2 ** Math.ceil(Math.log2(2 * rows + 1))
  const table = new Int32Array(size).fill(-1)
  const targetOf = new Uint32Array(rows)
  const codeOf = new Uint32Array(rows)
  let found = 0
  const equal = (a: number, b: number): boolean => {
    for (let k = 0; k < columns; k++) if (bits[a * columns + k] !== bits[b * columns + k]) return false
    return true
  }
  for (let i = 0; i < rows; i++) {
    let hash = 0x811c9dc5
    for (let k = 0; k < columns; k++) {
      hash = Math.imul(hash ^ bits[i * columns + k]!, 0x01000193)
      hash ^= hash >>> 15
    }
    let slot = hash & (size - 1)
    while (table[slot]! >= 0 && !equal(codeOf[table[slot]!]!, i)) slot = (slot + 1) & (size - 1)
    if (table[slot]! < 0) {
      table[slot] = found
      codeOf[found++] = i
    }
    targetOf[i] = table[slot]!
  }
  return { targetOf, codeOf: codeOf.slice(0, found) }
}
