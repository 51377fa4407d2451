import type { ThreadPool } from '../thread-pool'
import type { TsneLayout, TsneProblem } from './layout'
import { referenceLayout } from './reference'
import { wasmLayout } from './wasm-layout'

/**
 * Opens a layout for descent: in WebAssembly for one or two degrees of freedom, in plain TypeScript for others.
 * @param pool threads to share the work; without, the calling thread does it all
 */
export function openTsneLayout(problem: TsneProblem, pool?: ThreadPool): TsneLayout {
  const { degreesOfFreedom } = problem
  if (degreesOfFreedom === 1 || degreesOfFreedom === 2) return wasmLayout(problem, pool)
  return referenceLayout(problem)
}
