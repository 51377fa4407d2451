import { BrenierError } from '../../shared/errors'
import type { Facets } from './facets'
import { DisjointSets, isSingular, measureOf, type SingularTest } from './singular-set'

export interface KeptPath {
  /** Targets from one end to the other, both included; null where the singular set separates them. */
  readonly targets: Uint32Array | null
  /** Σ‖y_i − y_j‖ along the way; Infinity where there is none. */
  readonly length: number
  /**
   * Where there is no way: the least threshold at which there would be one (the smallest possible largest measure on a
   * way between the two), or null where the facets known do not join them at all.
   */
  readonly joinsAt: number | null
}

/**
 * The shortest way between two cells that crosses kept facets only (Dijkstra, weights ‖y_i − y_j‖).
 * @param targets number of cells
 * @throws BrenierError `bad-argument` for a cell that does not exist
 */
export function shortestKeptPath(
  facets: Facets,
  targets: number,
  test: SingularTest,
  from: number,
  to: number,
): KeptPath {
  for (const end of [from, to]) {
    if (!Number.isInteger(end) || end < 0 || end >= targets) {
      throw new BrenierError('bad-argument', `Expected a cell from 0 to ${targets - 1}, got ${end}.`)
    }
  }
  const { starts, edges } = adjacency(facets, targets)
  const distance = new Float64Array(targets).fill(Number.POSITIVE_INFINITY)
  const before = new Int32Array(targets).fill(-1)
  const queue = new DistanceQueue(distance)
  distance[from] = 0
  queue.push(from)
  for (let at = queue.pop(); at >= 0 && at !== to; at = queue.pop()) {
    for (let e = starts[at]!; e < starts[at + 1]!; e++) {
      const f = edges[e]!
      if (isSingular(facets, f, test)) continue
      const next = facets.first[f] === at ? facets.second[f]! : facets.first[f]!
      const length = distance[at]! + facets.distance[f]!
      if (length >= distance[next]!) continue
      distance[next] = length
      before[next] = at
      queue.push(next)
    }
  }
  if (distance[to] === Number.POSITIVE_INFINITY) {
    return {
      targets: null,
      length: Number.POSITIVE_INFINITY,
      joinsAt: bottleneck(facets, targets, test, from, to),
    }
  }
  const way: number[] = []
  for (let at = to; at >= 0; at = before[at]!) way.push(at)
  return { targets: Uint32Array.from(way.reverse()), length: distance[to]!, joinsAt: null }
}

/** The facets at each cell, as rows of one array. */
function adjacency(facets: Facets, targets: number): { starts: Uint32Array; edges: Uint32Array } {
  const starts = new Uint32Array(targets + 1)
  const { first, second } = facets
  for (let f = 0; f < first.length; f++) {
    starts[first[f]! + 1]!++
    starts[second[f]! + 1]!++
  }
  for (let i = 0; i < targets; i++) starts[i + 1]! += starts[i]!
  const place = starts.slice()
  const edges = new Uint32Array(2 * first.length)
  for (let f = 0; f < first.length; f++) {
    edges[place[first[f]!]!++] = f
    edges[place[second[f]!]!++] = f
  }
  return { starts, edges }
}

/** Facets are added in order of their measure until the ends are joined (Kruskal's order). */
function bottleneck(
  facets: Facets,
  targets: number,
  test: SingularTest,
  from: number,
  to: number,
): number | null {
  const measure = measureOf(facets, test.test)
  const order = Uint32Array.from(measure, (_, f) => f).sort((p, q) => measure[p]! - measure[q]!)
  const sets = new DisjointSets(targets)
  for (const f of order) {
    sets.join(facets.first[f]!, facets.second[f]!)
    if (sets.root(from) === sets.root(to)) return measure[f]!
  }
  return null
}

/** A binary heap of cells by distance; a cell may stand in it more than once, its outdated places are skipped. */
class DistanceQueue {
  readonly #distance: Float64Array
  readonly #cells: number[] = []
  readonly #keys: number[] = []

  constructor(distance: Float64Array) {
    this.#distance = distance
  }

  push(cell: number): void {
    let at = this.#cells.length
    const key = this.#distance[cell]!
    this.#cells.push(cell)
    this.#keys.push(key)
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (this.#keys[parent]! <= key) break
      this.#move(parent, at)
      at = parent
    }
    this.#cells[at] = cell
    this.#keys[at] = key
  }

  /** The nearest cell, or -1. */
  pop(): number {
    while (this.#cells.length > 0) {
      const cell = this.#cells[0]!
      const key = this.#keys[0]!
      this.#removeTop()
      if (key <= this.#distance[cell]!) return cell
    }
    return -1
  }

  #removeTop(): void {
    const cell = this.#cells.pop()!
    const key = this.#keys.pop()!
    const size = this.#cells.length
    if (size === 0) return
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= size) break
      if (child + 1 < size && this.#keys[child + 1]! < this.#keys[child]!) child++
      if (this.#keys[child]! >= key) break
      this.#move(child, at)
      at = child
    }
    this.#cells[at] = cell
    this.#keys[at] = key
  }

  #move(from: number, to: number): void {
    this.#cells[to] = this.#cells[from]!
    this.#keys[to] = this.#keys[from]!
  }
}
