import { isDeepStrictEqual } from 'node:util'
import type { DrawMeasures, RunMeasures } from '../../../shared/contracts/compare'
import type { Generator } from '../../../shared/contracts/study'
import { isMapperMethod } from '../../../shared/mapper-settings'
import { selectRows, type Matrix } from '../../../shared/matrix'
import type { PictureSet } from '../../data/picture-set'
import { gatherPixels, splitPictures } from '../../nn/batches'
import { decodeCodes } from '../../nn/decode'
import { Encoding } from '../../nn/encode'
import type { Network } from '../../nn/network'
import type { TrainingCheckpoint } from '../../nn/training'
import { denormalise } from '../../ot/normalise'
import { endedEpoch, isStudysOwn, withEndedModel } from '../training/ended-model'
import { spread } from '../training/epoch-pictures'
import type { JobHandle } from '../job-manager'
import { describeCodes } from '../training/make-codes'
import { seenByClassifier } from '../judges/own-classifier'
import { drawBasis, drawRun, generatorsOf, type DrawBasis } from './run-draws'
import { runStepper } from '../runner'
import { runOf, type Run } from '../training/runs'
import type { Codes, Study } from '../study/study'
import type { Tools } from '../tools'

/** Held-out pictures a run is measured on, and drawn pictures held against the set's: enough for narrow intervals. */
const mostMeasured = 2000
const mostDrawn = 1000
/** Drawn pictures that are shown. */
const drawsShown = 64
/** The seed of the draws: one for all runs, whatever seed they were trained with. */
const drawSeed = 1

/** Pictures that a run draws by one generator. */
export interface MeasuredDraws {
  readonly generator: Generator
  readonly basis: DrawBasis
  /** How far the map is from exact, where it is the generator. */
  readonly relativeRms: number | null
  /** Normalised, [up to 1000, latent]. */
  readonly codes: Matrix
  readonly measures: DrawMeasures
  /** Of the first of them, Uint8 [up to 64, h, w, c]. */
  readonly pixels: Uint8Array
}

/** A run as it ended: its codes, what was measured of its model, and what it draws by each generator. */
export interface MeasuredRun {
  readonly run: string
  readonly epoch: number
  readonly codes: Codes
  readonly measures: RunMeasures
  readonly draws: readonly MeasuredDraws[]
}

/** Whether a run is still as it was measured: not trained on. */
export const isOfModel = (study: Study, run: Run, { epoch }: MeasuredRun): boolean =>
  epoch === endedEpoch(study, run)

/** What draws were made through and is another by now; null where it is the same, whatever its threshold. */
export function changedMap(
  study: Study,
  run: Run,
  { generator, basis }: MeasuredDraws,
): 'map' | 'mapper' | null {
  if (drawBasis(study, run, generator)?.through === basis.through) return null
  return isMapperMethod(generator) ? 'mapper' : 'map'
}

/**
 * Measures of runs what was not measured of them as they are now: their models, and what they draw by each of their
 * generators. Models are opened one after another.
 * @throws BrenierError `bad-argument` for a run that is not there or of which nothing is kept
 */
export async function measureRuns(
  study: Study,
  ids: readonly string[],
  tools: Tools,
  job: JobHandle,
): Promise<void> {
  for (const run of ids.map((id) => runOf(study, id))) {
    if (job.control.cancelled) return
    const before = study.measuredRuns.get(run.id)
    const known = before && isOfModel(study, run, before) ? before : null
    const missing = generatorsOf(study, run).filter((generator) => {
      const draws = known?.draws.find((one) => one.generator === generator)
      return !draws || !isDeepStrictEqual(draws.basis, drawBasis(study, run, generator))
    })
    if (known && missing.length === 0) continue
    const measured = await withEndedModel(study, run, tools, (network, checkpoint) =>
      measureRun(study, run, known, missing, network, checkpoint, tools, {
        control: job.control,
        report: (report) => job.report({ ...report, note: run.name }),
      }),
    )
    if (!measured) return
    study.measuredRuns = new Map(study.measuredRuns).set(run.id, measured)
    study.saved = false
  }
}

