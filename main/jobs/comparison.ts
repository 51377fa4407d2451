import type { ComparedPicture, ComparedRun, RunCloud } from '../../shared/contracts/compare'
import type { PathTrace } from '../../shared/contracts/results'
import type { LatentPath, Threshold } from '../../shared/contracts/study'
import { BrenierError } from '../../shared/errors'
import { matrix, selectRows } from '../../shared/matrix'
import { gatherPixels } from '../nn/batches'
import { decodeCodes } from '../nn/decode'
import { compareRuns, isCurrent, type MeasuredRun } from './compare-runs'
import { JobControl } from './control'
import { withEndedModel } from './ended-model'
import { squaredErrors } from './epoch-pictures'
import { inSpace } from './in-space'
import type { JobHandle } from './job-manager'
import { runOf, type Run } from './runs'
import type { Codes, Layout, SolvedTransport, Study } from './study'
import type { Tools } from './tools'
import { traceThrough } from './trace-path'

/** What was measured of the runs of a study, for as long as it is open. */
const measured = new WeakMap<Study, Map<string, MeasuredRun>>()
/** Codes placed by their components: by the codes they are turned onto, their own where they come first. */
const placings = new WeakMap<Codes, WeakMap<Codes, Layout>>()

const knownOf = (study: Study): Map<string, MeasuredRun> => remembered(measured, study, () => new Map())

function remembered<K extends object, T>(memory: WeakMap<K, T>, key: K, make: () => T): T {
  const value = memory.get(key) ?? make()
  memory.set(key, value)
  return value
}

/** Measures runs of a study; those that are as they were measured before are left alone. */
export const measureRuns = (
  study: Study,
  runs: readonly string[],
  tools: Tools,
  job: JobHandle,
): Promise<void> => compareRuns(study, runs, knownOf(study), tools, job)

/** @returns null where a run was not measured, or is no longer as it was */
function measuredAsItIs(study: Study, run: Run): MeasuredRun | null {
  const found = knownOf(study).get(run.id)
  return found && isCurrent(study, run, found) ? found : null
}

/** @throws BrenierError `missing-stage` where a run was not measured, `bad-argument` where it is not there */
function requireMeasured(study: Study, id: string): { readonly run: Run; readonly found: MeasuredRun } {
  const run = runOf(study, id)
  const found = measuredAsItIs(study, run)
  if (found) return { run, found }
  throw new BrenierError(
    'missing-stage',
    `Expected ${run.name} to be measured, but it is not. Measure it first.`,
  )
}

/** Every run that was measured, in the order of the study's runs. */
export function comparedTable(study: Study): ComparedRun[] {
  if (study.data.kind === 'points') return []
  const { height, width, channels } = study.data
  return study.runs.flatMap((run) => {
    const found = measuredAsItIs(study, run)
    if (!found) return []
    const { epoch, map, measures, draws } = found
    const count = draws.pixels.length / (height * width * channels)
    return {
      run: run.id,
      epoch,
      measures,
      map: map && mapFigures(study, map),
      draws: { ...draws, count, height, width, channels },
    }
  })
}

function mapFigures({ facets, stages, view }: Study, map: SolvedTransport): ComparedRun['map'] {
  const found = stages.facets === 'done' ? facets : null
  const threshold = view.threshold ?? found?.suggested ?? { test: 'angle' as const, value: Math.PI }
  const measure = found && (threshold.test === 'angle' ? found.table.angle : found.table.distance)
  return {
    relativeRms: map.report.relativeRms,
    facets: measure && measure.length,
    singular: measure && measure.reduce((sum, value) => sum + Number(value > threshold.value), 0),
    threshold,
  }
}

/**
 * Where the codes of runs lie, each turned onto those of the first.
 * @throws BrenierError `missing-stage` where a run was not measured
 */
export async function runClouds(study: Study, ids: readonly string[], tools: Tools): Promise<RunCloud[]> {
  const clouds: RunCloud[] = []
  for (const { run, layout } of await placed(study, ids, tools)) {
    clouds.push({ run: run.id, positions: layout.positions })
  }
  return clouds
}

async function placed(study: Study, ids: readonly string[], tools: Tools) {
  const runs = ids.map((id) => requireMeasured(study, id))
  const first = runs[0]!.found.codes
  const onto = await place(first, first, null, tools)
  const all = []
  for (const { run, found } of runs) {
    const layout = found.codes === first ? onto : await place(found.codes, first, onto, tools)
    all.push({ run, found, layout })
  }
  return all
}

/** @param onto the placing to turn these onto; null for the first */
async function place(codes: Codes, first: Codes, onto: Layout | null, tools: Tools): Promise<Layout> {
  const held = placings.get(first)?.get(codes)
  if (held) return held
  const { rows, columns } = codes.raw
  // Codes in the plane or on a line are turned in space, as all others are.
  const inThree = columns < 3 ? matrix(rows, 3, inSpace(codes.raw)) : codes.raw
  const earlier = onto && matrix(rows, 3, onto.positions)
  const { result } = await tools.compute.run('components', { codes: inThree, earlier }, new JobControl())
  const positions = inSpace(result)
  const layout = { method: 'pca' as const, dimensions: 3, iteration: 0, iterations: 0, kl: null, positions }
  remembered(placings, first, () => new WeakMap<Codes, Layout>()).set(codes, layout)
  return layout
}

/**
 * One path through the models of runs. Its waypoints are pictures, or weighted means of pictures, which every model has
 * codes of. Rules that follow the map do so for the run whose map the study has.
 * @throws BrenierError `missing-stage` where a run was not measured, `bad-argument` for a place in one run's cloud
 */
export async function traceThroughRuns(
  study: Study,
  ids: readonly string[],
  path: LatentPath,
  revision: number,
  threshold: Threshold,
  tools: Tools,
): Promise<PathTrace[]> {
  if (path.waypoints.some(({ kind }) => kind === 'place')) {
    throw new BrenierError(
      'bad-argument',
      'Expected waypoints that are pictures or means of pictures, got a place in a cloud, which other runs do not have.',
    )
  }
  const traces: PathTrace[] = []
  for (const { run, found, layout } of await placed(study, ids, tools)) {
    const trace = await withEndedModel(study, run, tools, (network) => {
      const model = {
        data: study.data,
        network,
        codes: found.codes,
        layout,
        drawsCodes: false,
        transport: found.map,
        facets: found.map && study.stages.facets === 'done' ? study.facets : null,
      }
      return traceThrough(model, path, revision, threshold, tools.clock)
    })
    traces.push(trace)
  }
  return traces
}

/**
 * A picture of the set and what the model of each run makes of it.
 * @throws BrenierError `missing-stage` where a run was not measured, `bad-argument` for an index outside the set
 */
export async function pictureThroughRuns(
  study: Study,
  ids: readonly string[],
  index: number,
  tools: Tools,
): Promise<ComparedPicture> {
  const set = study.pictures()
  const { height, width, channels, count } = set
  if (index >= count) {
    throw new BrenierError('bad-argument', `Expected a picture from 0 to ${count - 1}, got ${index}.`)
  }
  const picture = gatherPixels(set, [index])
  const made = []
  for (const { run, found } of ids.map((id) => requireMeasured(study, id))) {
    const { pixels } = await withEndedModel(study, run, tools, (network) =>
      decodeCodes(network, selectRows(found.codes.raw, [index])),
    )
    made.push({ run: run.id, pixels, squaredError: squaredErrors(picture, pixels, picture.length)[0]! })
  }
  return { index, height, width, channels, picture, made }
}
