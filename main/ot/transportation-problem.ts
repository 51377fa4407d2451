import { BrenierError } from '../../shared/errors'
import { firstNonFinite } from '../../shared/matrix'
import type { AssignmentProblem, GroundCost, Points } from '../kernels/assignment/assignment'

/** Costs of all arcs, row-major [rows, columns]. */
export interface RectangularCosts {
  readonly rows: number
  readonly columns: number
  readonly costs: Float64Array | Float32Array
}

/** What an arc costs: by points [n, d] and [m, d], or by a table. */
export type CostsBetween =
  { readonly cost: GroundCost; readonly a: Points; readonly b: Points } | { readonly cost: RectangularCosts }

/** Masses at points a onto masses at points b, n and m of them, or at the rows and columns of a table of costs. */
export type TransportationProblem = CostsBetween & {
  /** Of the rows, 0 or more each. */
  readonly massesA: Float64Array
  /** Of the columns, with the same sum. */
  readonly massesB: Float64Array
}

/** Writes the costs from a row to all columns. */
export type CostsOf = (row: number, to: Float64Array) => void

export function costsOf(problem: CostsBetween): CostsOf {
  if (!('a' in problem)) {
    const { columns, costs } = problem.cost
    return (row, to) => to.set(costs.subarray(row * columns, (row + 1) * columns))
  }
  const { cost, a, b } = problem
  const d = a.columns
  const own = new Float64Array(d)
  const other = b.data
  return (row, to) => {
    for (let k = 0; k < d; k++) own[k] = a.data[row * d + k]!
    for (let column = 0, at = 0; column < to.length; column++) {
      let sum = 0
      if (cost === 'l1') for (let k = 0; k < d; k++) sum += Math.abs(own[k]! - other[at++]!)
      else {
        for (let k = 0; k < d; k++) {
          const difference = own[k]! - other[at++]!
          sum += difference * difference
        }
      }
      to[column] = cost === 'l2' ? Math.sqrt(sum) : sum
    }
  }
}

/**
 * @returns the sizes of the two sides
 * @throws BrenierError `empty-set`, `bad-shape` where sizes differ, `not-finite`, `bad-argument` for masses below 0 or of other sums
 */
export function requireProblem(problem: TransportationProblem): { rows: number; columns: number } {
  const { massesA, massesB } = problem
  let rows: number
  let columns: number
  if ('a' in problem) {
    const { a, b } = problem
    if (a.columns !== b.columns) {
      throw new BrenierError(
        'bad-shape',
        `Expected points of one dimension, got ${a.columns} and ${b.columns} coordinates.`,
      )
    }
    requireFinite(a.data, a.columns, 'Point', 'of the first side')
    requireFinite(b.data, b.columns, 'Point', 'of the second side')
    ;[rows, columns] = [a.rows, b.rows]
  } else {
    ;({ rows, columns } = problem.cost)
    if (problem.cost.costs.length !== rows * columns) {
      throw new BrenierError(
        'bad-shape',
        `Expected ${rows} × ${columns} costs, got ${problem.cost.costs.length}.`,
      )
    }
    requireFinite(problem.cost.costs, columns, 'Row', 'of the table')
  }
  requireMasses(massesA, rows, 'first')
  requireMasses(massesB, columns, 'second')
  const [sumA, sumB] = [sum(massesA), sum(massesB)]
  if (!(sumA > 0)) {
    throw new BrenierError('empty-set', 'Expected some mass on each side, got none.')
  }
  if (Math.abs(sumA - sumB) > 1e-6 * sumA) {
    throw new BrenierError(
      'bad-argument',
      `Expected the same mass on both sides, got ${sumA} and ${sumB}. Divide each side by its sum.`,
    )
  }
  return { rows, columns }
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0)

function requireMasses(masses: Float64Array, count: number, side: string): void {
  if (masses.length !== count) {
    throw new BrenierError(
      'bad-shape',
      `Expected a mass for each of the ${count} points of the ${side} side, got ${masses.length}.`,
    )
  }
  const bad = masses.findIndex((mass) => !(mass >= 0 && mass < Infinity))
  if (bad < 0) return
  throw new BrenierError(
    'bad-argument',
    `Expected masses of 0 or more, got ${masses[bad]} for point ${bad} of the ${side} side.`,
    { index: bad },
  )
}

function requireFinite(values: ArrayLike<number>, columns: number, name: string, where: string): void {
  const bad = firstNonFinite(values)
  if (bad < 0) return
  const index = Math.floor(bad / columns)
  throw new BrenierError('not-finite', `${name} ${index} ${where} holds NaN or Infinity.`, { index })
}

/** The same costs between chosen rows and columns, which may repeat. */
export function restricted(problem: CostsBetween, rows: Uint32Array, columns: Uint32Array): CostsBetween {
  if ('a' in problem) {
    return { cost: problem.cost, a: chosen(problem.a, rows), b: chosen(problem.b, columns) }
  }
  const table = problem.cost
  const costs = new Float64Array(rows.length * columns.length)
  rows.forEach((row, i) => {
    columns.forEach((column, j) => {
      costs[i * columns.length + j] = table.costs[row * table.columns + column]!
    })
  })
  return { cost: { rows: rows.length, columns: columns.length, costs } }
}

/** Costs between as many rows as columns, as an assignment takes them. */
export function squared(costs: CostsBetween): AssignmentProblem {
  return 'a' in costs ? costs : { cost: { size: costs.cost.rows, costs: costs.cost.costs } }
}

/** Points by their numbers. */
function chosen({ data, columns }: Points, which: Uint32Array): Points {
  const made = new Float64Array(which.length * columns)
  which.forEach((point, i) => {
    made.set(data.subarray(point * columns, (point + 1) * columns), i * columns)
  })
  return { rows: which.length, columns, data: made }
}
