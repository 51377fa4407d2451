import type { Matrix } from '../../../shared/matrix'
import type { Match, MatchCosts } from '../../nn/matching'
import { kantorovichPotentials, type AssignmentProblem } from '../../ot/assignment'
import { costsOf } from '../../ot/transportation-problem'
import { JobControl } from '../control'
import type { Tools } from '../tools'

type Computing = Pick<Tools, 'compute'>

/** Exact matchings in the compute thread, for training that needs one in each step. */
export function matchPoints(tools: Computing): Match {
  return async (a, b, entropy = 0) => {
    const points = { cost: 'sqeuclidean', a, b } as const
    const { partners, potential } =
      entropy > 0 ? await entropic(points, entropy, tools) : await solved(points, tools)
    // The duals are of |x − y|², the potential of half of it.
    return { partners, potential: potential.map((height) => height / 2) }
  }
}

/** The same for tables of costs. */
export const matchCosts =
  (tools: Computing): MatchCosts =>
  (costs) =>
    solved({ cost: { size: Math.sqrt(costs.length), costs } }, tools)

/** Marginal error that potentials to be regressed are brought to. */
const marginalError = 1e-4

async function entropic(
  points: { readonly cost: 'sqeuclidean'; readonly a: Matrix; readonly b: Matrix },
  share: number,
  { compute }: Computing,
) {
  const n = points.a.rows
  const masses = new Float64Array(n).fill(1 / n)
  const problem = { ...points, massesA: masses, massesB: masses }
  const options = { share, tolerance: marginalError }
  const { result } = await compute.run('sinkhorn', { problem, options }, new JobControl())
  const costs = new Float64Array(n)
  const costOf = costsOf(problem)
  const partners = Uint32Array.from({ length: n }, (_, i) => {
    costOf(i, costs)
    let best = 0
    for (let j = 1; j < n; j++) if (costs[j]! - result.v[j]! < costs[best]! - result.v[best]!) best = j
    return best
  })
  return { partners, potential: kantorovichPotentials(result).atA }
}

async function solved(problem: AssignmentProblem, { compute }: Computing) {
  // Under a control of its own: a matching that was cut short would be trained on as if it were optimal.
  const { result } = await compute.run('assignment', { problem, seed: 1 }, new JobControl())
  return { partners: result.permutation, potential: kantorovichPotentials(result).atA }
}
