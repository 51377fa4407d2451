import type { ComparedPicture, DrawnCloud, RunCloud, RunGenerator } from '../../../shared/contracts/compare'
import type { PathTrace } from '../../../shared/contracts/results'
import type { Generator, LatentPath, PathRule, Threshold } from '../../../shared/contracts/study'
import { BrenierError } from '../../../shared/errors'
import { isMapperMethod } from '../../../shared/mapper-settings'
import { matrix, selectRows } from '../../../shared/matrix'
import { placeAtNeighbours } from '../../embedding/place'
import { gatherPixels } from '../../nn/batches'
import { decodeCodes } from '../../nn/decode'
import { isOfModel, type MeasuredRun } from './compare-runs'
import { JobControl } from '../control'
import { withEndedModel } from '../training/ended-model'
import { squaredErrors } from '../training/epoch-pictures'
import { inSpace } from '../transport/in-space'
import { openMapper } from '../mappers/mapper'
import { modeVoters } from '../modes/modes-report'
import { mapOnto, mapperOnto } from './run-draws'
import { runOf, type Run } from '../training/runs'
import type { Codes, Layout, Study } from '../study/study'
import type { Tools } from '../tools'
import { codeSearch } from '../paths/code-space'
import { traceThrough } from '../paths/trace-path'

/** Codes placed by their components: by the codes they are turned onto, their own where they come first. */
const placings = new WeakMap<Codes, WeakMap<Codes, Layout>>()

function remembered<K extends object, T>(memory: WeakMap<K, T>, key: K, make: () => T): T {
  const value = memory.get(key) ?? make()
  memory.set(key, value)
  return value
}

/** @throws BrenierError `missing-stage` where a run was not measured, `bad-argument` where it is not there */
function requireMeasured(study: Study, id: string): { readonly run: Run; readonly found: MeasuredRun } {
  const run = runOf(study, id)
  const found = study.measuredRuns.get(id)
  if (found) return { run, found }
  throw new BrenierError(
    'missing-stage',
    `Expected ${run.name} to be measured, but it is not. Measure it first.`,
  )
}

/** As `requireMeasured`, of runs whose models are to be opened. @throws BrenierError also where one was trained on since */
function requireCurrent(study: Study, id: string): { readonly run: Run; readonly found: MeasuredRun } {
  const measured = requireMeasured(study, id)
  if (isOfModel(study, measured.run, measured.found)) return measured
  throw new BrenierError(
    'missing-stage',
    `Expected ${measured.run.name} as it was measured, but it was trained on since. Measure it again.`,
  )
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
 * Codes that runs drew by a generator, each among the codes of its run as `runClouds` places them.
 * @throws BrenierError `missing-stage` where one was not measured
 */
export async function drawnClouds(
  study: Study,
  columns: readonly RunGenerator[],
  tools: Tools,
): Promise<DrawnCloud[]> {
  const all = await placed(study, runsOf(columns), tools)
  return all.map(({ run, found, layout }, at): DrawnCloud => {
    const draws = found.draws.find(({ generator }) => generator === columns[at]!.generator)
    if (!draws) {
      throw new BrenierError(
        'missing-stage',
        `Expected draws of ${run.name} by ${columns[at]!.generator}, but none were measured. Measure it first.`,
      )
    }
    const { normalised, spacing } = found.codes
    const near = codeSearch(found.codes).nearest(draws.codes, Math.min(modeVoters, normalised.rows))
    const nearest = Uint32Array.from({ length: near.rows }, (_, draw) => near.indices[draw * near.k]!)
    const places = matrix(normalised.rows, 3, layout.positions)
    return {
      positions: placeAtNeighbours(places, near).data,
      nearest,
      offData: Float32Array.from(nearest, (item, draw) =>
        spacing[item]! > 0 ? Math.sqrt(near.squaredDistances[draw * near.k]!) / spacing[item]! : 0,
      ),
    }
  })
}

const runsOf = (columns: readonly RunGenerator[]): string[] => columns.map(({ run }) => run)

/**
 * One path through the models of runs. Its waypoints are pictures, of the set or one's own, or weighted means of
 * pictures, which every model has codes of. A rule through noise goes through the map that the column draws by.
 * @throws BrenierError `missing-stage` where a run was not measured, `bad-argument` for a place in one run's cloud
 */
export async function traceThroughRuns(
  study: Study,
  columns: readonly RunGenerator[],
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
  for (const id of runsOf(columns)) requireCurrent(study, id)
  const traces: PathTrace[] = []
  for (const [at, { run, found, layout }] of (await placed(study, runsOf(columns), tools)).entries()) {
    const transport = mapOnto(study, run)
    const { generator } = columns[at]!
    const rule = ruleFor(path.rule, generator)
    const mapper = isMapperMethod(generator) ? mapperOnto(study, run, generator) : null
    const trace = await withEndedModel(study, run, tools, (coder) => {
      const model = {
        data: study.data,
        coder,
        codes: found.codes,
        layout,
        drawsCodes: false,
        transport,
        facets: transport && study.stages.facets === 'done' ? study.facets : null,
        own: study.ownPictures,
        learned: mapper && (() => openMapper(study, tools, mapper)),
      }
      return traceThrough(model, { ...path, rule }, revision, threshold, tools.clock)
    })
    traces.push(trace)
  }
  return traces
}

function ruleFor(rule: PathRule, generator: Generator): PathRule {
  if (rule === 'noise' && isMapperMethod(generator)) return 'learned'
  return rule === 'learned' && !isMapperMethod(generator) ? 'noise' : rule
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
  for (const { run, found } of ids.map((id) => requireCurrent(study, id))) {
    const { pixels } = await withEndedModel(study, run, tools, (network) =>
      decodeCodes(network, selectRows(found.codes.raw, [index])),
    )
    made.push({ run: run.id, pixels, squaredError: squaredErrors(picture, pixels, picture.length)[0]! })
  }
  return { index, height, width, channels, picture, made }
}
