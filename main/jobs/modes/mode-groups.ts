import type { ModesBy } from '../../../shared/contracts/modes'
import { BrenierError } from '../../../shared/errors'
import { row, type Matrix } from '../../../shared/matrix'
import type { DataSet } from '../../data/picture-set'
import { tally } from '../../metrics/mode-scores'

/** Modes by name, and the mode of each real item. */
export interface ModeGroups {
  readonly names: readonly string[]
  /** -1 where unknown, [n]. */
  readonly real: Int32Array
}

/**
 * Modes that the data name themselves: classes or the values of an attribute.
 * @throws BrenierError `bad-argument` where they have none
 */
export function labelledGroups(
  data: DataSet,
  by: Exclude<ModesBy, { readonly kind: 'clusters' }>,
): ModeGroups {
  if (by.kind === 'class') {
    if (data.labels && data.classNames) return { names: data.classNames, real: data.labels }
    throw new BrenierError(
      'bad-argument',
      'Expected data with classes, and these have none. Take clusters as modes.',
    )
  }
  const { attributes } = data
  const attribute = attributes.find(({ name }) => name === by.name)
  if (attribute) return { names: attribute.values, real: attribute.codes }
  const known = attributes.map(({ name }) => name).join(', ') || 'no attributes'
  throw new BrenierError('bad-argument', `Expected an attribute of the data (${known}), got "${by.name}".`)
}

/** A class that most of a cluster is of gives it its name alone. */
const clearMajority = 0.6

/**
 * Clusters named after the classes in them and numbered within a name, the largest first: "Bag 1", "T-shirt, shirt 2";
 * "Cluster 3" where the data have no classes.
 * @param clusters the cluster of each item, [n]
 * @param count their number; empty ones are left out
 */
export function clusterGroups(data: DataSet, clusters: ArrayLike<number>, count: number): ModeGroups {
  const sizes = tally(clusters, count)
  const order = [...sizes.keys()].filter((c) => sizes[c]! > 0).sort((a, b) => sizes[b]! - sizes[a]!)
  const titles = clusterTitles(data, clusters, count)
  const used = new Map<string, number>()
  const names = order.map((cluster) => {
    const title = titles[cluster]!
    const number = (used.get(title) ?? 0) + 1
    used.set(title, number)
    return `${title} ${number}`
  })
  const position = new Int32Array(count).fill(-1)
  order.forEach((cluster, mode) => (position[cluster] = mode))
  return { names, real: Int32Array.from(clusters, (cluster) => position[cluster]!) }
}

/** Each cluster's classes, the commonest by itself where it is a clear majority. */
function clusterTitles(
  { labels, classNames }: DataSet,
  clusters: ArrayLike<number>,
  count: number,
): readonly string[] {
  if (!labels || !classNames) return new Array<string>(count).fill('Cluster')
  const classes = classNames.length
  const counts = new Uint32Array(count * classes)
  labels.forEach((label, i) => {
    if (label >= 0) counts[clusters[i]! * classes + label]!++
  })
  return Array.from({ length: count }, (_, cluster) =>
    titleOf(counts.subarray(cluster * classes, (cluster + 1) * classes), classNames),
  )
}

/** @param counts items of each class */
function titleOf(counts: Uint32Array, classNames: readonly string[]): string {
  const all = counts.reduce((sum, items) => sum + items, 0)
  if (all === 0) return 'Cluster'
  const [first, second] = [...counts.keys()].sort((a, b) => counts[b]! - counts[a]!)
  const alone = second === undefined || counts[first!]! >= clearMajority * all || counts[second] === 0
  return alone ? classNames[first!]! : `${classNames[first!]!}, ${classNames[second]!.toLowerCase()}`
}

/** The item whose code is nearest to its mode's mean, for each mode; null for a mode without items. */
export function typicalItems({ names, real }: ModeGroups, codes: Matrix): (number | null)[] {
  const means = modeMeans(real, codes, names.length)
  const typical = names.map((): number | null => null)
  const least = new Float64Array(names.length).fill(Infinity)
  real.forEach((mode, i) => {
    if (mode < 0) return
    const squared = squaredDistance(row(codes, i), means.subarray(mode * codes.columns))
    if (squared >= least[mode]!) return
    least[mode] = squared
    typical[mode] = i
  })
  return typical
}

/** Mean code of each mode, [modes, d]; 0 where it has no items. */
export function modeMeans(real: Int32Array, codes: Matrix, modes: number): Float64Array {
  const d = codes.columns
  const counts = tally(real, modes)
  const means = new Float64Array(modes * d)
  real.forEach((mode, i) => {
    if (mode < 0) return
    const code = row(codes, i)
    for (let j = 0; j < d; j++) means[mode * d + j] = means[mode * d + j]! + code[j]! / counts[mode]!
  })
  return means
}

/** Over the coordinates of the first. */
export function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let j = 0; j < a.length; j++) sum += (a[j]! - b[j]!) ** 2
  return sum
}
