import type { ThreadPool } from '../../kernels/thread-pool'
import {
  assignmentSolver,
  assignmentStepper,
  type Assignment,
  type AssignmentProblem,
  type AssignmentProgress,
  type AssignmentSolver,
} from '../../ot/assignment'
import type { Task } from '../compute'

/** Up to so many points a solver stays for the next problem: training solves one in every step. */
const keptPoints = 4096

/** Exact assignment. Tasks may take turns, so each has a solver, and with it a memory, of its own while it runs. */
export const assignmentTask = (
  pool: ThreadPool | null,
): Task<{ readonly problem: AssignmentProblem; readonly seed: number }, AssignmentProgress, Assignment> => {
  let idle: AssignmentSolver | null = null
  return {
    create({ problem, seed }) {
      const solver = idle ?? assignmentSolver(pool ?? undefined)
      idle = null
      const stepper = assignmentStepper(problem, { seed, solver })
      return {
        step: () => stepper.step(),
        progress: () => stepper.progress(),
        result() {
          const result = stepper.result()
          if (idle || result.permutation.length > keptPoints) solver.close()
          else idle = solver
          return result
        },
      }
    },
  }
}
