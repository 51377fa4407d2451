import { matrix, row, type Matrix } from '../../shared/matrix'
import { NO_PLANE, type Highest } from '../kernels/planes/planes'
import { innerPoint } from './inner-point'
import type { Transport } from './transport'

/**
 * A point inside each cell from noise: the mean of the samples that hit it. Cells are convex, so the mean of any hits
 * lies inside. It tends to the cell's centre of mass, which is what the extended map of AE-OT-GAN mixes.
 */
export class CellCentres {
  readonly #sums: Float64Array
  readonly #hits: Uint32Array
  readonly #dimension: number

  constructor(cells: number, dimension: number) {
    this.#sums = new Float64Array(cells * dimension)
    this.#hits = new Uint32Array(cells)
    this.#dimension = dimension
  }

  /** @param highest the highest planes of samples, with the samples */
  add({ samples, keep, indices, points }: Highest & { readonly points: Matrix }): void {
    const d = this.#dimension
    for (let s = 0; s < samples; s++) {
      const cell = indices[s * keep]!
      if (cell === NO_PLANE) continue
      this.#hits[cell]!++
      for (let k = 0; k < d; k++) this.#sums[cell * d + k]! += points.data[s * d + k]!
    }
  }

  /**
   * Centres, [cells, d]. A cell that no sample hit gets a point found by projections, so that T maps it there; only
   * where there is none, as in an empty cell, it takes the centre of the cell with the nearest code that was hit, and
   * T maps it to that neighbour.
   */
  centres({ targets, heights, source }: Pick<Transport, 'targets' | 'heights' | 'source'>): Matrix {
    const d = this.#dimension
    const cells = this.#hits.length
    const centres = matrix(cells, d)
    for (let i = 0; i < cells; i++) {
      for (let k = 0; k < d; k++)
        centres.data[i * d + k] = this.#sums[i * d + k]! / Math.max(1, this.#hits[i]!)
    }
    const half = source.kind === 'cube' ? 0.5 : Number.POSITIVE_INFINITY
    for (let i = 0; i < cells; i++) {
      if (this.#hits[i]! > 0) continue
      const nearest = this.#nearestHit(targets, i)
      if (nearest < 0) continue
      const near = row(centres, nearest)
      row(centres, i).set(innerPoint(targets, heights, i, near, half) ?? near)
    }
    return centres
  }

  #nearestHit(targets: Matrix, cell: number): number {
    const code = row(targets, cell)
    let best = -1
    let least = Number.POSITIVE_INFINITY
    for (let j = 0; j < this.#hits.length; j++) {
      if (this.#hits[j] === 0) continue
      const other = row(targets, j)
      let square = 0
      for (let k = 0; k < code.length; k++) square += (other[k]! - code[k]!) ** 2
      if (square >= least) continue
      least = square
      best = j
    }
    return best
  }
}
