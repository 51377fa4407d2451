import type { ModesReport } from '../../../shared/contracts/modes'
import type { ModesState } from '../../../shared/contracts/study'
import type { Neighbours } from '../../embedding/neighbours'
import { codesFingerprint, mapFingerprint, mapperFingerprint } from '../study/fingerprints'
import type { GeneratedSample } from './generated-sample'
import type { Study } from '../study/study'

/** Fingerprints of what a sample is drawn from and held to; null for what its source does not take. */
export interface SampleBasis {
  readonly codes: string
  readonly map: string | null
  readonly mapper: string | null
}

/** A sample of a study's generator with what was measured of it. */
export interface MeasuredModes {
  readonly basis: SampleBasis
  readonly sample: GeneratedSample
  /** The nearest real codes of each draw. */
  readonly near: Neighbours
  readonly report: ModesReport
}

/** Whether there is a report, and what of it is another by now. */
export function modesState(study: Study): ModesState | null {
  const { modes, codes, transport, mapper, stages } = study
  if (!modes) return null
  const { basis, report } = modes
  const { revision } = report
  if (!codes || stages.codes !== 'done' || basis.codes !== codesFingerprint(codes))
    return { revision, changed: 'codes' }
  const sameMap = transport && stages.transport === 'done' && basis.map === mapFingerprint(transport)
  if (basis.map !== null && !sameMap) return { revision, changed: 'map' }
  const sameMapper = mapper && basis.mapper === mapperFingerprint(mapper)
  if (basis.mapper !== null && !sameMapper) return { revision, changed: 'mapper' }
  return { revision, changed: null }
}
