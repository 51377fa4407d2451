import type { Matrix } from '../../../shared/matrix'
import { equalSets } from '../../metrics/equal-sets'
import { prd, type PrdScores } from '../../metrics/prd'
import type { Task } from '../compute'

/** Samples whose precision and recall are asked for, in one space of features. */
export interface PrdSamples {
  /** [m, d] */
  readonly generated: Matrix
  /** [n, d] */
  readonly real: Matrix
  /** The net and layer the features are of. */
  readonly features: string
  readonly seed: number
}

/** Samples of each set that are clustered: as many as the published figures are of. */
const mostSamples = 10_000
/** As the published code has it. */
const clusters = 20

/** Precision and recall of distributions, a clustering a step; of equal numbers of both sets. */
export const prdTask = (): Task<
  PrdSamples,
  { readonly done: number; readonly total: number },
  PrdScores
> => ({ create: measurePrd })

/** @throws BrenierError `bad-shape`, `empty-set`, `not-finite` */
export function measurePrd({ generated, real, features, seed }: PrdSamples): ReturnType<typeof prd> {
  const sets = equalSets(generated, real, mostSamples, seed)
  // Fewer samples than clusters are clusters of their own.
  return prd(sets.generated, sets.real, features, { clusters: Math.min(clusters, sets.real.rows), seed })
}
