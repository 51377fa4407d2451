import type { Atlas } from '../../../shared/contracts/results'
import { BrenierError } from '../../../shared/errors'
import { pictureAtlas } from '../../data/atlas'
import type { Study } from '../study/study'

/**
 * Thumbnails of some pictures in one texture.
 * @throws BrenierError `bad-argument` for an index outside the set or too many for a texture, `missing-stage` for points
 */
export function thumbnails(study: Study, indices: readonly number[], cell: number): Atlas {
  const set = study.pictures()
  const bad = indices.find((index) => index >= set.count)
  if (bad !== undefined) {
    throw new BrenierError('bad-argument', `Expected pictures from 0 to ${set.count - 1}, got ${bad}.`, {
      index: bad,
    })
  }
  return pictureAtlas(set, indices, cell)
}
