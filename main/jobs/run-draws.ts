import type { Matrix } from '../../shared/matrix'
import { drawCodes, hasPrior } from '../nn/draw'
import type { Network } from '../nn/network'
import { denormalise } from '../ot/normalise'
import { isStudysOwn } from './ended-model'
import { gaussianDraws } from './gaussian-draws'
import { drawSample } from './generated-sample'
import type { JobHandle } from './job-manager'
import type { Run } from './runs'
import type { Codes, SolvedTransport, Study } from './study'
import type { Tools } from './tools'

/** The map onto the codes of a run as it ended; null where the study has none. */
export function mapOnto(study: Study, run: Run, epoch: number): SolvedTransport | null {
  const { codes, transport } = study.stages
  return isStudysOwn(study, run, epoch) && codes === 'done' && transport === 'done' ? study.transport : null
}

/** Codes drawn from a run's generator, as its decoder takes them. */
export interface RunDraws {
  readonly source: string
  /** [up to count, latent]. */
  readonly codes: Matrix
}

/**
 * Draws codes from what a run generates by: the study's map where it is onto this run's codes, else the prior it was
 * trained with, else the Gaussian of its codes.
 * @returns null where the job was cancelled
 */
export async function drawRun(
  study: Study,
  map: SolvedTransport | null,
  network: Network,
  codes: Codes,
  { draws, seed }: { readonly draws: number; readonly seed: number },
  tools: Tools,
  job: JobHandle,
): Promise<RunDraws | null> {
  if (map) {
    const sample = await drawSample(study, { source: 'map', draws, seed }, tools, job)
    return sample && { source: 'map', codes: denormalise(sample.codes, codes.normalisation) }
  }
  if (hasPrior(network.spec)) return { source: 'prior', codes: await drawCodes(network, draws, seed) }
  return { source: 'Gaussian of the codes', codes: gaussianDraws(codes.raw, draws, seed) }
}
