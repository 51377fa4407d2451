import type {
  DiscontinuityParameters,
  DiscontinuityReport,
  LabelChange,
  LargeCrossing,
} from '../../../shared/contracts/discontinuity'
import type { Threshold } from '../../../shared/contracts/study'
import { random } from '../../../shared/random'
import type { World } from './world'

const bins = 40
const shown = 24

/** A made-up report: crossings are facets drawn by their mass, the control jumps as far as the shorter half of them. */
export function discontinuitiesOf(
  world: World,
  parameters: DiscontinuityParameters,
  threshold: Threshold,
): Omit<DiscontinuityReport, 'changed'> {
  const { facets, data } = world
  const { segments, seed } = parameters
  const stream = random(seed)
  const spacing = [...facets.distance].sort((a, b) => a - b)[facets.count >> 2] ?? 1
  const crossed = Array.from({ length: 4 * segments }, () => stream.integer(facets.count))
  const measure = threshold.test === 'angle' ? facets.angle : facets.distance
  const singular = crossed.filter((f) => measure[f]! > threshold.value)
  const jumps = crossed.map((f) => facets.distance[f]! / spacing).sort((a, b) => a - b)
  const shorter = jumps.slice(0, jumps.length >> 1)
  const top = jumps.at(-1) ?? 1
  const quantiles = (values: readonly number[]) => ({
    crossings: values.length,
    median: values[values.length >> 1] ?? 0,
    q95: values[Math.floor(0.95 * values.length)] ?? 0,
    q99: values[Math.floor(0.99 * values.length)] ?? 0,
  })
  const shares = (values: readonly number[]) => {
    const counts = new Float32Array(bins)
    for (const value of values)
      counts[Math.min(bins - 1, Math.floor((value / top) * bins))]! += 1 / values.length
    return counts
  }
  const beyond = quantiles(shorter).q99
  const shareOf = (count: number, of: number) => {
    const share = count / of
    return { count, of, share, low: 0.95 * share, high: Math.min(1, 1.05 * share) }
  }
  const area = (of: readonly number[]) => {
    const estimate = of.length / crossed.length
    return { estimate, error: 0.02 * estimate, exact: facets.exact ? estimate : null }
  }
  const largest = largestOf(world, crossed, singular, spacing)
  return {
    parameters,
    threshold,
    segments,
    crossings: crossed.length,
    singular: singular.length,
    tornSegments: shareOf(Math.min(segments, singular.length), segments),
    crossingsPerLength: 4,
    singularPerLength: (4 * singular.length) / crossed.length,
    area: { lines: 2000, all: area(crossed), singular: area(singular) },
    jumps: {
      edges: Float32Array.from({ length: bins + 1 }, (_, b) => (b / bins) * top),
      study: shares(jumps),
      control: parameters.control ? shares(shorter) : new Float32Array(0),
      quantiles: quantiles(jumps),
      controlQuantiles: parameters.control ? quantiles(shorter) : null,
    },
    tail: parameters.control
      ? {
          beyond,
          share: shareOf(jumps.filter((jump) => jump > beyond).length, jumps.length),
          torn: true,
        }
      : null,
    changes: world.labels.classes ? [changeOf(world, world.labels.classes, crossed, new Set(singular))] : [],
    largest,
    height: data.height,
    width: data.width,
    channels: data.channels,
    pictures: picturesOf(world, largest),
  }
}

function changeOf(
  { facets }: World,
  codes: Int32Array,
  crossed: readonly number[],
  singular: ReadonlySet<number>,
): LabelChange {
  const counted = (of: readonly number[]) => ({
    count: of.filter((f) => codes[facets.first[f]!] !== codes[facets.second[f]!]).length,
    of: of.length,
  })
  const torn = counted(crossed.filter((f) => singular.has(f)))
  const ordinary = counted(crossed.filter((f) => !singular.has(f)))
  const odds = ({ count, of }: { count: number; of: number }) => (count + 0.5) / (of - count + 0.5)
  const oddsRatio = odds(torn) / odds(ordinary)
  const byJump = crossed.toSorted((a, b) => facets.distance[a]! - facets.distance[b]!)
  const byFifths = [0, 1, 2, 3, 4].map((fifth) => {
    const { count, of } = counted(
      byJump.slice((fifth * byJump.length) / 5, ((fifth + 1) * byJump.length) / 5),
    )
    return count / Math.max(1, of)
  })
  return {
    attribute: null,
    singular: torn,
    ordinary,
    oddsRatio,
    low: oddsRatio / 1.3,
    high: oddsRatio * 1.3,
    p: 1e-20,
    byFifths,
  }
}

function largestOf(
  { facets, labels }: World,
  crossed: readonly number[],
  singular: readonly number[],
  spacing: number,
): LargeCrossing[] {
  const widest = [...new Set(crossed)].sort((a, b) => facets.distance[b]! - facets.distance[a]!)
  return widest.slice(0, shown).map((f, segment) => {
    const from = facets.first[f]!
    const to = facets.second[f]!
    return {
      segment,
      at: 0.5,
      start: from,
      from,
      to,
      finish: to,
      angle: facets.angle[f]!,
      jump: facets.distance[f]!,
      relativeJump: facets.distance[f]! / spacing,
      singular: singular.includes(f),
      times: crossed.filter((other) => other === f).length,
      offData: facets.distance[f]! / spacing / 2,
      way: [from, to],
      changes: labels.classes?.[from] === labels.classes?.[to] ? [] : [null],
    }
  })
}

function picturesOf(
  { decode, codes, dimension, data }: World,
  largest: readonly LargeCrossing[],
): Uint8Array {
  if (!decode) return new Uint8Array(0)
  const size = data.height * data.width * data.channels
  const pixels = new Uint8Array(3 * size * largest.length)
  const codeOf = (item: number) => codes.slice(item * dimension, (item + 1) * dimension)
  for (const [c, { from, to }] of largest.entries()) {
    const [before, after] = [codeOf(from), codeOf(to)]
    const mean = before.map((value, k) => (value + after[k]!) / 2)
    for (const [k, code] of [before, mean, after].entries()) pixels.set(decode(code), (3 * c + k) * size)
  }
  return pixels
}
