import type { Matrix } from '../../../shared/matrix'
import type { ThreadPool } from '../../kernels/thread-pool'
import {
  discontinuityWalks,
  type DiscontinuityOptions,
  type DiscontinuityProgress,
  type DiscontinuityWalks,
} from '../../ot/discontinuity'
import type { Task } from '../compute'
import { gaussianDraws } from './gaussian-draws'

/** Segments and lines walked through the cells of a map. */
export const discontinuityTask = (
  pool: ThreadPool | null,
): Task<Omit<DiscontinuityOptions, 'pool'>, DiscontinuityProgress, DiscontinuityWalks> => ({
  create(options) {
    const walks = discontinuityWalks({ ...options, pool: pool ?? undefined })
    return {
      step: () => walks.step(),
      progress: () => walks.progress(),
      result() {
        walks.close()
        return walks.result()
      },
    }
  },
})

/** Draws of the Gaussian with the mean and covariance of codes. */
export const gaussianTask = (): Task<
  { readonly codes: Matrix; readonly count: number; readonly seed: number },
  null,
  Matrix
> => ({
  create: ({ codes, count, seed }) => ({
    step: () => true,
    progress: () => null,
    result: () => gaussianDraws(codes, count, seed),
  }),
})
