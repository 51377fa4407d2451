import type {
  Cloud,
  FacetTable,
  Labels,
  PlaneDiagram,
  TransportState,
} from '../../../shared/contracts/results'
import type { DataSummary, TransportReport } from '../../../shared/contracts/study'

/** A made-up study of the fake engine: everything that the engine would have computed, ready at once. */
export interface World {
  readonly recipe: string
  readonly title: string
  readonly data: DataSummary
  readonly labels: Labels
  /** Codes row-major [count, dimension]; in the plane they are the points themselves. */
  readonly codes: Float32Array
  readonly dimension: number
  /** Finished layout, row-major [count, 3]. */
  readonly layout: Float32Array
  readonly method: Cloud['method']
  readonly facets: FacetTable
  readonly diagram: PlaneDiagram | null
  readonly transport: TransportState
  readonly report: TransportReport
  /** Uint8 [height, width, channels] of item `index`; of a code where the world has a decoder. */
  picture(index: number): Uint8Array<ArrayBuffer>
  decode: ((code: Float32Array) => Uint8Array<ArrayBuffer>) | null
}

/** Category counts of integer labels. */
export function countsOf(names: readonly string[], codes: Int32Array): { name: string; count: number }[] {
  const counts = names.map((name) => ({ name, count: 0 }))
  for (const code of codes) {
    const entry = counts[code]
    if (entry) entry.count += 1
  }
  return counts
}
