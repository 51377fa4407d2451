import type { Facets } from './facets'

/** How a facet counts as singular. */
export interface SingularTest {
  /** θ above the value, or ‖y_i − y_j‖ above it (the ε-test of AE-OT-GAN). */
  readonly test: 'angle' | 'distance'
  readonly value: number
}

export const measureOf = (facets: Facets, test: SingularTest['test']): Float32Array =>
  test === 'angle' ? facets.angle : facets.distance

/** Whether facet f is part of the singular set. */
export function isSingular(facets: Facets, f: number, { test, value }: SingularTest): boolean {
  return measureOf(facets, test)[f]! > value
}

/** The measure below which `share` of the facets' mass lies. @param share 0 … 1 */
export function massQuantile(facets: Facets, test: SingularTest['test'], share: number): number {
  const measure = measureOf(facets, test)
  if (measure.length === 0) return 0
  const order = Uint32Array.from(measure, (_, f) => f).sort((p, q) => measure[p]! - measure[q]!)
  const total = facets.mass.reduce((sum, mass) => sum + mass, 0)
  let below = 0
  for (const f of order) {
    below += facets.mass[f]!
    if (below >= share * total) return measure[f]!
  }
  return measure[order.at(-1)!]!
}

/** How the facets' mass spreads over a measure of theirs, in bins of one width from 0 to the largest. */
export interface MassHistogram {
  /** [bins + 1] */
  readonly edges: Float64Array
  /** [bins] */
  readonly mass: Float64Array
}

export function massHistogram(facets: Facets, test: SingularTest['test'], bins = 48): MassHistogram {
  const measure = measureOf(facets, test)
  const top = measure.reduce((most, value) => Math.max(most, value), 0)
  const mass = new Float64Array(bins)
  for (const [f, value] of measure.entries()) {
    mass[Math.min(bins - 1, top > 0 ? Math.floor((value / top) * bins) : 0)]! += facets.mass[f]!
  }
  return { edges: Float64Array.from({ length: bins + 1 }, (_, b) => (b / bins) * top), mass }
}

/**
 * A threshold to begin with: the deepest valley of the angles between their mass quantiles 50 % and 98 %, where there is
 * one, else the 80 % quantile. It is a start for a person's judgement, not a truth: angles are a continuum.
 */
export function suggestThreshold(facets: Facets): SingularTest {
  const low = massQuantile(facets, 'angle', 0.5)
  const high = massQuantile(facets, 'angle', 0.98)
  const fallback = massQuantile(facets, 'angle', 0.8)
  if (!(high > low)) return { test: 'angle', value: fallback }
  const { edges, mass } = massHistogram(facets, 'angle')
  const bins = mass.length
  const top = edges[bins]!
  const smooth = mass.map(
    (_, b) => (mass[Math.max(0, b - 1)]! + mass[b]! + mass[Math.min(bins - 1, b + 1)]!) / 3,
  )
  let best = { depth: 0, bin: -1 }
  for (let b = Math.ceil((low / top) * bins); b < Math.floor((high / top) * bins); b++) {
    const left = Math.max(...smooth.subarray(0, b))
    const right = Math.max(...smooth.subarray(b + 1))
    const depth = Math.min(left, right) - smooth[b]!
    // A dip of a few samples is chance; a valley parts two hills of which the lower stands well above it.
    if (smooth[b]! < 0.5 * Math.min(left, right) && depth > best.depth) best = { depth, bin: b }
  }
  if (best.bin < 0) return { test: 'angle', value: fallback }
  return { test: 'angle', value: ((best.bin + 0.5) / bins) * top }
}

/**
 * Share of the facets' mass whose two sides carry different labels, by fifths of the measure's mass, lowest first.
 * @param labels of the targets; a facet with an unknown (negative) label is left out
 */
export function labelChangeByFifths(
  facets: Facets,
  test: SingularTest['test'],
  labels: ArrayLike<number>,
): number[] {
  const measure = measureOf(facets, test)
  const order = Uint32Array.from(measure, (_, f) => f).sort((p, q) => measure[p]! - measure[q]!)
  const known = order.filter((f) => labels[facets.first[f]!]! >= 0 && labels[facets.second[f]!]! >= 0)
  const total = known.reduce((sum, f) => sum + facets.mass[f]!, 0)
  const mass = new Float64Array(5)
  const changed = new Float64Array(5)
  let below = 0
  for (const f of known) {
    const fifth = Math.min(4, Math.floor((5 * below) / total))
    below += facets.mass[f]!
    mass[fifth]! += facets.mass[f]!
    if (labels[facets.first[f]!] !== labels[facets.second[f]!]) changed[fifth]! += facets.mass[f]!
  }
  return Array.from(mass, (value, fifth) => (value > 0 ? changed[fifth]! / value : 0))
}

/** The parts into which the kept facets join the cells: the modes a person would call connected. */
export interface Components {
  readonly count: number
  /** Component of each target, numbered by falling size. */
  readonly of: Uint32Array
  readonly sizes: Uint32Array
}

/** @param targets number of cells */
export function keptComponents(facets: Facets, targets: number, test: SingularTest): Components {
  const sets = new DisjointSets(targets)
  for (let f = 0; f < facets.first.length; f++) {
    if (!isSingular(facets, f, test)) sets.join(facets.first[f]!, facets.second[f]!)
  }
  const sizeOf = new Map<number, number>()
  for (let i = 0; i < targets; i++) sizeOf.set(sets.root(i), (sizeOf.get(sets.root(i)) ?? 0) + 1)
  const roots = [...sizeOf].sort((a, b) => b[1] - a[1] || a[0] - b[0])
  const numbers = new Map(roots.map(([root], number) => [root, number]))
  return {
    count: roots.length,
    of: Uint32Array.from({ length: targets }, (_, i) => numbers.get(sets.root(i))!),
    sizes: Uint32Array.from(roots, ([, size]) => size),
  }
}

/** Union–find with path halving. */
export class DisjointSets {
  readonly #parent: Uint32Array

  constructor(count: number) {
    this.#parent = Uint32Array.from({ length: count }, (_, i) => i)
  }

  root(item: number): number {
    let at = item
    while (this.#parent[at] !== at) {
      this.#parent[at] = this.#parent[this.#parent[at]!]!
      at = this.#parent[at]!
    }
    return at
  }

  join(a: number, b: number): void {
    this.#parent[this.root(a)] = this.root(b)
  }
}
