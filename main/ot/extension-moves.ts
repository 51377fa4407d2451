import { row, type Matrix } from '../../shared/matrix'
import type { GeneratedCodes } from './generate'

/** How far the extended map T̃ takes noise from where the map T itself takes it, in the units of the targets. */
export interface ExtensionMoves {
  /** ε: the longest edge between two codes that were mixed. */
  readonly epsilon: number
  /** √mean ‖T̃(w) − T(w)‖² over the draws: of a coupling, so W₂ between the two is at most that, and ε at most. */
  readonly rootMeanSquare: number
}

/**
 * The bound of theorem 1 of AE-OT-GAN (An et al. 2020, arXiv 2001.03698), W₂(T̃#, T#) ≤ ε, for codes that were drawn: T̃(w) =
 * (1 − t)·y_first + t·y_second lies t·‖y_second − y_first‖ from T(w) = y_first.
 */
export function extensionMoves(
  targets: Matrix,
  { first, second, weight }: Pick<GeneratedCodes, 'first' | 'second' | 'weight'>,
): ExtensionMoves {
  let epsilon = 0
  let squares = 0
  for (let i = 0; i < first.length; i++) {
    const [from, to] = [row(targets, first[i]!), row(targets, second[i]!)]
    const edge = Math.hypot(...from.map((value, k) => value - to[k]!))
    epsilon = Math.max(epsilon, edge)
    squares += (weight[i]! * edge) ** 2
  }
  return { epsilon, rootMeanSquare: Math.sqrt(squares / Math.max(1, first.length)) }
}
