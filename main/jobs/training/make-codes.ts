import type { Matrix } from '../../../shared/matrix'
import { givenCodes } from '../../data/picture-set'
import type { Neighbours } from '../../embedding/neighbours'
import { Encoding } from '../../nn/encode'
import { fitNormalisation, normalise, type Normalisation } from '../../ot/normalise'
import type { JobHandle } from '../job-manager'
import { runStepper } from '../runner'
import type { Codes, Study } from '../study/study'
import type { Tools } from '../tools'

/** Neighbours kept for each code; the fifth gives the local spacing, eight vote and mix. */
export const neighboursKept = 8
const spacingRank = 5

/**
 * Encodes the study's pictures, or takes the codes that came with the data, and finds each code's neighbourhood.
 * @returns false where the job was cancelled before it was done; the study is then as before
 */
export async function makeCodes(study: Study, tools: Tools, job: JobHandle): Promise<boolean> {
  const raw = await rawCodes(study, tools, job)
  if (!raw) return false
  const codes = await describeCodes(raw, tools, job)
  if (!codes) return false
  study.codes = codes
  study.completed('codes')
  return true
}

async function rawCodes(study: Study, tools: Tools, job: JobHandle): Promise<Matrix | null> {
  const given = givenCodes(study.data)
  if (given) return given
  const encoding = new Encoding(study.requireCoder(), study.pictures())
  const { result, cancelled } = await runStepper(encoding, {
    control: job.control,
    clock: tools.clock,
    onProgress: ({ done, total }) => job.report({ stage: 'Encode', done, total }),
  })
  return cancelled ? null : result
}

/** Normalises codes and finds their neighbours. @returns null where the job was cancelled */
export async function describeCodes(raw: Matrix, tools: Tools, job: JobHandle): Promise<Codes | null> {
  const normalisation = fitNormalisation(raw)
  const points = normalise(raw, normalisation)
  const k = Math.min(neighboursKept, raw.rows - 1)
  const { result: neighbours, cancelled } = await tools.compute.run(
    'neighbours',
    { points, k },
    job.control,
    ({ done, total }) => job.report({ stage: 'Neighbours', done, total }),
  )
  if (cancelled) return null
  return codesOf(raw, normalisation, neighbours)
}

/** Codes of which only what cannot be told from the rest is known, as they are kept. */
export const codesOf = (raw: Matrix, normalisation: Normalisation, neighbours: Neighbours): Codes => ({
  raw,
  normalised: normalise(raw, normalisation),
  normalisation,
  neighbours,
  spacing: spacingOf(neighbours),
})

/** The local spacing of each code: the distance to its fifth nearest other code, or the last one kept. */
export function spacingOf({ rows, k, squaredDistances }: Neighbours): Float32Array {
  const rank = Math.min(spacingRank, k)
  return Float32Array.from({ length: rows }, (_, i) =>
    rank === 0 ? 0 : Math.sqrt(squaredDistances[i * k + rank - 1]!),
  )
}
