import type { Match } from '../nn/maps/method'
import { kantorovichPotentials } from '../ot/assignment'
import { JobControl } from './control'
import type { Tools } from './tools'

/** Exact matchings in the compute thread, for training that needs one in each step. */
export function matchPoints({ compute }: Pick<Tools, 'compute'>): Match {
  return async (a, b) => {
    const problem = { cost: 'sqeuclidean', a, b } as const
    // Under a control of its own: a matching that was cut short would be trained on as if it were optimal.
    const { result } = await compute.run('assignment', { problem, seed: 1 }, new JobControl())
    // The duals are of |x − y|², the potential of half of it.
    const potential = kantorovichPotentials(result).atA.map((height) => height / 2)
    return { partners: result.permutation, potential }
  }
}
