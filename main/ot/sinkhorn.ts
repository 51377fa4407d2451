import { BrenierError } from '../../shared/errors'
import type { Stepper } from '../../shared/stepper'
import { costsOf, requireProblem, type CostsOf, type TransportationProblem } from './transportation-problem'

/** Potentials of entropic transport, and what they say of exact transport. */
export interface EntropicPotentials {
  /** The plan is π_ij = a_i b_j exp((u_i + v_j − c_ij)/ε). */
  readonly u: Float64Array
  readonly v: Float64Array
  /** ε, in the unit of the cost. */
  readonly epsilon: number
  /** Σ π_ij c_ij. */
  readonly cost: number
  /** Σ a_i min_j(c_ij − v_j) + Σ b_j v_j: no plan at all is cheaper. */
  readonly bound: number
  /** Σ_i |Σ_j π_ij − a_i| over the mass: how far the plan is from leaving the rows what they have; columns are exact. */
  readonly marginalError: number
  readonly iterations: number
}

export interface SinkhornOptions {
  /** ε as a share of the mean cost of an arc. */
  readonly share: number
  /** Marginal error to stop at. Default 10⁻⁶. */
  readonly tolerance?: number
  /** Default 10,000. */
  readonly mostIterations?: number
}

/** ε begins at the mean cost and falls by this factor: potentials of a large one are a start for the next. */
const scaling = 0.25
/** Marginal error to which potentials on the way are brought. */
const onTheWay = 1e-2

/**
 * Sinkhorn's iteration (Cuturi 2013) on potentials instead of factors, so that no ε overflows, with ε falling by steps
 * (Schmitzer 2019): u_i = −ε log Σ_j b_j exp((v_j − c_ij)/ε), then v likewise. An iteration a step.
 * @throws BrenierError as `transportationStepper`, and `bad-argument` for ε that is not above 0
 */
export function sinkhornStepper(
  problem: TransportationProblem,
  options: SinkhornOptions,
): Stepper<Pick<EntropicPotentials, 'marginalError' | 'iterations'>, EntropicPotentials> {
  return new Sinkhorn(problem, options)
}

class Sinkhorn implements Stepper<
  Pick<EntropicPotentials, 'marginalError' | 'iterations'>,
  EntropicPotentials
> {
  private readonly byRow: CostsOf
  private readonly byColumn: CostsOf
  private readonly u: Float64Array
  private readonly v: Float64Array
  private readonly rowCosts: Float64Array
  private readonly columnCosts: Float64Array
  private readonly total: number
  private readonly target: number
  private readonly tolerance: number
  private readonly most: number
  private epsilon: number
  private error = Infinity
  private iterations = 0

  constructor(
    private readonly problem: TransportationProblem,
    { share, tolerance = 1e-6, mostIterations = 10_000 }: SinkhornOptions,
  ) {
    const { rows, columns } = requireProblem(problem)
    if (!(share > 0 && share < Infinity)) {
      throw new BrenierError('bad-argument', `Expected ε as a share of the mean cost above 0, got ${share}.`)
    }
    this.byRow = costsOf(problem)
    this.byColumn = costsOf(transposed(problem))
    this.u = new Float64Array(rows)
    this.v = new Float64Array(columns)
    this.rowCosts = new Float64Array(columns)
    this.columnCosts = new Float64Array(rows)
    this.total = problem.massesA.reduce((sum, mass) => sum + mass, 0)
    let mean = 0
    for (let row = 0; row < rows; row++) {
      this.byRow(row, this.rowCosts)
      for (const cost of this.rowCosts) mean += Math.abs(cost) / (rows * columns)
    }
    // Where nothing costs anything, any ε does.
    this.epsilon = mean || 1
    this.target = Math.min(this.epsilon, share * this.epsilon)
    this.tolerance = tolerance
    this.most = mostIterations
  }

  step(): boolean {
    const { massesA, massesB } = this.problem
    this.error = this.renew(this.u, massesA, this.v, massesB, this.byRow, this.rowCosts) / this.total
    if (this.error <= (this.epsilon > this.target ? onTheWay : this.tolerance)) {
      if (this.epsilon <= this.target) return true
      this.epsilon = Math.max(this.target, this.epsilon * scaling)
    }
    this.renew(this.v, massesB, this.u, massesA, this.byColumn, this.columnCosts)
    return ++this.iterations >= this.most
  }

  /** Renews one side's potentials from the other's. @returns Σ |marginal − mass| of that side before */
  private renew(
    own: Float64Array,
    masses: Float64Array,
    other: Float64Array,
    weights: Float64Array,
    costOf: CostsOf,
    costs: Float64Array,
  ): number {
    const { epsilon } = this
    let error = 0
    for (let i = 0; i < own.length; i++) {
      costOf(i, costs)
      let largest = -Infinity
      for (let j = 0; j < costs.length; j++) {
        if (weights[j]! > 0) largest = Math.max(largest, other[j]! - costs[j]!)
      }
      let sum = 0
      for (let j = 0; j < costs.length; j++) {
        sum += (weights[j]! / this.total) * Math.exp((other[j]! - costs[j]! - largest) / epsilon)
      }
      const renewed = -largest - epsilon * Math.log(sum)
      error += masses[i]! * Math.abs(Math.expm1((own[i]! - renewed) / epsilon))
      own[i] = renewed
    }
    return error
  }

  progress(): Pick<EntropicPotentials, 'marginalError' | 'iterations'> {
    return { marginalError: this.error, iterations: this.iterations }
  }

  result(): EntropicPotentials {
    const { u, v, epsilon, total, rowCosts, error: marginalError, iterations } = this
    const { massesA, massesB } = this.problem
    let cost = 0
    let bound = massesB.reduce((sum, mass, j) => sum + mass * v[j]!, 0)
    for (let i = 0; i < u.length; i++) {
      this.byRow(i, rowCosts)
      let least = Infinity
      for (let j = 0; j < rowCosts.length; j++) {
        least = Math.min(least, rowCosts[j]! - v[j]!)
        const share = massesA[i]! * (massesB[j]! / total)
        if (share > 0) cost += share * rowCosts[j]! * Math.exp((u[i]! + v[j]! - rowCosts[j]!) / epsilon)
      }
      bound += massesA[i]! * least
    }
    return { u: u.slice(), v: v.slice(), epsilon, cost, bound, marginalError, iterations }
  }
}

/** The same problem with its sides exchanged. */
function transposed(problem: TransportationProblem): TransportationProblem {
  const masses = { massesA: problem.massesB, massesB: problem.massesA }
  if ('a' in problem) return { cost: problem.cost, a: problem.b, b: problem.a, ...masses }
  const { rows, columns, costs } = problem.cost
  const turned = new Float64Array(costs.length)
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) turned[j * rows + i] = costs[i * columns + j]!
  }
  return { cost: { rows: columns, columns: rows, costs: turned }, ...masses }
}
