import { isMapperMethod, type MapperMethod } from '../../../shared/mapper-settings'
import type { Generator } from '../../../shared/contracts/study'
import type { Matrix } from '../../../shared/matrix'
import { drawCodes, hasPrior } from '../../nn/draw'
import type { Network } from '../../nn/network'
import { normalise } from '../../ot/normalise'
import type { SingularTest } from '../../ot/singular-set'
import { endedEpoch, isStudysOwn } from '../training/ended-model'
import { mapFingerprint, mapperFingerprint } from '../study/fingerprints'
import { gaussianDraws } from '../transport/gaussian-draws'
import { drawSample, singularTest } from '../modes/generated-sample'
import type { JobHandle } from '../job-manager'
import { openMapper } from '../mappers/mapper'
import { mapperFits, methodOf, type Mapper } from '../mappers/mapper-fit'
import type { Run } from '../training/runs'
import type { Codes, SolvedTransport, Study } from '../study/study'
import { modelSpec } from '../training/train-model'
import type { Tools } from '../tools'

/** Whether the study's codes are those of a run as it ended. */
function hasStudysCodes(study: Study, run: Run): boolean {
  const epoch = endedEpoch(study, run)
  return epoch !== null && isStudysOwn(study, run, epoch) && study.stages.codes === 'done'
}

/** The map onto the codes of a run as it ended; null where the study has none. */
export const mapOnto = (study: Study, run: Run): SolvedTransport | null =>
  hasStudysCodes(study, run) && study.stages.transport === 'done' ? study.transport : null

/** The learned map of a method onto the codes of a run as it ended; null where the study has none. */
export function mapperOnto(study: Study, run: Run, method: MapperMethod): Mapper | null {
  if (!hasStudysCodes(study, run)) return null
  const mapper = study.mappers.find((one) => methodOf(one) === method)
  return mapper && mapperFits(mapper, study.codes) ? mapper : null
}

/** What codes of a run can be drawn by: the Gaussian of them where there is nothing else. */
export function generatorsOf(study: Study, run: Run): Generator[] {
  if (study.data.kind === 'points' || endedEpoch(study, run) === null) return []
  const found: Generator[] = []
  if (mapOnto(study, run)) found.push('map')
  if (hasPrior(modelSpec(run.parameters, study.pictures()))) found.push('prior')
  found.push(...study.mappers.map(methodOf).filter((method) => mapperOnto(study, run, method)))
  return found.length > 0 ? found : ['gaussian']
}

/** What draws are made through, by which they are told from those of another map or threshold. */
export interface DrawBasis {
  /** Fingerprint of the map or the mapper; null for other generators. */
  readonly through: string | null
  /** What the map's pairs were tested by; null for other generators. */
  readonly test: SingularTest | null
}

/** What draws of a run would be made through now; null where there is nothing. */
export function drawBasis(study: Study, run: Run, generator: Generator): DrawBasis | null {
  if (generator === 'map') {
    const map = mapOnto(study, run)
    return map && { through: mapFingerprint(map), test: singularTest(study) }
  }
  if (!isMapperMethod(generator)) return { through: null, test: null }
  const mapper = mapperOnto(study, run, generator)
  return mapper && { through: mapperFingerprint(mapper), test: null }
}

/**
 * Codes of a run drawn by one of its generators.
 * @param codes of the run
 * @returns normalised, [up to draws, latent]; null where the job was cancelled
 */
export async function drawRun(
  study: Study,
  run: Run,
  generator: Generator,
  network: Network,
  codes: Codes,
  { draws, seed }: { readonly draws: number; readonly seed: number },
  tools: Tools,
  job: JobHandle,
): Promise<Matrix | null> {
  if (isMapperMethod(generator)) {
    const mapper = mapperOnto(study, run, generator)
    return mapper && (await openMapper(study, tools, mapper)).draw(draws, seed)
  }
  switch (generator) {
    case 'map':
      return (await drawSample(study, { source: 'map', draws, seed }, tools, job))?.codes ?? null
    case 'prior':
      return normalise(await drawCodes(network, draws, seed), codes.normalisation)
    case 'gaussian':
      return normalise(gaussianDraws(codes.raw, draws, seed), codes.normalisation)
  }
}
