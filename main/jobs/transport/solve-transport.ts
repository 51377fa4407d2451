import type { TransportParameters, TransportReport } from '../../../shared/contracts/study'
import type { TransportState } from '../../../shared/contracts/results'
import { selectRows } from '../../../shared/matrix'
import { permutation, random } from '../../../shared/random'
import type { Transport } from '../../ot/transport'
import type { JobHandle } from '../job-manager'
import type { SolvedTransport, Study } from '../study/study'
import type { Tools } from '../tools'
import type { MapProgress } from './transport-tasks'

/** JSON and the contract know no infinity: a floor that does not exist yet is absent. */
const measured = (value: number) => (Number.isFinite(value) ? value : null)

/** The map's report as the window and the command line have it. */
export function reportOf(map: Transport, seconds: number): TransportReport {
  const { report, method, source, targets } = map
  return {
    method,
    source: source.kind,
    exact: report.exact,
    converged: report.converged,
    relativeRms: report.relativeRms,
    worstCell: report.worstCell,
    emptyCells: report.emptyCells,
    dualBound: measured(report.dualBound),
    primalCost: measured(report.primalCost),
    gap: measured(report.gap),
    noiseFloor: measured(report.noiseFloor),
    samples: report.samples,
    steps: report.steps,
    targets: targets.rows,
    dimension: targets.columns,
    seconds,
  }
}

/** The codes the map is solved for: all, or a seeded choice of as many as were asked for, ascending. */
function chosenItems(count: number, wanted: number, seed: number): Uint32Array {
  if (wanted === 0 || wanted >= count) return Uint32Array.from({ length: count }, (_, i) => i)
  return permutation(count, random(seed).fork('transport targets')).slice(0, wanted).sort()
}

/** "rms 1.9 %" of a share. */
const percent = (value: number) => `${(value * 100).toPrecision(2)} %`

function noteOf(progress: MapProgress): string {
  const { relativeRms } = progress
  return Number.isFinite(relativeRms) ? `rms ${percent(relativeRms)}` : ''
}

/**
 * Solves the study's map with the parameters' method. Cancel keeps the map as it then is, with its errors measured.
 * @throws BrenierError `missing-stage`, or what the solvers throw
 */
export async function solveTransport(
  study: Study,
  parameters: TransportParameters,
  tools: Tools,
  job: JobHandle,
): Promise<void> {
  const { raw } = study.requireCodes()
  const chosen = chosenItems(raw.rows, parameters.targets, parameters.seed)
  const codes = chosen.length === raw.rows ? raw : selectRows(raw, chosen)
  job.report({ stage: 'Map', done: 0, total: 1 })
  const start = tools.clock()
  const { result } = await tools.compute.run('transport', { codes, parameters }, job.control, (progress) => {
    job.report({ stage: 'Map', done: progress.share, total: 1, note: noteOf(progress) })
    tools.publisher.frame('transport', {
      relativeRms: progress.rms,
      averagedRms: progress.averagedRms,
      worstCell: progress.worstCell,
      cellMass: new Float32Array(0),
      heights: new Float32Array(0),
    })
  })
  const seconds = (tools.clock() - start) / 1000
  study.transport = solved(result.map, result.centres, chosen, seconds)
  study.parameters.transport = parameters
  study.completed('transport')
}

function solved(
  map: Transport,
  centres: SolvedTransport['centres'],
  chosen: Uint32Array,
  seconds: number,
): SolvedTransport {
  return {
    map,
    items: map.codeOf.map((code) => chosen[code]!),
    cellMass: Float32Array.from(map.cellMasses, (mass, i) => mass / map.masses[i]!),
    centres,
    report: reportOf(map, seconds),
  }
}

/** Convergence and cell masses of the solved map. */
export function transportState(study: Study): TransportState | null {
  const { transport } = study
  if (!transport) return null
  const { map, cellMass } = transport
  const { relativeRms, checkedRms, worstCell } = map.history
  // The first steps of a sampled run may have no estimate yet, an exact one knows every cell from the start.
  const from = Math.max(0, relativeRms.findIndex(Number.isFinite))
  const shown = (curve: Float64Array) =>
    curve.some(Number.isFinite) ? Float32Array.from(curve.subarray(from)) : new Float32Array(0)
  return {
    relativeRms: shown(relativeRms),
    averagedRms: shown(checkedRms),
    worstCell: shown(worstCell),
    cellMass,
    heights: Float32Array.from(map.heights),
  }
}
