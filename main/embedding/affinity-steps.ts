import type { Matrix } from '../../shared/matrix'
import type { ThreadPool } from '../kernels/thread-pool'
import { conditionalProbabilities, symmetrise } from './affinities'
import type { Affinities } from './affinities'
import { neighbourSearch } from './neighbours'
import type { Neighbours, NeighbourSearch } from './neighbours'

/** Multiplications in one step of the neighbour search, and rows at most: either takes about 20 ms. */
const WORK_OF_A_STEP = 2e8
const ROWS_OF_A_STEP = 512

/** Joint probabilities of points in steps: neighbours and bandwidths in blocks of rows, then the symmetric matrix. */
export class AffinitySteps {
  affinities: Affinities | null = null
  private readonly search: NeighbourSearch
  private readonly neighbours: Neighbours
  private readonly conditional: Float32Array
  private rowsDone = 0

  /** @param k neighbours of each point, below n */
  constructor(
    points: Matrix,
    k: number,
    private readonly perplexity: number,
    pool?: ThreadPool,
  ) {
    const rows = points.rows
    this.search = neighbourSearch(points, pool)
    this.neighbours = {
      rows,
      k,
      indices: new Uint32Array(rows * k),
      squaredDistances: new Float32Array(rows * k),
    }
    this.conditional = new Float32Array(rows * k)
  }

  /** @returns true when `affinities` are known */
  step(): boolean {
    const { rows, columns } = this.search.points
    if (this.rowsDone < rows) {
      const block = Math.min(ROWS_OF_A_STEP, Math.ceil(WORK_OF_A_STEP / (rows * columns)))
      this.listRows(this.rowsDone, Math.min(rows, this.rowsDone + block))
      return false
    }
    this.affinities ??= symmetrise(this.neighbours, this.conditional)
    return true
  }

  /** Of the neighbour search, 0 … 1. */
  fraction(): number {
    return this.rowsDone / this.search.points.rows
  }

  close(): void {
    this.search.close()
  }

  private listRows(begin: number, end: number): void {
    const { k, indices, squaredDistances } = this.neighbours
    const found = this.search.nearestOthers(begin, end, k)
    indices.set(found.indices, begin * k)
    squaredDistances.set(found.squaredDistances, begin * k)
    const conditional = conditionalProbabilities(found.squaredDistances, end - begin, k, this.perplexity)
    this.conditional.set(conditional, begin * k)
    this.rowsDone = end
  }
}
