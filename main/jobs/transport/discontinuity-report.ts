import type {
  DiscontinuityReport,
  JumpQuantiles,
  LabelChange,
  LargeCrossing,
} from '../../../shared/contracts/discontinuity'
import type { Threshold } from '../../../shared/contracts/study'
import { oddsRatio } from '../../metrics/odds-ratio'
import { shareOf } from '../../metrics/share'
import { facetArea } from '../../ot/crofton'
import type { Crossings, WalkedSegments } from '../../ot/crossings'
import { exactDomain } from '../../ot/domain'
import type { Facets } from '../../ot/facets'
import { isSingular } from '../../ot/singular-set'
import type { Source } from '../../ot/source'
import type { FoundDiscontinuities } from './discontinuity'
import { mapFingerprint } from '../study/fingerprints'
import type { Study } from '../study/study'
import { labelFields, type LabelField } from '../study/study-labels'

const histogramBins = 40
/** Of the control's crossings one in a hundred jumps further than `beyond`. */
const controlQuantile = 0.99
/** A set is called torn where at least five times as many do: by sampling alone a second Gaussian stays below two times. */
const tornShare = 0.05

/**
 * The latest test, read with a threshold: every figure follows a moved θ̂ without a new walk. It says whether it is of
 * an earlier map than the study's.
 * @returns null where there was no test
 */
export function discontinuityReport(study: Study, threshold: Threshold): DiscontinuityReport | null {
  const { discontinuities: found, transport, stages } = study
  if (!found) return null
  const { parameters, walks, relativeJumps, control, items, pictures } = found
  const isOfMap = transport !== null && stages.transport === 'done' && found.map === mapFingerprint(transport)
  const exact = isOfMap && stages.facets === 'done' && study.facets?.table.exact ? study.facets.table : null
  const { segments, lines } = walks
  const { crossings } = segments
  const singular = singularOf(crossings, threshold)
  const count = singular.filter(Boolean).length
  const torn = new Set(crossings.segment.filter((_, c) => singular[c]))
  const length = segments.lengths.reduce((sum, value) => sum + value, 0)
  const perLength = (crossed: number) => (length > 0 ? crossed / length : 0)
  const fields = labelFields(study.data)
  const { height, width, channels } =
    study.data.kind === 'pictures' ? study.data : { height: 0, width: 0, channels: 0 }
  return {
    parameters,
    changed: !isOfMap,
    threshold,
    segments: segments.count,
    crossings: crossings.segment.length,
    singular: count,
    tornSegments: shareOf(torn.size, segments.count),
    crossingsPerLength: perLength(crossings.segment.length),
    singularPerLength: perLength(count),
    area: { lines: lines.count, ...areas(found.source, lines, exact, threshold) },
    jumps: jumpDistribution(relativeJumps, control),
    tail: control && tailOf(relativeJumps, control),
    changes: fields.map((field) => labelChange(field, crossings, items, singular, relativeJumps)),
    largest: largeCrossings(found, singular, items, fields),
    height,
    width,
    channels,
    pictures,
  }
}

function singularOf({ angle, distance }: Crossings, { test, value }: Threshold): boolean[] {
  return Array.from(test === 'angle' ? angle : distance, (measure) => measure > value)
}

/** @param table all facets with their areas; null where they are not known exactly */
function areas(source: Source, lines: WalkedSegments, table: Facets | null, threshold: Threshold) {
  const singular = singularOf(lines.crossings, threshold)
  // A uniform density is one over the size of the domain.
  const whole = exactDomain(source)?.measure ?? 1
  const area = (counts: (c: number) => boolean, exact: (facets: Facets, f: number) => boolean) => {
    const { value, error } = facetArea(source, lines, counts)
    const sum = table && table.mass.reduce((sum, mass, f) => (exact(table, f) ? sum + mass : sum), 0)
    return { estimate: whole * value, error: whole * error, exact: sum }
  }
  return {
    all: area(
      () => true,
      () => true,
    ),
    singular: area(
      (c) => singular[c]!,
      (facets, f) => isSingular(facets, f, threshold),
    ),
  }
}

