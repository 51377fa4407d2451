/** What a t-SNE layout is made from. */
export interface TsneProblem {
  readonly n: number
  readonly dims: 2 | 3
  /** ν of the kernel (1 + d²/ν)^(−(ν+1)/2) between embedded points. */
  readonly degreesOfFreedom: number
  /** A cell stands for its points where its side is below θ times its distance; 0 compares every pair. */
  readonly theta: number
  /** Symmetric joint probabilities as compressed sparse rows, summing to 1, no column twice in a row. */
  readonly rowStart: Uint32Array
  readonly columns: Uint32Array
  readonly values: Float32Array
  /** Start, row-major [n, dims]. */
  readonly positions: Float32Array
}

export interface TsneStep {
  /** Factor on the attraction. */
  readonly exaggeration: number
  readonly momentum: number
  readonly learningRate: number
  /** Whether to compute the Kullback–Leibler estimate before moving. */
  readonly measure: boolean
}

/**
 * A layout under gradient descent. The gradient of KL(P ‖ Q) by y_i is
 * 2(ν+1)/ν Σ_j (p_ij − q_ij) t_ij (y_i − y_j), where
 * - t_ij = 1 / (1 + |y_i − y_j|²/ν),
 * - q_ij = w_ij / Z with w_ij = t_ij^((ν+1)/2) and Z = Σ_{k≠l} w_kl;
 * the factor in front is left to the learning rate.
 */
export interface TsneLayout {
  readonly backend: 'wasm' | 'reference'
  /** One step of descent with momentum and per-coordinate gains (Jacobs 1988), recentred. */
  iterate(step: TsneStep): void
  /** Σ (exaggeration·p − q) t Δ at the present positions, row-major [n, dims]; moves nothing. */
  gradient(exaggeration: number): Float32Array
  /** KL over the listed pairs with the tree's Z, as of the last measured iteration; NaN before. */
  readonly divergence: number
  /** Z over all pairs at the present positions, O(n²); moves nothing. */
  exactNormalisation(): number
  /** A copy of the present positions, row-major [n, dims]. */
  positions(): Float32Array
  /** Gives the memory back; the layout may not be used after. */
  close(): void
}

/** A coordinate's step may not exceed this many units in one iteration, as openTSNE bounds it. */
export const LONGEST_STEP = 5
/** Targets that share one list of cells, and points in a leaf of the tree. */
export const GROUP = 16
export const LEAF = 8
