import type { Matrix } from '../../shared/matrix'
import type { Normalisation } from './normalise'
import type { Source } from './source'
import type { Targets } from './targets'

export type TransportMethod = 'newton2d' | 'newton3d' | 'stochastic' | 'paper'

/**
 * A semi-discrete transport map as a plain value: T(x) = y_i where i has the largest ⟨x, y_i⟩ + h_i
 * (u_h is that maximum, T = ∇u_h). Codes are in normalised units; `normalisation` leads back.
 */
export interface Transport {
  readonly source: Source
  /** Normalised codes y_i, [N, d], all different. */
  readonly targets: Matrix
  /** Heights h_i, [N], mean 0. */
  readonly heights: Float64Array
  /** Wanted masses ν_i, [N], sum 1. */
  readonly masses: Float64Array
  /** Masses w_i of the cells: exact, or counted on independent samples; [N]. */
  readonly cellMasses: Float64Array
  /** For each code given to the solver, its target, [n]: duplicates share one. */
  readonly targetOf: Uint32Array
  /** For each target, the first code that became it, [N]. */
  readonly codeOf: Uint32Array
  readonly normalisation: Normalisation
  readonly method: TransportMethod
  readonly seed: number
  readonly report: TransportReport
  readonly history: TransportHistory
}

/** How far the map is from carrying the source onto the target measure. Costs are in normalised units. */
export interface TransportReport {
  /** Whether masses and costs were integrated exactly; otherwise they were counted on independent samples. */
  readonly exact: boolean
  readonly converged: boolean
  readonly tolerance: number
  /** √Σ(w_i − ν_i)²/ν_i: root mean square of the cells' relative errors, without the bias of sampling. */
  readonly relativeRms: number
  /** One standard error of `relativeRms`; 0 where exact. */
  readonly relativeRmsError: number
  /** max |w_i − ν_i| / ν_i; where sampled, the noise of the count is in it. */
  readonly worstCell: number
  /** Cells without mass, or without a hit. */
  readonly emptyCells: number
  /** Lower bound of ½W₂² that these heights prove. */
  readonly dualBound: number
  /** ½∫|x − T(x)|²: what this map costs. */
  readonly primalCost: number
  /** primalCost − dualBound; 0 at the optimum. */
  readonly gap: number
  readonly steps: number
  /** Samples the heights rest on; 0 where exact. */
  readonly samples: number
  /** Samples the errors were measured on; 0 where exact. */
  readonly checkSamples: number
  /** √(N / samples): no method can be expected below it with that many samples; 0 where exact. */
  readonly noiseFloor: number
  /** What a person should know about this map, in sentences; empty where all is well. */
  readonly warnings: readonly string[]
}

/** A row a recorded step; all arrays have the same length. */
export interface TransportHistory {
  readonly steps: Float64Array
  /** Samples drawn so far; 0 for exact methods. */
  readonly samples: Float64Array
  /** Of the heights at that step. */
  readonly relativeRms: Float64Array
  /** Of the averaged heights at the latest check before it; NaN where there was none or the method is exact. */
  readonly checkedRms: Float64Array
  /** Largest relative error of a cell at that step; NaN where the method does not know its cells exactly. */
  readonly worstCell: Float64Array
  /** Adam's step size, or Newton's damping. */
  readonly stepSize: Float64Array
}

/** What the solvers find out; `assembleTransport` adds what they were given. */
export interface Solution {
  readonly heights: Float64Array
  readonly cellMasses: Float64Array
  readonly report: TransportReport
  readonly history: TransportHistory
}

export function assembleTransport(
  source: Source,
  targets: Targets,
  method: TransportMethod,
  seed: number,
  solution: Solution,
): Transport {
  return {
    source,
    targets: targets.points,
    heights: solution.heights,
    masses: targets.masses,
    cellMasses: solution.cellMasses,
    targetOf: targets.targetOf,
    codeOf: targets.codeOf,
    normalisation: targets.normalisation,
    method,
    seed,
    report: solution.report,
    history: solution.history,
  }
}
