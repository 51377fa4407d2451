import type { Matrix } from '../../../shared/matrix'
import { denormalise } from '../../ot/normalise'
import type { GenerationOptions, GeneratedCodes } from '../../ot/generate'
import type { Transport } from '../../ot/transport'
import type { JobHandle } from '../job-manager'
import { defaultParameters } from '../study/recipe'
import type { Tools } from '../tools'
import { requireGoing } from './experiment'

/**
 * The semi-discrete map of the cube onto codes, as far as it is found in `seconds` of computing.
 * @throws BrenierError `cancelled`
 */
export async function mapOnto(
  codes: Matrix,
  seconds: number,
  seed: number,
  tools: Tools,
  job: JobHandle,
): Promise<Transport> {
  const parameters = { ...defaultParameters.transport, seconds, seed }
  const { result } = await tools.compute.run('transport', { codes, parameters }, job.control, ({ share }) =>
    job.report({ stage: `Map, seed ${seed}`, done: share, total: 1 }),
  )
  requireGoing(job)
  return result.map
}

/**
 * Codes drawn through a map, two neighbouring cells mixed.
 * @returns in the units of the encoder, beside what they are made of
 * @throws BrenierError `cancelled`
 */
export async function mixedCodes(
  map: Transport,
  { count, seed, extension, test }: Pick<GenerationOptions, 'count' | 'seed' | 'extension' | 'test'>,
  tools: Tools,
  job: JobHandle,
): Promise<{ readonly codes: Matrix; readonly made: GeneratedCodes }> {
  const options = { map, seed, count, extension, test, unique: false }
  const { result } = await tools.compute.run('generate', options, job.control)
  requireGoing(job)
  return { codes: denormalise(result.codes, map.normalisation), made: result }
}
