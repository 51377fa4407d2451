import type { JobStatus } from '../../../shared/contracts/jobs'
import type { PlaneDiagram } from '../../../shared/contracts/results'
import type { NoiseSource, RunSummary, StageName, StudySummary } from '../../../shared/contracts/study'
import { nets } from '../../../shared/model-defaults'
import { counted, formatBytes, formatCount, formatPercent } from '../../ui/numbers'

/** One fact below a stage. */
export interface OutlineFact {
  readonly name: string
  readonly value: string
}

export interface StageFacts {
  readonly value: string
  /** 0 … 1 while this stage is being made. */
  readonly share: number | null
  readonly failed: boolean
}

/** What a stage that is not there says: why it is not. */
function absence(summary: StudySummary, stage: StageName): string | null {
  const state = summary.stages[stage]
  if (state === 'failed') return 'failed'
  if (state === 'stale') return 'out of date'
  if (state !== 'none') return null
  return Object.values(summary.stages).includes('running') ? 'waits' : 'not run'
}

function facts(
  summary: StudySummary,
  stage: StageName,
  done: string,
  job: JobStatus | null,
  running: string,
): StageFacts {
  const state = summary.stages[stage]
  if (state === 'running' || state === 'paused') {
    const share = job && job.total > 0 ? Math.min(1, job.done / job.total) : 0
    return { value: state === 'paused' ? 'paused' : running, share, failed: false }
  }
  return { value: absence(summary, stage) ?? done, share: null, failed: state === 'failed' }
}

export function dataFacts({ data, stages }: StudySummary): StageFacts {
  const failed = stages.data === 'failed'
  if (!data) return { value: failed ? 'failed' : 'none', share: null, failed }
  const count = formatCount(data.count)
  return { value: data.kind === 'points' ? `${count} × ${data.width}` : count, share: null, failed }
}

export function modelFacts(summary: StudySummary, job: JobStatus | null, epoch: string): StageFacts {
  if (summary.ownModel) return facts(summary, 'model', 'your own', job, '')
  if (!summary.trains) return { value: 'none', share: null, failed: false }
  return facts(summary, 'model', summary.model?.name ?? 'trained', job, epoch || 'trains')
}

export function mapFacts(summary: StudySummary, job: JobStatus | null): StageFacts {
  const { transport } = summary
  const done = transport
    ? transport.exact
      ? 'exact'
      : `rms ${formatPercent(transport.relativeRms)}`
    : 'solved'
  const state = facts(summary, 'transport', done, job, job?.note || 'solves')
  if (summary.stages.transport === 'done' && summary.stages.facets === 'running') {
    return { ...state, share: job && job.total > 0 ? job.done / job.total : 0 }
  }
  return state
}

export function cloudFacts(summary: StudySummary, job: JobStatus | null): StageFacts {
  const { cloud } = summary
  const method = (cloud?.method ?? summary.parameters.cloud.method) === 'tsne' ? 't-SNE' : 'PCA'
  const plane = summary.data?.kind === 'points' && summary.data.width === 2
  return facts(summary, 'cloud', plane ? '2-d' : method, job, method)
}

/**
 * Details of the map, shown while the Transport view is open.
 * @param domain of an exact map of the square, as its diagram has it; else the cube of side 1 around the origin
 */
export function mapDetails(
  { transport, parameters, data }: StudySummary,
  domain: PlaneDiagram['domain'] | null,
): OutlineFact[] {
  if (!transport) return []
  return [
    { name: 'Solver', value: solverName(transport.method) },
    {
      name: 'Domain Ω',
      value: noiseName(parameters.transport.source) ?? domainText(transport.dimension, domain),
    },
    {
      name: 'Codes',
      value:
        data && transport.targets < data.count
          ? `${formatCount(transport.targets)} of ${formatCount(data.count)}`
          : formatCount(transport.targets),
    },
    { name: 'Seed', value: String(parameters.transport.seed) },
  ]
}

/** What noise is drawn from, where it is not the cube. */
function noiseName(source: NoiseSource): string | null {
  if (source === 'cube') return null
  if (source === 'gaussian') return 'Gaussian'
  if (source === 'disc' || source === 'ball') return `${source === 'disc' ? 'Disc' : 'Ball'}, radius ½`
  return `Hull of ${counted(source.points.length, 'point')}`
}

function domainText(dimension: number, domain: PlaneDiagram['domain'] | null): string {
  const digits = '⁰¹²³⁴⁵⁶⁷⁸⁹'
  const power = [...String(dimension)].map((digit) => digits[Number(digit)]).join('')
  const [left, bottom, right, top] = domain ?? [-0.5, -0.5, 0.5, 0.5]
  const end = (value: number) => String(value).replace('-', '−').replace('0.5', '½')
  const across = `[${end(left)}, ${end(right)}]`
  return left === bottom && right === top ? `${across}${power}` : `${across} × [${end(bottom)}, ${end(top)}]`
}

/** Details of the model, shown while the Train view is open. */
export function modelDetails({ model, runs, trains }: StudySummary): OutlineFact[] {
  if (!trains || !model) return []
  const kept = runs.reduce((sum, run) => sum + run.kept, 0)
  const bytes = runs.reduce((sum, run) => sum + run.bytes, 0)
  return [
    { name: 'Kind', value: nets[model.kind].title },
    { name: 'Weights', value: shortCount(model.weights) },
    ...(kept > 0 ? [{ name: 'Kept epochs', value: `${formatCount(kept)}, ${formatBytes(bytes)}` }] : []),
  ]
}

/** What a run's row says: that it is under way, or how well it ended. */
export function runFact(run: RunSummary, running: boolean): string {
  if (running) return 'now'
  return run.heldOutLoss === null ? 'no epoch' : run.heldOutLoss.toFixed(4)
}

function solverName(method: string): string {
  if (method === 'newton2d' || method === 'newton3d') return 'Newton'
  return method === 'paper' ? 'as published' : method
}

/** 2,430,000 → "2.4 M", 244,000 → "244 k". */
export function shortCount(count: number): string {
  if (count >= 1e6) return `${(count / 1e6).toFixed(1)} M`
  return count >= 10_000 ? `${Math.round(count / 1000)} k` : formatCount(count)
}
