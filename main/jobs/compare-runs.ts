import type { RunMeasures } from '../../shared/contracts/compare'
import { selectRows } from '../../shared/matrix'
import type { PictureSet } from '../data/picture-set'
import { gatherPixels, splitPictures } from '../nn/batches'
import { decodeCodes } from '../nn/decode'
import { Encoding } from '../nn/encode'
import type { Network } from '../nn/network'
import type { TrainingCheckpoint } from '../nn/training'
import { endedEpoch, isStudysOwn, withEndedModel } from './ended-model'
import { spread } from './epoch-pictures'
import type { JobHandle } from './job-manager'
import { describeCodes } from './make-codes'
import { seenByClassifier } from './own-classifier'
import { drawRun, mapOnto } from './run-draws'
import { runStepper } from './runner'
import { runOf, type Run } from './runs'
import type { Codes, SolvedTransport, Study } from './study'
import type { Tools } from './tools'

/** Held-out pictures a run is measured on, and drawn pictures held against the set's: enough for narrow intervals. */
const mostMeasured = 2000
const mostDrawn = 1000
/** Drawn pictures that are shown. */
const drawsShown = 64
/** The seed of the draws: one for all runs, whatever seed they were trained with. */
const drawSeed = 1

/** A run as it ended: its codes, what was measured of it, and pictures it draws. */
export interface MeasuredRun {
  readonly run: string
  readonly epoch: number
  /** The map it was drawn through; null where there was none onto its codes. */
  readonly map: SolvedTransport | null
  readonly codes: Codes
  readonly measures: RunMeasures
  /** Uint8 [up to 64, h, w, c], and what their codes were drawn from. */
  readonly draws: { readonly source: string; readonly pixels: Uint8Array }
}

/** Whether a run is still as it was measured: not trained on, and with the map it had. */
export function isCurrent(study: Study, run: Run, { epoch, map }: MeasuredRun): boolean {
  return epoch === endedEpoch(study, run) && map === mapOnto(study, run, epoch)
}

/**
 * Measures runs that were not measured as they are now. Models are opened one after another.
 * @param known runs measured before, by id; what is measured is added
 * @throws BrenierError `bad-argument` for a run that is not there or of which nothing is kept
 */
export async function compareRuns(
  study: Study,
  ids: readonly string[],
  known: Map<string, MeasuredRun>,
  tools: Tools,
  job: JobHandle,
): Promise<void> {
  for (const run of ids.map((id) => runOf(study, id))) {
    if (job.control.cancelled) return
    const before = known.get(run.id)
    if (before && isCurrent(study, run, before)) continue
    const measured = await withEndedModel(study, run, tools, (network, checkpoint) =>
      measureRun(study, run, network, checkpoint, tools, {
        control: job.control,
        report: (report) => job.report({ ...report, note: run.name }),
      }),
    )
    if (measured) known.set(run.id, measured)
  }
}

/** @returns null where the job was cancelled */
async function measureRun(
  study: Study,
  run: Run,
  network: Network,
  checkpoint: TrainingCheckpoint,
  tools: Tools,
  job: JobHandle,
): Promise<MeasuredRun | null> {
  const set = study.pictures()
  const epoch = checkpoint.epochs.length
  const own = isStudysOwn(study, run, epoch) && study.stages.codes === 'done' ? study.codes : null
  const codes = own ?? (await encode(network, set, tools, job))
  if (!codes) return null
  const { settings } = checkpoint
  const split = splitPictures(set.count, settings.heldOutShare, settings.seed)
  const pool = split.heldOut.length > 0 ? split.heldOut : split.training
  const tested = spread(pool, mostMeasured)
  job.report({ stage: 'Decode', done: 0, total: 1 })
  const made = await decodeCodes(network, selectRows(codes.raw, tested))
  const map = mapOnto(study, run, epoch)
  const request = { draws: Math.min(mostDrawn, set.count), seed: drawSeed }
  const drawn = await drawRun(study, map, network, codes, request, tools, job)
  if (!drawn) return null
  const generated = await decodeCodes(network, drawn.codes)
  const { pixels, count } = generated
  const real = { ...generated, pixels: gatherPixels(set, spread(allOf(set), count)) }
  const seen = await seenByClassifier(study, [real, generated], tools)
  const size = set.height * set.width * set.channels
  const { result: measures, cancelled } = await tools.compute.run(
    'measureRun',
    {
      shape: set,
      originals: gatherPixels(set, tested),
      made: made.pixels,
      codes: codes.raw,
      split: { ...split, heldOut: tested },
      labels: labelsOf(set),
      real: real.pixels,
      drawn: pixels,
      seen,
    },
    job.control,
    ({ done, total }) => job.report({ stage: 'Measure', done, total }),
  )
  if (cancelled || !measures) return null
  const draws = { source: drawn.source, pixels: pixels.slice(0, drawsShown * size) }
  return { run: run.id, epoch, map, codes, measures, draws }
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
