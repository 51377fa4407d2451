import type { ModesParameters } from '../../shared/contracts/modes'
import type { ModesState } from '../../shared/contracts/study'
import type { GeneratedSample } from './generated-sample'
import type { Mapper } from './mapper-fit'
import type { ModeGroups } from './mode-groups'
import type { SampleMeasures } from './sample-measures-task'
import type { Codes, SolvedTransport, Study } from './study'

/** What a sample is drawn from and held to; only what its source takes is there. */
export interface SampleBasis {
  readonly codes: Codes
  readonly transport: SolvedTransport | null
  readonly mapper: Mapper | null
}

/** A sample of a study's generator with its measures, grouped by modes. */
export interface MeasuredModes {
  readonly revision: number
  readonly parameters: ModesParameters
  /** What it was drawn from: another object there means that the sample is of the past. */
  readonly basis: SampleBasis
  readonly sample: GeneratedSample
  readonly measures: SampleMeasures
  readonly groups: ModeGroups
  /** The mode of each draw, by the vote of its nearest real codes. */
  readonly drawn: Int32Array
  /** The mode of each real code, told the same way by its nearest other codes. */
  readonly told: Int32Array
  readonly seconds: number
}

/** Nearest real codes that tell the mode of a draw. */
export const modeVoters = 5

/** Whether there is a report, and whether what it is of has changed since. */
export function modesState(study: Study): ModesState | null {
  const { modes } = study
  if (!modes) return null
  const { revision, basis } = modes
  const { codes, transport } = study.stages
  const changed =
    basis.codes !== study.codes ||
    (basis.transport !== null && basis.transport !== study.transport) ||
    (basis.mapper !== null && basis.mapper !== study.mapper)
  const outdated = codes !== 'done' || (basis.transport !== null && transport !== 'done')
  return { revision, stale: changed || outdated }
}
