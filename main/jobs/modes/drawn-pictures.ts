import type { PixelSource } from '../../nn/batches'
import { decodeCodes } from '../../nn/decode'
import { denormalise } from '../../ot/normalise'
import { drawSample, usualSource } from './generated-sample'
import type { JobHandle } from '../job-manager'
import type { Study } from '../study/study'
import type { Tools } from '../tools'

/**
 * Pictures drawn from a study's generator.
 * @returns up to `draws` of them; null where the job was cancelled
 * @throws BrenierError `missing-stage`
 */
export async function drawPictures(
  study: Study,
  { draws, seed }: { readonly draws: number; readonly seed: number },
  tools: Tools,
  job: JobHandle,
): Promise<PixelSource | null> {
  const coder = study.requireCoder()
  const sample = await drawSample(study, { source: usualSource(study), draws, seed }, tools, job)
  if (!sample) return null
  return decodeCodes(coder, denormalise(sample.codes, study.requireCodes().normalisation))
}
