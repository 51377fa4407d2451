import { matrix, row, type Matrix } from '../../shared/matrix'
import { NO_PLANE, type Highest } from '../kernels/planes/planes'
import type { Facets } from './facets'

/** Where in Ω facets lie: for each, the noise that came nearest to it, with the smallest gap of its two highest planes. */
export class FacetSites {
  readonly #targets: number
  readonly #nearest = new Map<number, { gap: number; point: Float32Array }>()

  constructor(targets: number) {
    this.#targets = targets
  }

  /** @param drawn of at least two planes a sample, with the samples [m, d] themselves */
  add({ samples, keep, indices, scores, points }: Highest & { readonly points: Matrix }): void {
    for (let s = 0; s < samples; s++) {
      const i = indices[s * keep]!
      const j = indices[s * keep + 1]!
      if (i === NO_PLANE || j === NO_PLANE) continue
      const key = Math.min(i, j) * this.#targets + Math.max(i, j)
      const gap = scores[s * keep]! - scores[s * keep + 1]!
      const held = this.#nearest.get(key)
      if (!held || gap < held.gap) this.#nearest.set(key, { gap, point: row(points, s).slice() })
    }
  }

  /** A point a facet, [F, d]. @param facets found from the same noise */
  of({ first, second }: Pick<Facets, 'first' | 'second'>, dimension: number): Matrix {
    const sites = matrix(first.length, dimension)
    for (const [f, i] of first.entries()) {
      const held = this.#nearest.get(i * this.#targets + second[f]!)
      if (held) row(sites, f).set(held.point)
    }
    return sites
  }
}
