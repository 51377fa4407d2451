import { cellErrors, chiSquareScatter, relativeRms, unbiasedChiSquare } from '../../shared/cell-mass-error'
import type { Planes } from '../kernels/planes/planes'
import { CHUNK } from '../kernels/planes/planes'
import { sampledCosts } from './sampled-error'

/** Masses and costs of heights as samples tell them that had no part in finding the heights. */
export interface CheckResult {
  readonly heights: Float64Array
  readonly samples: number
  readonly cellMasses: Float64Array
  readonly chiSquare: number
  readonly relativeRms: number
  readonly relativeRmsError: number
  readonly worstCell: number
  readonly emptyCells: number
  readonly dualBound: number
  readonly primalCost: number
  readonly gap: number
}

interface CheckedProblem {
  readonly planes: Planes
  readonly source: 'cube' | 'gaussian'
  readonly masses: Float64Array
  readonly halfNorms: Float64Array
  readonly halfSecondMoment: number
}

/** A check under way, a batch at a time, so that a cancel need not wait for it. */
export class SampledCheck {
  private readonly counts: Uint32Array
  private energy = 0
  drawn = 0

  constructor(
    private readonly problem: CheckedProblem,
    readonly heights: Float64Array,
    private readonly seed: number,
    private readonly firstChunk: number,
    readonly samples: number,
  ) {
    this.counts = new Uint32Array(heights.length)
  }

  /** Draws at most `batch` samples, a multiple of the chunk. @returns true when all are drawn */
  advance(batch: number): boolean {
    const { planes, source } = this.problem
    const count = Math.min(batch, this.samples - this.drawn)
    planes.setHeights(this.heights)
    const firstChunk = this.firstChunk + this.drawn / CHUNK
    const hits = planes.drawHits({ source, seed: this.seed, firstChunk, count })
    for (let i = 0; i < hits.counts.length; i++) this.counts[i]! += hits.counts[i]!
    this.energy += hits.energy
    this.drawn += count
    return this.drawn >= this.samples
  }

  result(): CheckResult {
    const { masses, halfNorms, halfSecondMoment } = this.problem
    const hits = { samples: this.drawn, counts: this.counts, energy: this.energy }
    const chiSquare = unbiasedChiSquare(this.counts, masses)
    const rms = relativeRms(chiSquare, chiSquareScatter(masses.length, this.drawn))
    const cellMasses = Float64Array.from(this.counts, (count) => count / this.drawn)
    return {
      heights: this.heights,
      samples: this.drawn,
      cellMasses,
      chiSquare,
      relativeRms: rms.value,
      relativeRmsError: rms.error,
      ...cellErrors(cellMasses, masses),
      ...sampledCosts(hits, halfSecondMoment, halfNorms, this.heights, masses),
    }
  }
}
