import { mapperMethodOf, type MapperMethod } from '../../../shared/mapper-settings'
import type { MapCheckpoint } from '../../nn/maps/trainer'
import type { Normalisation } from '../../ot/normalise'
import type { Codes } from '../study/study'

/** A learned map from noise to a study's codes. */
export interface Mapper {
  readonly checkpoint: MapCheckpoint
  /** Of the codes it was trained on: a map of other codes than the study's is told by it. */
  readonly normalisation: Normalisation
}

export const methodOf = ({ checkpoint }: Mapper): MapperMethod => mapperMethodOf(checkpoint.spec.method)

/** Whether a mapper is of codes as they are. */
export function mapperFits(
  { normalisation: own }: Mapper,
  codes: Pick<Codes, 'normalisation'> | null,
): boolean {
  if (!codes) return false
  const now = codes.normalisation
  return own.scale === now.scale && own.centre.every((value, k) => value === now.centre[k])
}
