import type { Match, MatchCosts } from '../../nn/matching'
import { kantorovichPotentials, type AssignmentProblem } from '../../ot/assignment'
import { JobControl } from '../control'
import type { Tools } from '../tools'

type Computing = Pick<Tools, 'compute'>

/** Exact matchings in the compute thread, for training that needs one in each step. */
export function matchPoints(tools: Computing): Match {
  return async (a, b) => {
    const { partners, potential } = await solved({ cost: 'sqeuclidean', a, b }, tools)
    // The duals are of |x − y|², the potential of half of it.
    return { partners, potential: potential.map((height) => height / 2) }
  }
}

/** The same for tables of costs. */
export const matchCosts =
  (tools: Computing): MatchCosts =>
  (costs) =>
    solved({ cost: { size: Math.sqrt(costs.length), costs } }, tools)

async function solved(problem: AssignmentProblem, { compute }: Computing) {
  // Under a control of its own: a matching that was cut short would be trained on as if it were optimal.
  const { result } = await compute.run('assignment', { problem, seed: 1 }, new JobControl())
  return { partners: result.permutation, potential: kantorovichPotentials(result).atA }
}
