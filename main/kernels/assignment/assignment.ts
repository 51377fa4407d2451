/** What an arc from a to b costs: |a − b|² (`sqeuclidean`), Σ|a_k − b_k| (`l1`) or |a − b| (`l2`). */
export type GroundCost = 'sqeuclidean' | 'l1' | 'l2'

/** Points [rows, columns], row-major; a `Matrix` is one. */
export interface Points {
  readonly rows: number
  readonly columns: number
  readonly data: Float32Array | Float64Array
}

/** Costs of all arcs, row-major [size, size]. */
export interface CostTable {
  readonly size: number
  readonly costs: Float64Array | Float32Array
}

/** n points against n points, or a table of costs. All values are finite and n ≥ 1. */
export type AssignmentProblem =
  { readonly cost: GroundCost; readonly a: Points; readonly b: Points } | { readonly cost: CostTable }

/** A bijection with a proof of how good it is. */
export interface DualAssignment {
  /** The column of each row. */
  readonly columnOf: Uint32Array
  /** Duals: u_i is the minimum of c_ij − v_j over all columns, so u_i + v_j ≤ c_ij on all arcs. */
  readonly u: Float64Array
  readonly v: Float64Array
  /** Smallest c_ij − v_j − (c_iσ(i) − v_σ(i)) over all arcs: 0 up to rounding for an optimal bijection. */
  readonly smallestReducedCost: number
}

/** A solution under way, in steps of some 20 ms. */
export interface AssignmentRun {
  readonly backend: 'wasm' | 'reference'
  /** @returns true when the bijection is optimal and its duals are known */
  step(): boolean
  /** How much is done, 0 … 1; a guess. */
  share(): number
  /** Before the end: what is assigned so far, filled up in order, with duals that bound how far it is from optimal. */
  result(): DualAssignment
}

/** Solves one problem after another in the same memory; starting one ends the one before. */
export interface AssignmentSolver {
  /** @param seed of the random quarter that the solution starts from */
  start(problem: AssignmentProblem, seed: number): AssignmentRun
  /** Gives back threads and memory. */
  close(): void
}

/** Points, or rows of the table. */
export function problemSize(problem: AssignmentProblem): number {
  return 'a' in problem ? problem.a.rows : problem.cost.size
}
