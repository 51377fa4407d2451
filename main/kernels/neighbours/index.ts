import type { Matrix } from '../../../shared/matrix'
import type { ThreadPool } from '../thread-pool'
import { referenceSearch } from './reference'
import type { NeighbourSearch } from './search'
import { wasmSearch } from './wasm-search'

/**
 * Prepares exact nearest-neighbour search among points: in WebAssembly, or in plain TypeScript where values are so
 * large that 32-bit scores would overflow. Both give the same bits.
 * @param pool threads to share the work; without, the calling thread does it all
 */
export function openNeighbourSearch(points: Matrix, pool?: ThreadPool): NeighbourSearch {
  return wasmSearch(points, pool) ?? referenceSearch(points)
}
