import type { CellReport, ModesReport } from '../../shared/contracts/modes'
import { coverage } from '../metrics/coverage'
import type { CellHits } from '../metrics/cell-hits'
import type { Nearness } from '../metrics/nearest-real'
import { shareOf, type Share } from '../metrics/share'
import { modeVoters, type MeasuredModes } from './measured-modes'
import { typicalItems } from './mode-groups'
import type { SolvedTransport, Study } from './study'

const reports = new WeakMap<MeasuredModes, ModesReport>()

/** The report on a study's sample as the window and the command line have it; null before one was drawn. */
export function modesReport({ modes }: Study): ModesReport | null {
  if (!modes) return null
  let report = reports.get(modes)
  if (!report) {
    report = reportOf(modes)
    reports.set(modes, report)
  }
  return report
}

function reportOf(modes: MeasuredModes): ModesReport {
  const { revision, parameters, basis, sample, measures, groups, drawn, told, seconds } = modes
  const { codes, transport } = basis
  const covered = coverage(drawn, groups.real, groups.names.length)
  const typical = typicalItems(groups, codes.normalised)
  const right = recognised(groups.real, told, groups.names.length)
  const { pairs } = sample
  const { prd, mixture } = measures
  // A map may have fewer targets than the study has codes.
  const itemsOf = (targets: Uint32Array) => targets.map((target) => transport?.items[target] ?? target)
  const { columns } = sample.codes
  return {
    revision,
    parameters,
    drawn: sample.codes.rows,
    pairs: pairs && { noise: pairs.noise, refused: pairs.refused, threshold: pairs.test },
    dimension: columns,
    modes: covered.modes.map(({ mode, ...standing }) => ({
      ...standing,
      name: groups.names[mode]!,
      recognised: right.modes[mode] ?? null,
      typical: typical[mode] ?? null,
    })),
    present: covered.present,
    reached: covered.reached,
    totalVariation: covered.totalVariation,
    totalVariationFloor: covered.totalVariationFloor,
    unassigned: covered.unassigned,
    voters: Math.min(modeVoters, measures.near.k),
    voteAccuracy: right.all,
    realModes: groups.real,
    drawnModes: drawn,
    nearest: measures.generated.nearest,
    distance: Float32Array.from(measures.generated.distances),
    first: pairs ? itemsOf(pairs.first) : new Uint32Array(0),
    second: pairs ? itemsOf(pairs.second) : new Uint32Array(0),
    weight: pairs ? pairs.weight : new Float32Array(0),
    points: columns === 2 || columns === 3 ? sample.codes.data : new Float32Array(0),
    cells: measures.cells && transport && cellsOf(measures.cells, transport),
    memory: {
      generated: nearnessOf(measures.generated),
      real: nearnessOf(measures.real),
      histogram: measures.histogram,
    },
    prd: {
      ...prd,
      precision: Float32Array.from(prd.precision),
      recall: Float32Array.from(prd.recall),
    },
    mixture: mixture && {
      found: mixture.found,
      modes: mixture.modes,
      highQuality: mixture.highQuality,
      // Infinite where a mode was hit that no real point lies in: the contract knows no infinity.
      reverseKl: mixture.reverseKl !== null && Number.isFinite(mixture.reverseKl) ? mixture.reverseKl : null,
      reverseKlFloor: mixture.reverseKlFloor,
      jsdToUniform: mixture.jsdToUniform,
    },
    seconds,
  }
}

/** How many of each mode's real codes their neighbours tell rightly, and of all. */
function recognised(real: Int32Array, told: Int32Array, modes: number) {
  const right = new Uint32Array(modes)
  const all = new Uint32Array(modes)
  real.forEach((mode, i) => {
    if (mode < 0) return
    all[mode]!++
    if (told[i] === mode) right[mode]!++
  })
  const total = all.reduce((sum, count) => sum + count, 0)
  const share = (count: number, of: number): Share | null => (of > 0 ? shareOf(count, of) : null)
  return {
    modes: [...right].map((count, mode) => share(count, all[mode]!)),
    all: share(
      right.reduce((sum, count) => sum + count, 0),
      total,
    ),
  }
}

function nearnessOf({ nearCopies, medianDistance, medianRatio }: Nearness) {
  return { nearCopies, medianDistance, medianRatio }
}

function cellsOf(hits: CellHits, transport: SolvedTransport): CellReport {
  const { cells, draws, hit, counts, curve, relativeRms, relativeRmsError } = hits
  const last = curve.at(-1)!
  return {
    cells,
    draws,
    hit: hit.count,
    idealHit: last.ideal,
    idealDeviation: last.deviation,
    items: transport.items,
    hits: counts,
    curve: {
      draws: Float32Array.from(curve, (point) => point.draws),
      hit: Float32Array.from(curve, (point) => point.hit),
      ideal: Float32Array.from(curve, (point) => point.ideal),
    },
    relativeRms,
    relativeRmsError,
  }
}
