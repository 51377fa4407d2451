import { BrenierError } from '../../shared/errors'
import { firstNonFinite } from '../../shared/matrix'
import type { Stepper } from '../../shared/stepper'
import {
  problemSize,
  type AssignmentProblem,
  type AssignmentSolver,
  type CostTable,
  type GroundCost,
  type Points,
} from '../kernels/assignment/assignment'
import { openAssignment } from '../kernels/assignment/index'
import { costFunction } from '../kernels/assignment/reference'
import type { ThreadPool } from '../kernels/thread-pool'

export type { AssignmentProblem, AssignmentSolver, CostTable, GroundCost, Points }

/** An optimal bijection of n points onto n points, with its proof. */
export interface Assignment {
  /** Point i of a goes to point `permutation[i]` of b. */
  readonly permutation: Uint32Array
  /** Duals with u_i + v_j ≤ c_ij on all n² arcs, in the unit of the cost. */
  readonly u: Float64Array
  readonly v: Float64Array
  /** Σ c_iσ(i); over n, and for squared distance, it is W₂². */
  readonly cost: number
  /** cost − Σu − Σv: no bijection is cheaper by more. Rounding alone where the run has ended. */
  readonly gap: number
  /** Smallest reduced cost over all n² arcs where u is made tight on the bijection; 0 up to rounding if optimal. */
  readonly smallestReducedCost: number
  readonly backend: 'wasm' | 'reference'
}

export interface AssignmentProgress {
  /** How much is done, 0 … 1; a guess. */
  readonly share: number
}

export interface AssignmentOptions {
  /** Of the random quarter that the solution starts from; the optimum does not depend on it. Default 1. */
  readonly seed?: number
  /** A solver to use again: its memory stays, and threads that it was opened with. */
  readonly solver?: AssignmentSolver
}

/** Keep one where many problems are solved: memory and threads stay. @param pool threads to share the work */
export function assignmentSolver(pool?: ThreadPool): AssignmentSolver {
  return openAssignment(pool)
}

/**
 * Discrete optimal transport between equal masses, exact: the bijection of least cost, in steps.
 * Method and sources: docs/math/assignment.md.
 * @param problem points a, b [n, d] with `sqeuclidean`, `l1` or `l2`, or a table of costs [n, n]
 * @throws BrenierError `empty-set`, `bad-shape` where sizes differ, `not-finite`, `bad-argument` beyond 4 GB
 */
export function assignmentStepper(
  problem: AssignmentProblem,
  options: AssignmentOptions = {},
): Stepper<AssignmentProgress, Assignment> {
  requireProblem(problem)
  const solver = options.solver ?? openAssignment()
  const run = solver.start(problem, options.seed ?? 1)
  return {
    step: () => run.step(),
    progress: () => ({ share: run.share() }),
    result() {
      const { columnOf: permutation, u, v, smallestReducedCost } = run.result()
      const costOf = costFunction(problem)
      let cost = 0
      let gap = 0
      for (let i = 0; i < permutation.length; i++) {
        const j = permutation[i]!
        const own = costOf(i, j)
        cost += own
        // Pair by pair, so that what cancels does so before it is summed.
        gap += own - u[i]! - v[j]!
      }
      return { permutation, u, v, cost, gap, smallestReducedCost, backend: run.backend }
    },
  }
}

/** `assignmentStepper` run to its end. */
export function assign(problem: AssignmentProblem, options?: AssignmentOptions): Assignment {
  const stepper = assignmentStepper(problem, options)
  while (!stepper.step()) continue
  return stepper.result()
}

function requireProblem(problem: AssignmentProblem): void {
  if (!('a' in problem)) {
    const { size, costs } = problem.cost
    if (costs.length !== size * size) {
      throw new BrenierError(
        'bad-shape',
        `Expected a square table of ${size} × ${size} costs, got ${costs.length} values.`,
      )
    }
    requireFinite(costs, size, 'Row', 'of the table')
  } else {
    const { a, b } = problem
    if (a.rows !== b.rows) {
      throw new BrenierError(
        'bad-shape',
        `Expected as many points on both sides, got ${a.rows} and ${b.rows}. A bijection needs equal numbers; give masses for a plan between others.`,
        { a: a.rows, b: b.rows },
      )
    }
    if (a.columns !== b.columns) {
      throw new BrenierError(
        'bad-shape',
        `Expected points of one dimension, got ${a.columns} and ${b.columns} coordinates.`,
        { a: a.columns, b: b.columns },
      )
    }
    requireFinite(a.data, a.columns, 'Point', 'of the first side')
    requireFinite(b.data, b.columns, 'Point', 'of the second side')
  }
  if (problemSize(problem) < 1 || ('a' in problem && problem.a.columns < 1)) {
    throw new BrenierError(
      'empty-set',
      'Expected at least one point with a coordinate on each side, got none.',
    )
  }
}

function requireFinite(values: ArrayLike<number>, columns: number, name: string, where: string): void {
  const bad = firstNonFinite(values)
  if (bad < 0) return
  const index = Math.floor(bad / columns)
  throw new BrenierError('not-finite', `${name} ${index} ${where} holds NaN or Infinity.`, { index })
}

/** The two sides of the Kantorovich potential at the points of a batch. */
export interface KantorovichPotentials {
  /** H_i at the points of a, and H_j at those of b: H_j − H_i ≤ c_ij, with equality on the bijection. */
  readonly atA: Float64Array
  readonly atB: Float64Array
}

/**
 * Targets that the potential network of the Kantorovich AE-OT regresses (arXiv 1809.05964, equations 14 and 15):
 * H_i = −u_i, H_j = v_j. They are known up to a constant; here, as in its author's code, the 2n values have mean 0, so
 * that targets do not jump from one batch to the next.
 */
export function kantorovichPotentials({ u, v }: Pick<Assignment, 'u' | 'v'>): KantorovichPotentials {
  let sum = 0
  for (let i = 0; i < u.length; i++) sum += v[i]! - u[i]!
  const mean = sum / (2 * u.length)
  return { atA: u.map((value) => -value - mean), atB: v.map((value) => value - mean) }
}
