import type { AnswerOf } from '../../../shared/contracts/methods'
import type { ModeRow, ModesParameters, Share } from '../../../shared/contracts/modes'
import type { Category } from '../../../shared/contracts/study'
import { random } from '../../../shared/random'
import { nearest } from './trace'
import type { World } from './world'

type Report = NonNullable<AnswerOf<'modes.get'>>

/** How much of a mode's real share is drawn: one mode is missed, one thin, the others make up for it. */
const drawnPart = (mode: number): number => (mode === 1 ? 0 : mode === 2 ? 0.3 : 1)

const shareOf = (count: number, of: number): Share => {
  const share = count / Math.max(1, of)
  const half = 1.96 * Math.sqrt((share * (1 - share)) / Math.max(1, of))
  return { count, of, share, low: Math.max(0, share - half), high: Math.min(1, share + half) }
}

/** Modes of a world: its classes, the values of an attribute, or its classes cut in two for clusters. */
function modesOf(world: World, { by }: ModesParameters): { names: readonly string[]; codes: Int32Array } {
  const attribute = by.kind === 'attribute' ? by.name : null
  const at = world.data.attributes.findIndex(({ name }) => name === attribute)
  const named = (values: readonly Category[]) => values.map(({ name }) => name)
  if (at >= 0) {
    return { names: named(world.data.attributes[at]!.values), codes: world.labels.attributes[at]!.codes }
  }
  const classes = world.labels.classes ?? new Int32Array(world.data.count)
  const names = named(world.data.classes)
  if (by.kind !== 'clusters') return { names, codes: classes }
  return {
    names: names.flatMap((name) => [`${name} 1`, `${name} 2`]),
    codes: classes.map((code, i) => 2 * code + (i % 2)),
  }
}

/** A made-up report: draws lie beside real codes, whichever a mode's part allows. */
export function modesOfSample(world: World, parameters: ModesParameters, revision: number): Report {
  const source = random(parameters.seed)
  const { names, codes: real } = modesOf(world, parameters)
  const { count } = world.data
  const { dimension } = world
  const fromMap = parameters.source === 'map'
  const drawn = parameters.draws
  const nearestItems = new Uint32Array(drawn)
  const points = dimension <= 3 ? new Float32Array(drawn * dimension) : new Float32Array(0)
  for (let n = 0; n < drawn; n++) {
    let item = source.integer(count)
    while (source.uniform() >= drawnPart(real[item]!)) item = source.integer(count)
    nearestItems[n] = item
    if (points.length === 0) continue
    for (let d = 0; d < dimension; d++) {
      points[n * dimension + d] = world.codes[item * dimension + d]! + 0.01 * source.normal()
    }
  }
  const drawnModes = Int32Array.from(nearestItems, (item) => real[item]!)
  const modes = names.map((name, mode) => rowOf(name, mode, real, drawnModes))
  const hits = Uint32Array.from({ length: count }, () => Math.round(-5 * Math.log(1 - source.uniform())))
  const stops = Float32Array.from({ length: 40 }, (_, i) => Math.round((5 * count) ** (i / 39)))
  const ideal = stops.map((draws) => count * (1 - Math.exp(-draws / count)))
  const distances = Float32Array.from({ length: 40 }, (_, bin) => Math.exp(-(((bin - 14) / 7) ** 2)) / 12.4)
  const nearness = (copies: number) => ({
    nearCopies: shareOf(copies, drawn),
    medianDistance: 0.42,
    medianRatio: 0.8,
  })
  return {
    revision,
    parameters,
    drawn,
    pairs: fromMap
      ? {
          noise: Math.round(1.4 * drawn),
          refused: Math.round(0.4 * drawn),
          threshold: { test: 'angle', value: 0.62 },
        }
      : null,
    dimension,
    modes,
    present: modes.filter((mode) => mode.real.count > 0).length,
    reached: modes.filter((mode) => mode.generated.count > 0).length,
    totalVariation:
      modes.reduce((sum, mode) => sum + Math.abs(mode.generated.share - mode.real.share), 0) / 2,
    totalVariationFloor: 0.01,
    unassigned: { generated: 0, real: 0 },
    voters: 5,
    voteAccuracy: shareOf(Math.round(0.97 * count), count),
    realModes: real,
    drawnModes,
    nearest: nearestItems,
    distance: Float32Array.from(nearestItems, () => 0.3 + 0.2 * source.uniform()),
    first: fromMap ? nearestItems : new Uint32Array(0),
    second: fromMap ? nearestItems.map((item) => (item + 1) % count) : new Uint32Array(0),
    weight: fromMap ? Float32Array.from(nearestItems, () => source.uniform()) : new Float32Array(0),
    points,
    cells: fromMap
      ? {
          cells: count,
          draws: 5 * count,
          hit: hits.filter((value) => value > 0).length,
          idealHit: ideal.at(-1)!,
          idealDeviation: Math.sqrt(count) / 12,
          items: Uint32Array.from({ length: count }, (_, i) => i),
          hits,
          curve: { draws: stops, hit: ideal.map((value) => 0.95 * value), ideal },
          relativeRms: 0.21,
          relativeRmsError: 0.01,
        }
      : null,
    memory: {
      generated: nearness(Math.round(0.1 * drawn)),
      real: nearness(Math.round(0.01 * drawn)),
      histogram: { top: 1.2, generated: distances, real: distances.slice().reverse() },
    },
    prd: {
      ...prdCurve(),
      f8: 0.914,
      fEighth: 0.962,
      f8Deviation: 0.006,
      fEighthDeviation: 0.004,
      samples: Math.min(drawn, count),
      clusters: 20,
      clusterings: 10,
      features: 'made-up codes',
    },
    mixture: world.decode
      ? null
      : {
          found: modes.length - 1,
          modes: modes.length,
          highQuality: shareOf(Math.round(0.97 * drawn), drawn),
          reverseKl: 0.08,
          reverseKlFloor: 0.005,
          jsdToUniform: 0.04,
        },
    seconds: 2.4,
  }
}

