import type { Matrix } from '../../../shared/matrix'
import { random } from '../../../shared/random'
import { miniBatchKMeans, type Clusters } from '../../metrics/mini-batch-k-means'
import type { Task } from '../compute'

/** Clusters of points by mini-batch k-means, in one step. */
export const clustersTask = (): Task<
  { readonly points: Matrix; readonly clusters: number; readonly seed: number },
  null,
  Clusters | null
> => ({
  create({ points, clusters, seed }) {
    let found: Clusters | null = null
    return {
      step() {
        found = miniBatchKMeans(points, clusters, random(seed).fork('clusters'))
        return true
      },
      progress: () => null,
      result: () => found,
    }
  },
})
