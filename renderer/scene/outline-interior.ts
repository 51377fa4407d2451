/** Height of a band, CSS pixels: edges are looked up by the band that a point lies in. */
const BAND = 4

/**
 * Whether points lie inside a closed outline. Edges are sorted into bands of rows, so that a point is compared with
 * the few that pass its own height: a lasso of hundreds of vertices costs a point no more than a box.
 *
 * A point is inside where the outline winds about it (non-zero rule): a lasso that crosses itself has no hole.
 */
export class OutlineInterior {
  readonly #outline: Float32Array
  readonly #left: number
  readonly #right: number
  readonly #top: number
  readonly #bottom: number
  /** Edges of band b: those from #starts[b] to #starts[b + 1] in #edges, each named by its first vertex. */
  readonly #starts: Uint32Array
  readonly #edges: Uint32Array

  /** @param outline x, y of each vertex in turn, CSS pixels; the last is joined to the first */
  constructor(outline: Float32Array) {
    this.#outline = outline
    const corners = outline.length / 2
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity]
    for (let k = 0; k < corners; k++) {
      left = Math.min(left, outline[2 * k]!)
      right = Math.max(right, outline[2 * k]!)
      top = Math.min(top, outline[2 * k + 1]!)
      bottom = Math.max(bottom, outline[2 * k + 1]!)
    }
    this.#left = left
    this.#right = right
    this.#top = top
    this.#bottom = bottom
    const bands = corners === 0 ? 0 : this.#band(bottom) + 1
    this.#starts = new Uint32Array(bands + 1)
    this.#eachEdge((_, first, last) => {
      for (let band = first; band <= last; band++) this.#starts[band + 1]! += 1
    })
    for (let band = 0; band < bands; band++) this.#starts[band + 1]! += this.#starts[band]!
    this.#edges = new Uint32Array(this.#starts[bands]!)
    const next = this.#starts.slice()
    this.#eachEdge((edge, first, last) => {
      for (let band = first; band <= last; band++) this.#edges[next[band]!++] = edge
    })
  }

  /** False for a point that has no place on the screen, given as NaN. */
  contains(x: number, y: number): boolean {
    if (!(x >= this.#left && x <= this.#right && y >= this.#top && y <= this.#bottom)) return false
    const outline = this.#outline
    const band = this.#band(y)
    let winding = 0
    for (let e = this.#starts[band]!; e < this.#starts[band + 1]!; e++) {
      const from = 2 * this.#edges[e]!
      const to = from + 2 < outline.length ? from + 2 : 0
      const fromY = outline[from + 1]!
      const toY = outline[to + 1]!
      if (fromY <= y === toY <= y) continue
      const crossing = outline[from]! + ((y - fromY) / (toY - fromY)) * (outline[to]! - outline[from]!)
      if (crossing > x) winding += toY > fromY ? 1 : -1
    }
    return winding !== 0
  }

  #band(y: number): number {
    return Math.floor((y - this.#top) / BAND)
  }

  #eachEdge(visit: (edge: number, firstBand: number, lastBand: number) => void): void {
    const outline = this.#outline
    for (let edge = 0; edge < outline.length / 2; edge++) {
      const fromY = outline[2 * edge + 1]!
      const toY = outline[2 * edge + 3] ?? outline[1]!
      visit(edge, this.#band(Math.min(fromY, toY)), this.#band(Math.max(fromY, toY)))
    }
  }
}
