import type { CellReport, ModesReport } from '../../../shared/contracts/modes'
import { labelVote } from '../../embedding/label-vote'
import type { Neighbours } from '../../embedding/neighbours'
import { coverage } from '../../metrics/coverage'
import type { CellHits } from '../../metrics/cell-hits'
import type { Nearness } from '../../metrics/nearest-real'
import { shareOf, type Share } from '../../metrics/share'
import type { GeneratedSample } from './generated-sample'
import { typicalItems, type ModeGroups } from './mode-groups'
import type { SampleMeasures } from '../compare/sample-measures-task'
import type { Codes, SolvedTransport } from '../study/study'

/** Nearest real codes that tell the mode of a draw. */
export const modeVoters = 5

/** What a report says of modes. */
type GroupedReport = Pick<
  ModesReport,
  | 'modes'
  | 'present'
  | 'reached'
  | 'totalVariation'
  | 'totalVariationFloor'
  | 'unassigned'
  | 'voters'
  | 'voteAccuracy'
  | 'realModes'
  | 'drawnModes'
>

/** What a report says of a sample whatever its modes are. */
export type SampleReport = Omit<ModesReport, keyof GroupedReport | 'revision' | 'parameters' | 'seconds'>

/** @param transport the map that it was drawn through; null where it was drawn from something else */
export function sampleReport(
  sample: GeneratedSample,
  measures: SampleMeasures,
  transport: SolvedTransport | null,
): SampleReport {
  const { pairs } = sample
  const { prd, mixture } = measures
  // A map may have fewer targets than the study has codes.
  const itemsOf = (targets: Uint32Array) => targets.map((target) => transport?.items[target] ?? target)
  const { rows, columns, data } = sample.codes
  return {
    drawn: rows,
    pairs: pairs && { noise: pairs.noise, refused: pairs.refused, threshold: pairs.test },
    dimension: columns,
    nearest: measures.generated.nearest,
    distance: Float32Array.from(measures.generated.distances),
    first: pairs ? itemsOf(pairs.first) : new Uint32Array(0),
    second: pairs ? itemsOf(pairs.second) : new Uint32Array(0),
    weight: pairs ? pairs.weight : new Float32Array(0),
    points: columns === 2 || columns === 3 ? data : new Float32Array(0),
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
  }
}

/**
 * The modes of a sample, by the vote of the nearest real codes of each draw.
 * @param near of the draws
 */
export function groupedReport(groups: ModeGroups, near: Neighbours, codes: Codes): GroupedReport {
  const { names, real } = groups
  const voters = Math.min(modeVoters, near.k)
  const drawn = labelVote(near, real, voters).labels
  const among = codes.neighbours
  const told = labelVote(among, real, Math.min(modeVoters, among.k)).labels
  const covered = coverage(drawn, real, names.length)
  const typical = typicalItems(groups, codes.normalised)
  const right = recognised(real, told, names.length)
  return {
    modes: covered.modes.map(({ mode, ...standing }) => ({
      ...standing,
      name: names[mode]!,
      recognised: right.modes[mode] ?? null,
      typical: typical[mode] ?? null,
    })),
    present: covered.present,
    reached: covered.reached,
    totalVariation: covered.totalVariation,
    totalVariationFloor: covered.totalVariationFloor,
    unassigned: covered.unassigned,
    voters,
    voteAccuracy: right.all,
    realModes: real,
    drawnModes: drawn,
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