/** @returns null where the job was cancelled */
async function measureRun(
  study: Study,
  run: Run,
  known: MeasuredRun | null,
  generators: readonly Generator[],
  network: Network,
  checkpoint: TrainingCheckpoint,
  tools: Tools,
  job: JobHandle,
): Promise<MeasuredRun | null> {
  const model = known ?? (await measureModel(study, run, network, checkpoint, tools, job))
  if (!model) return null
  const draws = await measureDraws(study, run, generators, network, model.codes, tools, job)
  if (!draws) return null
  const former = known?.draws.filter(({ generator }) => !generators.includes(generator)) ?? []
  return { ...model, draws: [...draws, ...former] }
}

/** @returns null where the job was cancelled */
async function measureModel(
  study: Study,
  run: Run,
  network: Network,
  { epochs, settings }: TrainingCheckpoint,
  tools: Tools,
  job: JobHandle,
): Promise<Omit<MeasuredRun, 'draws'> | null> {
  const set = study.pictures()
  const epoch = epochs.length
  const own = isStudysOwn(study, run, epoch) && study.stages.codes === 'done' ? study.codes : null
  const codes = own ?? (await encode(network, set, tools, job))
  if (!codes) return null
  const split = splitPictures(set.count, settings.heldOutShare, settings.seed)
  const pool = split.heldOut.length > 0 ? split.heldOut : split.training
  const tested = spread(pool, mostMeasured)
  job.report({ stage: 'Decode', done: 0, total: 1 })
  const made = await decodeCodes(network, selectRows(codes.raw, tested))
  const { result: measures, cancelled } = await tools.compute.run(
    'measureRun',
    {
      shape: set,
      originals: gatherPixels(set, tested),
      made: made.pixels,
      codes: codes.raw,
      split: { ...split, heldOut: tested },
      labels: labelsOf(set),
    },
    job.control,
    ({ done, total }) => job.report({ stage: 'Measure', done, total }),
  )
  return cancelled || !measures ? null : { run: run.id, epoch, codes, measures }
}

/** @returns null where the job was cancelled */
async function measureDraws(
  study: Study,
  run: Run,
  generators: readonly Generator[],
  network: Network,
  codes: Codes,
  tools: Tools,
  job: JobHandle,
): Promise<MeasuredDraws[] | null> {
  const set = study.pictures()
  const request = { draws: Math.min(mostDrawn, set.count), seed: drawSeed }
  const measured: MeasuredDraws[] = []
  for (const generator of generators) {
    const drawn = await drawRun(study, run, generator, network, codes, request, tools, job)
    if (!drawn) return null
    const pictures = await decodeCodes(network, denormalise(drawn, codes.normalisation))
    const real = { ...pictures, pixels: gatherPixels(set, spread(allOf(set), pictures.count)) }
    const seen = await seenByClassifier(study, real, pictures, tools)
    const { result: measures, cancelled } = await tools.compute.run(
      'measureDraws',
      { shape: set, real: real.pixels, drawn: pictures.pixels, seen },
      job.control,
      ({ done, total }) => job.report({ stage: 'Measure draws', done, total }),
    )
    if (cancelled || !measures) return null
    measured.push({
      generator,
      basis: drawBasis(study, run, generator)!,
      relativeRms: generator === 'map' ? study.requireTransport().report.relativeRms : null,
      codes: drawn,
      measures,
      pixels: pictures.pixels.slice(0, drawsShown * set.height * set.width * set.channels),
    })
  }
  return measured
}

const allOf = ({ count }: PictureSet) => Uint32Array.from({ length: count }, (_, i) => i)

async function encode(
  network: Network,
  set: PictureSet,
  tools: Tools,
  job: JobHandle,
): Promise<Codes | null> {
  const { result, cancelled } = await runStepper(new Encoding(network, set), {
    control: job.control,
    clock: tools.clock,
    onProgress: ({ done, total }) => job.report({ stage: 'Encode', done, total }),
  })
  return cancelled ? null : describeCodes(result, tools, job)
}

/** Classes, or the first attribute where there are none. */
function labelsOf(set: PictureSet): { readonly name: string; readonly codes: Int32Array } | null {
  if (set.labels) return { name: 'class', codes: set.labels }
  const [attribute] = set.attributes
  return attribute ? { name: attribute.name, codes: attribute.codes } : null
}
