const LEAF = 8

/**
 * Finds the highest of the planes ⟨x, y_j⟩ + h_j at a point of space without looking at most of them: a k-d tree over the
 * codes, whose nodes bound their planes by what is known at one point. With a reference x₀ for a node,
 * ⟨x, y⟩ + h = (⟨x₀, y⟩ + h) + ⟨x − x₀, y⟩ is at most the node's largest plane at x₀ plus the largest ⟨x − x₀, y⟩ over its box.
 * References near the node's own cells make the bound fall off with the square of the distance, as the potential does.
 */
export class HighestPlane {
  /** Codes in the tree's order, in which neighbours are near each other. */
  readonly order: Uint32Array
  private readonly sorted: Float64Array
  private readonly sortedHeights: Float64Array
  /** Nodes as a heap: children of n are 2n + 1 and 2n + 2. First of each node's codes; the end is that of the next. */
  private readonly starts: Int32Array
  private readonly ends: Int32Array
  private readonly boxes: Float64Array
  private readonly references: Float64Array
  private readonly tops: Float64Array
  private readonly nodes: number
  private readonly stack = new Int32Array(128)
  private readonly bounds = new Float64Array(128)

  /** @param codes y_j, [N, 3] */
  constructor(private readonly codes: Float64Array) {
    const count = codes.length / 3
    const depth = Math.max(0, Math.ceil(Math.log2(count / LEAF)))
    this.nodes = 2 ** (depth + 1) - 1
    this.order = Uint32Array.from({ length: count }, (_, i) => i)
    this.sorted = new Float64Array(codes.length)
    this.sortedHeights = new Float64Array(count)
    this.starts = new Int32Array(this.nodes)
    this.ends = new Int32Array(this.nodes)
    this.boxes = new Float64Array(6 * this.nodes)
    this.references = new Float64Array(3 * this.nodes)
    this.tops = new Float64Array(this.nodes)
    this.split(0, 0, count)
    for (let p = 0; p < count; p++) {
      for (let k = 0; k < 3; k++) this.sorted[3 * p + k] = codes[3 * this.order[p]! + k]!
    }
  }

  /**
   * Sets the heights.
   * @param heights h_j, [N]
   * @param points where each plane is thought to be high, such as its cell's centre, [N, 3]; any give right answers
   */
  prepare(heights: Float64Array, points: Float64Array): void {
    const { order, sortedHeights, references, tops, sorted } = this
    for (let p = 0; p < order.length; p++) sortedHeights[p] = heights[order[p]!]!
    for (let n = 0; n < this.nodes; n++) {
      const start = this.starts[n]!
      const end = this.ends[n]!
      let [x, y, z] = [0, 0, 0]
      for (let p = start; p < end; p++) {
        const at = 3 * order[p]!
        x += points[at]!
        y += points[at + 1]!
        z += points[at + 2]!
      }
      const size = Math.max(1, end - start)
      x /= size
      y /= size
      z /= size
      references.set([x, y, z], 3 * n)
      let top = Number.NEGATIVE_INFINITY
      for (let p = start; p < end; p++) {
        const score = x * sorted[3 * p]! + y * sorted[3 * p + 1]! + z * sorted[3 * p + 2]! + sortedHeights[p]!
        if (score > top) top = score
      }
      tops[n] = top
    }
  }

  /** The highest plane at (x, y, z) among those above `floor`; −1 where none is. */
  above(x: number, y: number, z: number, floor: number): number {
    const { stack, bounds, sorted, sortedHeights } = this
    let best = floor
    let found = -1
    let held = 0
    stack[0] = 0
    bounds[0] = Number.POSITIVE_INFINITY
    held = 1
    while (held > 0) {
      held--
      if (bounds[held]! <= best) continue
      let node = stack[held]!
      // Down the more promising side; the other waits.
      while (2 * node + 2 < this.nodes) {
        const left = this.bound(2 * node + 1, x, y, z)
        const right = this.bound(2 * node + 2, x, y, z)
        const leftFirst = left >= right
        const second = leftFirst ? right : left
        if (second > best) {
          stack[held] = 2 * node + (leftFirst ? 2 : 1)
          bounds[held++] = second
        }
        if ((leftFirst ? left : right) <= best) {
          node = -1
          break
        }
        node = 2 * node + (leftFirst ? 1 : 2)
      }
      if (node < 0) continue
      for (let p = this.starts[node]!; p < this.ends[node]!; p++) {
        const score = x * sorted[3 * p]! + y * sorted[3 * p + 1]! + z * sorted[3 * p + 2]! + sortedHeights[p]!
        if (score <= best) continue
        best = score
        found = p
      }
    }
    return found < 0 ? -1 : this.order[found]!
  }

  private bound(node: number, x: number, y: number, z: number): number {
    const { boxes, references } = this
    const dx = x - references[3 * node]!
    const dy = y - references[3 * node + 1]!
    const dz = z - references[3 * node + 2]!
    const at = 6 * node
    return (
      this.tops[node]! +
      dx * boxes[dx > 0 ? at + 1 : at]! +
      dy * boxes[dy > 0 ? at + 3 : at + 2]! +
      dz * boxes[dz > 0 ? at + 5 : at + 4]!
    )
  }

  /** Halves a node's codes across their box's longest side. */
  private split(node: number, start: number, end: number): void {
    const { codes, order, boxes } = this
    this.starts[node] = start
    this.ends[node] = end
    let axis = 0
    let widest = -1
    for (let k = 0; k < 3; k++) {
      let low = Number.POSITIVE_INFINITY
      let high = Number.NEGATIVE_INFINITY
      for (let p = start; p < end; p++) {
        const value = codes[3 * order[p]! + k]!
        low = Math.min(low, value)
        high = Math.max(high, value)
      }
      boxes[6 * node + 2 * k] = low
      boxes[6 * node + 2 * k + 1] = high
      if (high - low > widest) [widest, axis] = [high - low, k]
    }
    if (2 * node + 2 >= this.nodes) return
    order.subarray(start, end).sort((p, q) => codes[3 * p + axis]! - codes[3 * q + axis]!)
    const middle = (start + end + 1) >> 1
    this.split(2 * node + 1, start, middle)
    this.split(2 * node + 2, middle, end)
  }
}
