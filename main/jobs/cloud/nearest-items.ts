import { BrenierError } from '../../../shared/errors'
import { indicesWhere, type IndexSet } from '../../../shared/index-set'
import type { Study } from '../study/study'

/**
 * The items that are among the `k` nearest codes of any of `items`, by distance of codes.
 * @param k at most as many as the study keeps of each code
 * @throws BrenierError `bad-argument` for an item outside the set, `missing-stage` without codes
 */
export function nearestOfAny(study: Pick<Study, 'requireCodes'>, items: IndexSet, k: number): IndexSet {
  const { rows, k: kept, indices } = study.requireCodes().neighbours
  const reach = Math.min(k, kept)
  const met = new Uint8Array(rows)
  for (const item of items) {
    if (item >= rows) {
      throw new BrenierError('bad-argument', `Expected items from 0 to ${rows - 1}, got ${item}.`)
    }
    for (let n = 0; n < reach; n++) met[indices[item * kept + n]!] = 1
  }
  return indicesWhere(rows, (i) => met[i] === 1)
}
