import { row, type Matrix } from '../../shared/matrix'
import type { Highest } from '../kernels/planes/planes'
import { NO_PLANE } from '../kernels/planes/planes'

/**
 * Facets between power cells: entry f is the common border of the cells of targets first[f] < second[f]. Arrays have
 * the same length, ordered by first, then second.
 */
export interface Facets {
  readonly first: Uint32Array
  readonly second: Uint32Array
  /** θ, radians: the angle between the two planes' normals. */
  readonly angle: Float32Array
  /** ‖y_i − y_j‖. */
  readonly distance: Float32Array
  /** Exact: the facet's length. Sampled: the share of noise whose two highest planes are these. */
  readonly mass: Float32Array
  readonly exact: boolean
}

/**
 * θ of two codes: the angle between the normals (y, −1) of their planes, arccos[(⟨a, b⟩ + 1) / √((|a|² + 1)(|b|² + 1))].
 * The Brenier paper prints the cosine of the codes and the wrong direction of its test; this is what its code computes.
 * The angle depends on origin and scale: it refers to normalised codes.
 */
export function facetAngle(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let product = 1
  let squareA = 1
  let squareB = 1
  for (let k = 0; k < a.length; k++) {
    product += a[k]! * b[k]!
    squareA += a[k]! * a[k]!
    squareB += b[k]! * b[k]!
  }
  return Math.acos(Math.max(-1, Math.min(1, product / Math.sqrt(squareA * squareB))))
}

/** Facets of pairs with their masses, angles and distances added. @param pairs i·N + j (i < j) → mass */
export function facetsOf(targets: Matrix, pairs: ReadonlyMap<number, number>, exact: boolean): Facets {
  const keys = Float64Array.from(pairs.keys()).sort()
  const n = targets.rows
  const facets = {
    first: new Uint32Array(keys.length),
    second: new Uint32Array(keys.length),
    angle: new Float32Array(keys.length),
    distance: new Float32Array(keys.length),
    mass: new Float32Array(keys.length),
    exact,
  }
  for (const [f, key] of keys.entries()) {
    const i = Math.floor(key / n)
    const j = key % n
    const a = row(targets, i)
    const b = row(targets, j)
    let square = 0
    for (let k = 0; k < a.length; k++) square += (a[k]! - b[k]!) ** 2
    facets.first[f] = i
    facets.second[f] = j
    facets.angle[f] = facetAngle(a, b)
    facets.distance[f] = Math.sqrt(square)
    facets.mass[f] = pairs.get(key)!
  }
  return facets
}

/**
 * Counts facets from noise: a point whose highest and second highest planes are i and j lies next to their facet, so the
 * share of such points grows with the facet's area (algorithms of the published code: pairs of the two highest planes).
 */
export class FacetCounter {
  readonly #targets: number
  readonly #counts = new Map<number, number>()
  #samples = 0

  constructor(targets: number) {
    this.#targets = targets
  }

  /** @param highest of at least two planes a sample */
  add({ samples, keep, indices }: Highest): void {
    this.#samples += samples
    for (let s = 0; s < samples; s++) {
      const i = indices[s * keep]!
      const j = indices[s * keep + 1]!
      if (i === NO_PLANE || j === NO_PLANE) continue
      const key = Math.min(i, j) * this.#targets + Math.max(i, j)
      this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
    }
  }

  /** Pairs met, as i·N + j with i < j, and the share of samples that met each. */
  shares(): Map<number, number> {
    return new Map([...this.#counts].map(([key, count]) => [key, count / this.#samples]))
  }
}
