import type { Matrix } from '../../shared/matrix'

/** An optimal bijection of n points onto n points under a cost c. */
export interface Matching {
  /** Point i of the first goes to this point of the second, [n]. */
  readonly partners: Uint32Array
  /**
   * Kantorovich's potential φ at the first points, [n], with ψ(y) − φ(x) ≤ c(x, y) (arXiv 1809.05964, equation 14). It is
   * known up to a constant, fixed so that φ and ψ together have mean 0.
   */
  readonly potential: Float64Array
}

/**
 * Solves matchings under ½|x − y|²; handed in, since exact transport lies beside this folder.
 * @param entropy above 0 for entropic potentials: ε as a share of the mean cost. Partners are then those of least reduced cost
 */
export type Match = (from: Matrix, to: Matrix, entropy?: number) => Promise<Matching>

/** The same for costs that are known, [n, n]: a row for each point of the first. */
export type MatchCosts = (costs: Float32Array) => Promise<Matching>
