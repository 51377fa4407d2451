import type { FacetTable } from '../../../shared/contracts/results'
import { permutation, random } from '../../../shared/random'

export type ThreeItems = readonly [number, number, number]

/**
 * Three items whose plane shows a tear, where there is one: the two codes of a wide facet and a third from
 * another category. `round` 0 takes the widest facet, each further round another; without facets items are drawn.
 */
export function threeCentres(
  count: number,
  facets: FacetTable | null,
  widest: readonly number[],
  codes: Int32Array | null,
  round: number,
): ThreeItems | null {
  if (count < 3) return null
  const order = permutation(count, random(round + 1))
  const facet = widest.length > 0 ? widest[round % widest.length]! : null
  const first = facet !== null && facets ? facets.first[facet]! : order[0]!
  const second = facet !== null && facets ? facets.second[facet]! : order[1]!
  const taken = new Set([first, second])
  const categories = new Set([codes?.[first], codes?.[second]])
  const other = order.find((item) => !taken.has(item) && !(codes && categories.has(codes[item])))
  const third = other ?? order.find((item) => !taken.has(item))
  return third === undefined ? null : [first, second, third]
}
