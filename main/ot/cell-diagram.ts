/** The cells of max_i ⟨x, y_i⟩ + h_i inside a convex domain Ω, with everything exact transport needs of them. */
export interface CellDiagram {
  /** Area or volume of each cell, [N]; 0 where empty. */
  readonly measures: Float64Array
  /** ∫x over each cell, [N, d]; divided by its measure, its centre of mass. */
  readonly firstMoments: Float64Array
  /** ∫|x|² over each cell, [N]. */
  readonly secondMoments: Float64Array
  readonly facets: FacetList
}

/** Pairs of cells i < j with a common border inside Ω; the first `count` entries hold. */
export interface FacetList {
  readonly count: number
  readonly first: Uint32Array
  readonly second: Uint32Array
  /** Length in the plane, area in space. */
  readonly measure: Float64Array
}

/** Computes the cells of one set of codes for many heights. */
export interface CellBuilder extends CellDiagram {
  /** @param heights h_i, [N]; the result is valid until the next call */
  compute(heights: Float64Array): CellDiagram
}
