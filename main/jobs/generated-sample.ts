import type { Matrix } from '../../shared/matrix'
import { drawCodes, hasPrior } from '../nn/draw'
import { normalise } from '../ot/normalise'
import { suggestThreshold, type SingularTest } from '../ot/singular-set'
import type { JobHandle } from './job-manager'
import type { Study } from './study'
import type { Tools } from './tools'

/** Codes drawn from a study's generator, with what they are made of. */
export interface GeneratedSample {
  readonly source: 'map' | 'prior'
  /** Normalised, [m, d]; m is what was asked for, or less where the map refuses nearly every pair. */
  readonly codes: Matrix
  /** Null where no map made them. */
  readonly pairs: MixedPairs | null
}

/** Each code is (1 − weight)·y_first + weight·y_second, of two targets whose cells touch. */
export interface MixedPairs {
  /** Targets of the map, [m] each. */
  readonly first: Uint32Array
  readonly second: Uint32Array
  readonly weight: Float32Array
  /** Noise drawn, and pairs refused across the singular set. */
  readonly noise: number
  readonly refused: number
  readonly test: SingularTest
}

export interface SampleRequest {
  readonly draws: number
  readonly seed: number
  /** What counts as singular; null: what the study shows, else what its facets suggest. */
  readonly test: SingularTest | null
}

/** Whether codes are drawn from the model's own distribution: it has one, and no map has been made over it. */
export const drawsFromPrior = ({ transport, model }: Study): boolean =>
  transport === null && model !== null && hasPrior(model.checkpoint.spec)

/**
 * Draws codes from the study's generator: through its map, never across its singular set, or from its model's prior
 * where there is no map. Draws are independent, a pair may come again: shares among them then have intervals.
 * @returns null where the job was cancelled
 * @throws BrenierError `missing-stage`
 */
export async function drawSample(
  study: Study,
  request: SampleRequest,
  tools: Tools,
  job: JobHandle,
): Promise<GeneratedSample | null> {
  if (drawsFromPrior(study)) {
    job.report({ stage: 'Draw', done: 0, total: 1 })
    const drawn = await drawCodes(study.requireModel().network, request.draws, request.seed)
    if (job.control.cancelled) return null
    const { normalisation } = study.requireCodes()
    return { source: 'prior', codes: normalise(drawn, normalisation), pairs: null }
  }
  const { map } = study.requireTransport()
  const test = request.test ?? singularTest(study)
  const { result, cancelled } = await tools.compute.run(
    'generate',
    { map, seed: request.seed, count: request.draws, extension: 'pairs', test, unique: false },
    job.control,
    ({ share }) => job.report({ stage: 'Draw', done: share, total: 1 }),
  )
  if (cancelled) return null
  const { codes, first, second, weight, draws, refused } = result
  return { source: 'map', codes, pairs: { first, second, weight, noise: draws, refused, test } }
}

/** What counts as singular in a study: as it is shown, else as its facets suggest; nothing where none were looked for. */
export function singularTest({ view, facets }: Study): SingularTest {
  return view.threshold ?? (facets ? suggestThreshold(facets.table) : { test: 'angle', value: Math.PI })
}
