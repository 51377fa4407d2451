import type { ThreadPool } from '../kernels/thread-pool'
import {
  assignmentSolver,
  assignmentStepper,
  type Assignment,
  type AssignmentProblem,
  type AssignmentProgress,
} from '../ot/assignment'
import type { Task } from './compute'

/** Exact assignment. Tasks may take turns, so each has a solver, and with it a memory, of its own. */
export const assignmentTask = (
  pool: ThreadPool | null,
): Task<{ readonly problem: AssignmentProblem; readonly seed: number }, AssignmentProgress, Assignment> => ({
  create({ problem, seed }) {
    const solver = assignmentSolver(pool ?? undefined)
    const stepper = assignmentStepper(problem, { seed, solver })
    return {
      step: () => stepper.step(),
      progress: () => stepper.progress(),
      result() {
        const result = stepper.result()
        solver.close()
        return result
      },
    }
  },
})
