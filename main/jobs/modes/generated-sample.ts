import type { SampleSource } from '../../../shared/contracts/modes'
import type { Matrix } from '../../../shared/matrix'
import { drawCodes, hasPrior } from '../../nn/draw'
import { normalise } from '../../ot/normalise'
import type { SingularTest } from '../../ot/singular-set'
import type { JobHandle } from '../job-manager'
import { drawFromMapper } from '../mappers/mapper'
import type { Study } from '../study/study'
import type { Tools } from '../tools'

/** Codes drawn from a study's generator, with what they are made of. */
export interface GeneratedSample {
  readonly source: SampleSource
  /** Normalised, [m, d]; m is what was asked for, or less where the map refuses nearly every pair. */
  readonly codes: Matrix
  /** Null where no transport map made them. */
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
  readonly source: SampleSource
  readonly draws: number
  readonly seed: number
}

/** What a study's codes are drawn from where the person does not say: its map, or its model's prior where it has no map. */
export function usualSource({ transport, model }: Study): SampleSource {
  return transport === null && model !== null && hasPrior(model.checkpoint.spec) ? 'prior' : 'map'
}

/**
 * Draws codes from a study: through its transport map, never across its singular set; from the distribution that its
 * model's training gave the codes; or through its learned map. Draws are independent, and a pair of the transport map may
 * come again: shares among them then have intervals.
 * @returns null where the job was cancelled
 * @throws BrenierError `missing-stage` where the study has not what they are drawn from
 */
export async function drawSample(
  study: Study,
  { source, draws, seed }: SampleRequest,
  tools: Tools,
  job: JobHandle,
): Promise<GeneratedSample | null> {
  job.report({ stage: 'Draw', done: 0, total: 1 })
  if (source === 'map') return throughMap(study, draws, seed, tools, job)
  const codes =
    source === 'prior'
      ? normalise(
          await drawCodes(study.requireModel().network, draws, seed),
          study.requireCodes().normalisation,
        )
      : await drawFromMapper(study, draws, seed, tools)
  return job.control.cancelled ? null : { source, codes, pairs: null }
}

async function throughMap(
  study: Study,
  count: number,
  seed: number,
  tools: Tools,
  job: JobHandle,
): Promise<GeneratedSample | null> {
  const { map } = study.requireTransport()
  const test = singularTest(study)
  const { result, cancelled } = await tools.compute.run(
    'generate',
    { map, seed, count, extension: 'pairs', test, unique: false },
    job.control,
    ({ share }) => job.report({ stage: 'Draw', done: share, total: 1 }),
  )
  if (cancelled) return null
  const { codes, first, second, weight, draws, refused } = result
  return { source: 'map', codes, pairs: { first, second, weight, noise: draws, refused, test } }
}

/** What counts as singular in a study: as it is shown, else as its facets suggest; nothing where none were looked for. */
export function singularTest({ view, facets }: Study): SingularTest {
  return view.threshold ?? facets?.suggested ?? { test: 'angle', value: Math.PI }
}
