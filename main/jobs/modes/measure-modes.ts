import type { ModesParameters } from '../../../shared/contracts/modes'
import { BrenierError } from '../../../shared/errors'
import { pointSetGaussians } from '../../data/point-sets'
import { clusterGroups, labelledGroups, type ModeGroups } from './mode-groups'
import { drawSample, singularTest } from './generated-sample'
import type { JobHandle } from '../job-manager'
import { codesFingerprint, mapFingerprint, mapperFingerprint } from '../study/fingerprints'
import { modesState, type MeasuredModes } from './measured-modes'
import { groupedReport, modeVoters, sampleReport, type SampleReport } from './modes-report'
import { runStudy } from '../study/run-study'
import type { SampleToMeasure } from '../compare/sample-measures-task'
import type { SolvedTransport, Study } from '../study/study'
import type { Tools } from '../tools'

/** Draws of T itself a cell, which leave one of a hundred and fifty cells unhit by chance. */
const hitsACell = 5
const mostHits = 2_000_000

/**
 * Draws a sample from the study's generator and measures which modes it reaches; before that whatever the generator needs
 * and the study has not. Measured once, a sample is only grouped anew when nothing but the modes is asked to change. A
 * cancel leaves the study as it was.
 * @returns null where it was cancelled
 * @throws BrenierError `missing-stage`, `bad-argument` for modes that the data do not have, `empty-set` below three codes
 */
export async function measureModes(
  study: Study,
  parameters: ModesParameters,
  tools: Tools,
  job: JobHandle,
): Promise<MeasuredModes | null> {
  const { by, source } = parameters
  if (by.kind !== 'clusters') labelledGroups(study.data, by)
  const cut = await runStudy(study, tools, job, source === 'map' ? 'facets' : 'codes')
  if (cut !== null) return null
  const start = tools.clock()
  const measured = reusable(study, parameters) ?? (await measuredSample(study, parameters, tools, job))
  if (!measured) return null
  const groups = await groupsOf(study, parameters, tools, job)
  if (!groups) return null
  study.modes = {
    ...measured,
    report: {
      ...measured.report,
      ...groupedReport(groups, measured.near, study.requireCodes()),
      revision: (study.modes?.report.revision ?? 0) + 1,
      parameters,
      seconds: (tools.clock() - start) / 1000,
    },
  }
  study.saved = false
  tools.announce(study)
  return study.modes
}

interface MeasuredSample extends Omit<MeasuredModes, 'report'> {
  readonly report: SampleReport
}

/** The study's sample where it is the one that these parameters ask for. */
function reusable(study: Study, wanted: ModesParameters): MeasuredSample | null {
  const { modes } = study
  if (!modes || modesState(study)?.changed) return null
  if ((['source', 'draws', 'seed'] as const).some((name) => modes.report.parameters[name] !== wanted[name]))
    return null
  const { pairs } = modes.sample
  if (pairs) {
    const { test, value } = singularTest(study)
    if (pairs.test.test !== test || pairs.test.value !== value) return null
  }
  return modes
}

async function measuredSample(
  study: Study,
  { source, draws, seed }: ModesParameters,
  tools: Tools,
  job: JobHandle,
): Promise<MeasuredSample | null> {
  const codes = study.requireCodes()
  const transport = source === 'map' ? study.requireTransport() : null
  if (codes.normalised.rows < 3) {
    throw new BrenierError(
      'empty-set',
      `Expected at least three real codes to hold draws to, got ${codes.normalised.rows}.`,
    )
  }
  const sample = await drawSample(study, { source, draws, seed }, tools, job)
  if (!sample) return null
  if (sample.codes.rows === 0) {
    throw new BrenierError(
      'empty-set',
      'No code could be drawn: every pair of neighbouring cells counts as singular. Raise the threshold θ̂ in the Transport view.',
    )
  }
  const cells = transport && (await cellDraws(transport, seed, tools, job))
  if (job.control.cancelled) return null
  const given: SampleToMeasure = {
    generated: sample.codes,
    real: codes.normalised,
    realNeighbours: codes.neighbours,
    neighbours: Math.min(modeVoters, codes.normalised.rows),
    cells,
    gaussians: gaussiansOf(study),
    features: featuresOf(study),
    seed,
  }
  const { result, cancelled } = await tools.compute.run('sampleMeasures', given, job.control, ({ share }) =>
    job.report({ stage: 'Measure', done: share, total: 1 }),
  )
  if (cancelled || !result) return null
  return {
    basis: {
      codes: codesFingerprint(codes),
      map: transport && mapFingerprint(transport),
      mapper: source === 'mapper' ? mapperFingerprint(study.requireMapper()) : null,
    },
    sample,
    near: result.near,
    report: sampleReport(sample, result, transport),
  }
}

/** The cell of each of many draws of T itself: pairs would hide what the map alone reaches. */
async function cellDraws({ map }: SolvedTransport, seed: number, tools: Tools, job: JobHandle) {
  const count = Math.min(mostHits, hitsACell * map.targets.rows)
  const test = { test: 'angle', value: Math.PI } as const
  const { result } = await tools.compute.run(
    'generate',
    { map, seed: seed + 1, count, extension: 'none', test },
    job.control,
    ({ share }) => job.report({ stage: 'Hit cells', done: share, total: 1 }),
  )
  return { drawn: result.first, masses: map.masses }
}

function gaussiansOf({ origin, data, codes }: Study): SampleToMeasure['gaussians'] {
  if (origin.kind !== 'sample' || data.kind !== 'points' || !codes) return null
  const known = pointSetGaussians(origin.name)
  return known && { ...known, normalisation: codes.normalisation }
}

async function groupsOf(
  study: Study,
  { by, seed }: ModesParameters,
  tools: Tools,
  job: JobHandle,
): Promise<ModeGroups | null> {
  if (by.kind !== 'clusters') return labelledGroups(study.data, by)
  const points = study.requireCodes().normalised
  job.report({ stage: 'Clusters', done: 0, total: 1 })
  const { result, cancelled } = await tools.compute.run(
    'clusters',
    { points, clusters: Math.min(by.count, points.rows), seed },
    job.control,
  )
  return cancelled || !result ? null : clusterGroups(study.data, result.labels, by.count)
}

/** Whose codes were measured, in words. */
function featuresOf({ model, ownModel }: Study): string {
  if (model) return `the codes of ${model.checkpoint.spec.kind}`
  return ownModel?.encoder ? `the codes of ${ownModel.encoder.file.name}` : 'the points themselves'
}