function rowOf(name: string, mode: number, real: Int32Array, drawn: Int32Array): ModeRow {
  const had = shareOf(real.filter((one) => one === mode).length, real.length)
  const made = shareOf(drawn.filter((one) => one === mode).length, drawn.length)
  const ratio = had.share > 0 ? made.share / had.share : null
  const thin = ratio !== null && ratio < 0.5 && made.high < had.share
  const standing = had.count === 0 ? 'absent' : made.count === 0 ? 'missed' : thin ? 'thin' : 'covered'
  return {
    name,
    real: had,
    generated: made,
    ratio,
    standing,
    recognised: had.count > 0 ? shareOf(Math.round(0.97 * had.count), had.count) : null,
    typical: had.count > 0 ? real.indexOf(mode) : null,
  }
}

function prdCurve(): { precision: Float32Array; recall: Float32Array } {
  const precision = Float32Array.from({ length: 101 }, (_, i) => Math.sin((i / 100) * (Math.PI / 2)) ** 0.3)
  return { precision, recall: precision.slice().reverse() }
}

/** Draws beside a mode: those nearest to its first item. */
export function nearOfMode(
  world: World,
  report: Report,
  { mode, count }: { mode: number; count: number },
): AnswerOf<'modes.near'> {
  const { dimension, codes } = world
  const item = Math.max(0, report.realModes.indexOf(mode))
  const near = new Set(
    nearest(codes, dimension, codes.slice(item * dimension, (item + 1) * dimension), world.data.count).map(
      ({ index }) => report.nearest.indexOf(index),
    ),
  )
  near.delete(-1)
  const draws = Uint32Array.from([...near].slice(0, count))
  return { draws, spacings: Float32Array.from(draws, (_, i) => 3.1 + 0.05 * i) }
}

/** Decoded pictures of draws. */
export function picturesOf(
  world: World,
  report: Report,
  draws: readonly number[],
): AnswerOf<'modes.pictures'> {
  const { height, width, channels } = world.data
  const pixels = new Uint8Array(draws.length * height * width * channels)
  const { dimension, codes } = world
  draws.forEach((draw, n) => {
    const at = (report.nearest[draw] ?? 0) * dimension
    const picture = world.decode?.(codes.slice(at, at + dimension)) ?? world.picture(0)
    pixels.set(picture, n * picture.length)
  })
  return { height, width, channels, pixels }
}
