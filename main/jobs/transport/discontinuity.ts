import type { DiscontinuityParameters, SegmentChoice } from '../../../shared/contracts/discontinuity'
import { BrenierError } from '../../../shared/errors'
import type { DiscontinuityWalks } from '../../ot/discontinuity'
import type { SegmentPlan } from '../../ot/segments'
import type { Source } from '../../ot/source'
import { boundaryPictures, type BoundaryPictures } from './boundary-pictures'
import { controlJumps } from './discontinuity-control'
import { mapFingerprint } from '../study/fingerprints'
import type { JobHandle } from '../job-manager'
import { overSpacing, spacingOfTargets } from './relative-jumps'
import type { SolvedTransport, Study } from '../study/study'
import { labelFields } from '../study/study-labels'
import type { Tools } from '../tools'

/** What the test found, with no threshold applied. */
export interface FoundDiscontinuities extends BoundaryPictures {
  readonly parameters: DiscontinuityParameters
  /** Fingerprint of the map whose cells were walked, its source, and the item of each cell. */
  readonly map: string
  readonly source: Source
  readonly items: Uint32Array
  readonly walks: DiscontinuityWalks
  /** Jump of each crossing of the segments over the local spacing. */
  readonly relativeJumps: Float32Array
  /** The same of the control's crossings; null where none was made. */
  readonly control: Float32Array | null
}

/** Lines by whose crossings areas are estimated: a standard error of one or two per cent. */
const lines = 2000

/**
 * Walks segments of noise through the cells of the study's map and keeps what they cross. A cancel keeps the segments
 * walked by then, without a control where that was not done.
 * @returns null where no segment was walked; an earlier test then stands
 * @throws BrenierError `missing-stage`, or `bad-argument` for pictures and values the study has not
 */
export async function testDiscontinuity(
  study: Study,
  parameters: DiscontinuityParameters,
  tools: Tools,
  job: JobHandle,
): Promise<FoundDiscontinuities | null> {
  const transport = study.requireTransport()
  const { map, centres, items } = transport
  const { segments, seed } = parameters
  const plan = planOf(study, transport, parameters.between)
  job.report({ stage: 'Segments', done: 0, total: segments + lines })
  const { result: walks } = await tools.compute.run(
    'discontinuity',
    { map, centres, plan, segments, lines, seed },
    job.control,
    ({ walked, wanted }) => job.report({ stage: 'Segments', done: walked, total: wanted }),
  )
  const spacing = await spacingOfTargets(map.targets, tools, job)
  if (walks.segments.count === 0 || !spacing) return null
  const relativeJumps = overSpacing(walks.segments.crossings, spacing)
  const control = parameters.control
    ? await controlJumps(transport, study.parameters.transport, parameters, tools, job)
    : null
  job.report({ stage: 'Boundary pictures', done: 0, total: 1 })
  const boundary = await boundaryPictures(study, walks.segments, relativeJumps, spacing)
  const { source } = map
  const basis = { map: mapFingerprint(transport), source, items }
  study.discontinuities = { parameters, ...basis, walks, relativeJumps, control, ...boundary }
  study.saved = false
  return study.discontinuities
}

function planOf(study: Study, transport: SolvedTransport, between: SegmentChoice): SegmentPlan {
  const { items } = transport
  switch (between.kind) {
    case 'random':
      return between
    case 'pictures': {
      const { first, second } = between
      return { kind: 'cells', first: targetsOfItem(items, first), second: targetsOfItem(items, second) }
    }
    case 'values': {
      const { attribute, first, second } = between
      const field = labelFields(study.data).find((held) => held.attribute === attribute)
      if (!field) {
        const wanted = attribute === null ? 'classes' : `an attribute "${attribute}"`
        throw new BrenierError('bad-argument', `Expected a study with ${wanted}, this one has none.`)
      }
      const targetsWith = (code: number) => {
        const targets = Uint32Array.from(items.keys()).filter((t) => field.codes[items[t]!] === code)
        if (targets.length > 0) return targets
        throw new BrenierError('bad-argument', `Expected cells with value ${code}, the map has none of them.`)
      }
      return { kind: 'cells', first: targetsWith(first), second: targetsWith(second) }
    }
  }
}

function targetsOfItem(items: Uint32Array, item: number): Uint32Array {
  const target = items.indexOf(item)
  if (target >= 0) return Uint32Array.of(target)
  throw new BrenierError(
    'bad-argument',
    `Expected a picture with a cell of its own, but the map has none for number ${item}.`,
  )
}
