import type { MapCheckpoint } from '../nn/maps/trainer'
import type { Normalisation } from '../ot/normalise'
import type { Study } from './study'

/** A learned map from noise to a study's codes. */
export interface Mapper {
  readonly checkpoint: MapCheckpoint
  /** Of the codes it was trained on: a map of other codes than the study's is told by it. */
  readonly normalisation: Normalisation
}

/** Whether the study's mapper, where it has one, is of its codes as they are. */
export function mapperFits({ mapper, codes }: Pick<Study, 'mapper' | 'codes'>): boolean {
  if (!mapper || !codes) return false
  const [own, now] = [mapper.normalisation, codes.normalisation]
  return own.scale === now.scale && own.centre.every((value, k) => value === now.centre[k])
}
