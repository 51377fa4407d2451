import { matrix, type Matrix } from '../../../shared/matrix'
import type { Stepper } from '../../../shared/stepper'
import { neighbourSearch, type Neighbours } from '../../embedding/neighbours'
import type { ThreadPool } from '../../kernels/thread-pool'
import { cellHits, type CellHits } from '../../metrics/cell-hits'
import { roundMixture } from '../../metrics/mixture'
import { modeScores, type ModeScores } from '../../metrics/mode-scores'
import { nearnessOf, type Nearness } from '../../metrics/nearest-real'
import type { PrdScores } from '../../metrics/prd'
import { denormalise, type Normalisation } from '../../ot/normalise'
import type { Task } from '../compute'
import { measurePrd } from '../judges/prd-task'

/** What a sample is measured against. */
export interface SampleToMeasure {
  /** Normalised codes, [m, d] and [n, d]. */
  readonly generated: Matrix
  readonly real: Matrix
  /** The nearest other real codes of each real one. */
  readonly realNeighbours: Neighbours
  /** Nearest real codes to keep of each generated one; two or more. */
  readonly neighbours: number
  /** Cells of draws of T itself, and the cells' masses ν; null without a map. */
  readonly cells: { readonly drawn: Uint32Array; readonly masses: Float64Array } | null
  /** Gaussians the real codes were drawn from, in the codes' own units; null where they are not known. */
  readonly gaussians: {
    readonly centres: Matrix
    readonly sigma: number
    readonly normalisation: Normalisation
  } | null
  /** The name of what the codes come from, for precision and recall. */
  readonly features: string
  readonly seed: number
}

/** How two sets of distances spread, in bins of one width from 0 to `top`; the last bin has all beyond it too. */
export interface DistanceHistogram {
  readonly top: number
  /** Shares, [bins] each. */
  readonly generated: Float32Array
  readonly real: Float32Array
}

/** Measures of a sample that do not ask what its modes are. */
export interface SampleMeasures {
  /** The nearest real codes of each generated one. */
  readonly near: Neighbours
  readonly generated: Nearness
  /** Of the real codes among themselves. */
  readonly real: Nearness
  readonly histogram: DistanceHistogram
  readonly cells: CellHits | null
  readonly prd: PrdScores
  readonly mixture: ModeScores | null
}

/** About 20 ms of multiplications a step. */
const workOfAStep = 2e7
const bins = 40

/** Holds generated codes to real ones. Its share counts searching as half of the work. */
export const sampleMeasuresTask = (
  pool: ThreadPool | null,
): Task<SampleToMeasure, { readonly share: number }, SampleMeasures | null> => ({
  create: (given) => measuring(given, pool),
})

function measuring(
  given: SampleToMeasure,
  pool: ThreadPool | null,
): Stepper<{ readonly share: number }, SampleMeasures | null> {
  const { generated, real } = given
  const k = given.neighbours
  const search = neighbourSearch(real, pool ?? undefined)
  const block = Math.max(1, Math.floor(workOfAStep / (real.rows * real.columns)))
  const near = {
    rows: generated.rows,
    k,
    indices: new Uint32Array(generated.rows * k),
    squaredDistances: new Float32Array(generated.rows * k),
  }
  const precision = measurePrd(given)
  let searched = 0
  let measured: SampleMeasures | null = null

  function searchBlock(): void {
    const end = Math.min(generated.rows, searched + block)
    const queries = generated.data.subarray(searched * generated.columns, end * generated.columns)
    const found = search.nearest(matrix(end - searched, generated.columns, queries), k)
    near.indices.set(found.indices, searched * k)
    near.squaredDistances.set(found.squaredDistances, searched * k)
    searched = end
  }

  return {
    async step() {
      if (searched < generated.rows) {
        searchBlock()
        return false
      }
      if (!(await precision.step())) return false
      const nearness = nearnessOf(near)
      const among = nearnessOf(given.realNeighbours)
      measured = {
        near,
        generated: nearness,
        real: among,
        histogram: histogramOf(nearness.distances, among.distances),
        cells: given.cells && cellHits(given.cells.drawn, given.cells.masses),
        prd: precision.result(),
        mixture: mixtureOf(given),
      }
      return true
    },
    progress() {
      const { done, total } = precision.progress()
      return { share: (searched / generated.rows + done / total) / 2 }
    },
    result() {
      search.close()
      return measured
    },
  }
}

function mixtureOf({ gaussians, generated, real }: SampleToMeasure): ModeScores | null {
  if (!gaussians) return null
  const { centres, sigma, normalisation } = gaussians
  const inUnits = (codes: Matrix) => denormalise(codes, normalisation)
  return modeScores(roundMixture(centres, sigma), inUnits(generated), inUnits(real))
}

/** Up to where all but a hundredth of the distances of either set lie. */
function histogramOf(generated: Float64Array, real: Float64Array): DistanceHistogram {
  const most = (values: Float64Array) => values.slice().sort()[Math.floor(0.99 * (values.length - 1))]!
  const top = Math.max(most(generated), most(real))
  const shares = (values: Float64Array) => {
    const counts = new Float32Array(bins)
    for (const value of values) {
      const bin = top > 0 ? Math.min(bins - 1, Math.floor((value / top) * bins)) : 0
      counts[bin] = counts[bin]! + 1 / values.length
    }
    return counts
  }
  return { top, generated: shares(generated), real: shares(real) }
}
