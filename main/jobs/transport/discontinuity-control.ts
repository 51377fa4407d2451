import type { TransportParameters } from '../../../shared/contracts/study'
import type { JobHandle } from '../job-manager'
import { overSpacing, spacingOfTargets } from './relative-jumps'
import type { SolvedTransport } from '../study/study'
import type { Tools } from '../tools'
import type { MapResult } from './transport-tasks'

/** The control's map with the local spacing of its codes. */
interface Control extends MapResult {
  readonly seed: number
  readonly spacing: Float32Array
}

/** Solving it takes as long as the study's own map: kept while that map is. */
const controls = new WeakMap<SolvedTransport, Control>()

/**
 * Jumps over local spacing of a connected control: as many codes of a Gaussian with the covariance of the study's,
 * mapped by the same method in the same time, walked along as many random segments.
 * @returns null where the job was cancelled before
 */
export async function controlJumps(
  transport: SolvedTransport,
  parameters: TransportParameters,
  { segments, seed }: { readonly segments: number; readonly seed: number },
  tools: Tools,
  job: JobHandle,
): Promise<Float32Array | null> {
  const known = controls.get(transport)
  const control = known?.seed === seed ? known : await solveControl(transport, parameters, seed, tools, job)
  if (!control) return null
  controls.set(transport, control)
  const { map, centres, spacing } = control
  const { result, cancelled } = await tools.compute.run(
    'discontinuity',
    { map, centres, plan: { kind: 'random' }, segments, lines: 0, seed },
    job.control,
    ({ walked, wanted }) => job.report({ stage: 'Control segments', done: walked, total: wanted }),
  )
  return cancelled ? null : overSpacing(result.segments.crossings, spacing)
}

async function solveControl(
  transport: SolvedTransport,
  parameters: TransportParameters,
  seed: number,
  tools: Tools,
  job: JobHandle,
): Promise<Control | null> {
  job.report({ stage: 'Control map', done: 0, total: 1 })
  const { compute } = tools
  const { targets } = transport.map
  const { result: codes } = await compute.run(
    'gaussian',
    { codes: targets, count: targets.rows, seed },
    job.control,
  )
  const solved = await compute.run(
    'transport',
    { codes, parameters: { ...parameters, seed } },
    job.control,
    ({ share }) => job.report({ stage: 'Control map', done: share, total: 1 }),
  )
  if (solved.cancelled) return null
  const spacing = await spacingOfTargets(solved.result.map.targets, tools, job)
  return spacing && { ...solved.result, seed, spacing }
}