function jumpDistribution(jumps: Float32Array, control: Float32Array | null): DiscontinuityReport['jumps'] {
  const largest = (values: Float32Array) => values.reduce((most, value) => Math.max(most, value), 0)
  const top = Math.max(largest(jumps), control ? largest(control) : 0)
  const shares = (values: Float32Array) => {
    const bins = new Float32Array(histogramBins)
    for (const value of values) {
      const bin = top > 0 ? Math.floor((value / top) * histogramBins) : 0
      bins[Math.min(histogramBins - 1, bin)]! += 1 / values.length
    }
    return bins
  }
  return {
    edges: Float32Array.from({ length: histogramBins + 1 }, (_, b) => (b / histogramBins) * top),
    study: shares(jumps),
    control: control ? shares(control) : new Float32Array(0),
    quantiles: quantilesOf(jumps),
    controlQuantiles: control && quantilesOf(control),
  }
}

/** Zeros where there is no crossing. */
function quantilesOf(values: Float32Array): JumpQuantiles {
  const sorted = values.slice().sort()
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
  return { crossings: values.length, median: at(0.5), q95: at(0.95), q99: at(controlQuantile) }
}

function tailOf(jumps: Float32Array, control: Float32Array): DiscontinuityReport['tail'] {
  if (jumps.length === 0 || control.length === 0) return null
  const beyond = quantilesOf(control).q99
  const share = shareOf(jumps.filter((jump) => jump > beyond).length, jumps.length)
  return { beyond, share, torn: share.low > tornShare }
}

function labelChange(
  { attribute, codes }: LabelField,
  { from, to }: Crossings,
  items: Uint32Array,
  singular: readonly boolean[],
  jumps: Float32Array,
): LabelChange {
  const known = Array.from(from.keys()).filter(
    (c) => codes[items[from[c]!]!]! >= 0 && codes[items[to[c]!]!]! >= 0,
  )
  const changes = (c: number) => codes[items[from[c]!]!] !== codes[items[to[c]!]!]
  const counted = (crossings: readonly number[]) => ({
    count: crossings.filter(changes).length,
    of: crossings.length,
  })
  const torn = counted(known.filter((c) => singular[c]))
  const ordinary = counted(known.filter((c) => !singular[c]))
  const { ratio, low, high, p } = oddsRatio(torn, ordinary)
  const byJump = known.sort((a, b) => jumps[a]! - jumps[b]!)
  const fifth = (f: number) => counted(byJump.slice((f * byJump.length) / 5, ((f + 1) * byJump.length) / 5))
  return {
    attribute,
    singular: torn,
    ordinary,
    oddsRatio: ratio,
    low,
    high,
    p,
    byFifths: [0, 1, 2, 3, 4].map(fifth).map(({ count, of }) => (of > 0 ? count / of : 0)),
  }
}

function largeCrossings(
  { walks, relativeJumps, largest }: FoundDiscontinuities,
  singular: readonly boolean[],
  items: Uint32Array,
  fields: readonly LabelField[],
): LargeCrossing[] {
  const { starts, finishes, crossings } = walks.segments
  return largest.map(({ crossing: c, times, offData, way }) => {
    const segment = crossings.segment[c]!
    const from = items[crossings.from[c]!]!
    const to = items[crossings.to[c]!]!
    return {
      segment,
      at: crossings.time[c]!,
      start: items[starts[segment]!]!,
      from,
      to,
      finish: items[finishes[segment]!]!,
      angle: crossings.angle[c]!,
      jump: crossings.distance[c]!,
      relativeJump: relativeJumps[c]!,
      singular: singular[c]!,
      times,
      offData,
      way: way.map((target) => items[target]!),
      changes: fields.filter(({ codes }) => codes[from] !== codes[to]).map(({ attribute }) => attribute),
    }
  })
}
