import type { CloudParameters } from '../../../shared/contracts/study'
import type { Matrix } from '../../../shared/matrix'
import type { Stepper } from '../../../shared/stepper'
import { alignedComponents } from '../../embedding/aligned-components'
import { neighbourSearch, type Neighbours } from '../../embedding/neighbours'
import { tsne } from '../../embedding/tsne'
import type { ThreadPool } from '../../kernels/thread-pool'
import type { Task } from '../compute'
import { inSpace } from '../transport/in-space'

export interface LayoutState {
  readonly iteration: number
  readonly kl: number | null
  /** [n, 3]; z = 0 for a layout in the plane. */
  readonly positions: Float32Array
}

/** t-SNE whose every report carries the positions, so that it can be watched. */
export const tsneTask = (
  pool: ThreadPool | null,
): Task<
  { readonly codes: Matrix; readonly parameters: CloudParameters },
  LayoutState & { readonly share: number },
  LayoutState
> => ({
  create({ codes, parameters }) {
    const { dimensions, perplexity, iterations, degreesOfFreedom, seed } = parameters
    const options = { dims: dimensions, perplexity, iterations, degreesOfFreedom, seed }
    const stepper = tsne(codes, options, pool ?? undefined)
    let exact: number | null = null
    let placed = false
    const state = (kl: number | null): LayoutState => {
      const { positions, iteration } = stepper.result()
      return { iteration, kl, positions: inSpace(positions) }
    }
    return {
      step() {
        if (!placed) {
          placed = stepper.step()
          return false
        }
        // One pass over all pairs: worth it for the layout that is kept, not for a frame.
        exact = stepper.divergence()?.value ?? null
        return true
      },
      progress() {
        const { klEstimate, fraction } = stepper.progress()
        return { ...state(klEstimate), share: fraction }
      },
      result() {
        const last = state(exact ?? stepper.result().klEstimate)
        stepper.close()
        return last
      },
    }
  },
})

/** About 20 ms of multiplications a step. */
const workOfAStep = 2e7

/** The k nearest other codes of every code. */
export const neighboursTask = (
  pool: ThreadPool | null,
): Task<
  { readonly points: Matrix; readonly k: number },
  { readonly done: number; readonly total: number },
  Neighbours
> => ({
  create({ points, k }): Stepper<{ done: number; total: number }, Neighbours> {
    const n = points.rows
    const indices = new Uint32Array(n * k)
    const squaredDistances = new Float32Array(n * k)
    const block = Math.max(1, Math.floor(workOfAStep / Math.max(1, n * points.columns)))
    const search = neighbourSearch(points, pool ?? undefined)
    let done = 0
    return {
      step() {
        if (k === 0) done = n
        if (done >= n) return true
        const end = Math.min(n, done + block)
        const found = search.nearestOthers(done, end, k)
        indices.set(found.indices, done * k)
        squaredDistances.set(found.squaredDistances, done * k)
        done = end
        return done >= n
      },
      progress: () => ({ done, total: n }),
      result() {
        search.close()
        return { rows: n, k, indices, squaredDistances }
      },
    }
  },
})

/** Codes placed by their principal components, turned onto an earlier placing of the same codes. */
export const componentsTask = (): Task<
  { readonly codes: Matrix; readonly earlier: Matrix | null },
  null,
  Matrix
> => ({
  create: ({ codes, earlier }) => ({
    step: () => true,
    progress: () => null,
    result: () => alignedComponents(codes, earlier),
  }),
})
