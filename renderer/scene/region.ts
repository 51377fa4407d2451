import { indicesWhere, type Combination, type IndexSet } from '../../shared/index-set'
import { OutlineInterior } from './outline-interior'

/** A lasso takes a new vertex after this much travel, CSS pixels. */
const STRIDE = 2

/**
 * What a person draws around points: a lasso or a box, and the points within. The camera is held while it is drawn,
 * so that the points are projected once, when it begins.
 */
export class Region {
  readonly #kind: 'lasso' | 'box'
  readonly #seen: Float32Array
  readonly #corners: number[]
  #items: IndexSet | null = null

  /**
   * @param x where it begins, CSS pixels of the canvas
   * @param seen x, y of each point on the canvas, [2 n]; NaN where a point cannot be taken
   */
  constructor(
    kind: 'lasso' | 'box',
    readonly how: Combination,
    x: number,
    y: number,
    seen: Float32Array,
  ) {
    this.#kind = kind
    this.#seen = seen
    this.#corners = [x, y]
  }

  /** The pointer went on to (x, y). */
  extend(x: number, y: number): void {
    const [startX, startY] = this.#corners as [number, number, ...number[]]
    if (this.#kind === 'box') {
      this.#corners.splice(2, 6, x, startY, x, y, startX, y)
    } else {
      const [lastX, lastY] = this.#corners.slice(-2) as [number, number]
      if (Math.hypot(x - lastX, y - lastY) < STRIDE) return
      this.#corners.push(x, y)
    }
    this.#items = null
  }

  /** x, y of each vertex in turn. */
  get outline(): readonly number[] {
    return this.#corners
  }

  get items(): IndexSet {
    if (!this.#items) {
      const interior = new OutlineInterior(Float32Array.from(this.#corners))
      const seen = this.#seen
      this.#items = indicesWhere(seen.length / 2, (i) => interior.contains(seen[2 * i]!, seen[2 * i + 1]!))
    }
    return this.#items
  }
}
