/**
 * The spanning tree of a network simplex (Dantzig 1951) between rows that give and columns that take, with a root that is
 * joined to each at the start by an arc of its own. Flows are whole numbers, so that sums of them are exact, and the tree
 * stays strongly feasible (Cunningham 1976): from each node something can be sent to the root, and no sequence of pivots
 * comes back to where it began.
 *
 * Nodes: rows 0 … n − 1, columns n … n + m − 1, and the root n + m. Each node but the root holds the arc to its parent.
 */
export class SpanningTree {
  /** Potentials q: an arc s → t of cost c has the reduced cost c − q_s + q_t, and 0 where it lies in the tree. */
  readonly potential: Float64Array
  private readonly root: number
  private readonly parent: Int32Array
  private readonly depth: Int32Array
  /** Whether the arc to the parent leads there, and not from there. */
  private readonly up: Uint8Array
  private readonly flow: Float64Array
  private readonly cost: Float64Array
  private readonly child: Int32Array
  private readonly next: Int32Array
  private readonly previous: Int32Array

  /**
   * @param given whole amounts above 0 of the rows, then of the columns; both sides have the same sum, at most 2⁵³
   * @param joining costs of the arcs to and from the root: of a row and a column together above that of the arc between them
   */
  constructor(
    private readonly rows: number,
    given: Float64Array,
    joining: Float64Array,
  ) {
    const nodes = given.length + 1
    this.root = given.length
    this.potential = new Float64Array(nodes)
    this.parent = new Int32Array(nodes).fill(this.root)
    this.depth = new Int32Array(nodes).fill(1)
    this.up = new Uint8Array(nodes)
    this.flow = new Float64Array(nodes)
    this.cost = new Float64Array(nodes)
    this.cost.set(joining)
    this.child = new Int32Array(nodes).fill(-1)
    this.next = new Int32Array(nodes).fill(-1)
    this.previous = new Int32Array(nodes).fill(-1)
    this.parent[this.root] = -1
    this.depth[this.root] = 0
    for (let node = 0; node < this.root; node++) {
      this.up[node] = node < rows ? 1 : 0
      this.flow[node] = given[node]!
      this.potential[node] = node < rows ? joining[node]! : -joining[node]!
      this.link(node, this.root)
    }
  }

  /** Brings the arc from a row to a column into the tree, for the one that it makes superfluous. */
  enter(row: number, column: number, cost: number): void {
    const { parent, depth, up, flow, potential } = this
    const start = row
    const end = this.rows + column
    let [a, b] = [start, end]
    while (a !== b) {
      if (depth[a]! >= depth[b]!) a = parent[a]!
      else b = parent[b]!
    }
    const join = a
    // Of the arcs that let go of most, the last on the cycle from the join along the arc: that keeps the tree strongly feasible.
    let amount = Infinity
    let leaving = -1
    let moved = start
    for (let x = start; x !== join; x = parent[x]!) {
      if (up[x] && flow[x]! < amount) {
        amount = flow[x]!
        leaving = x
      }
    }
    for (let x = end; x !== join; x = parent[x]!) {
      if (!up[x] && flow[x]! <= amount) {
        amount = flow[x]!
        leaving = x
        moved = end
      }
    }
    if (amount > 0) {
      for (let x = start; x !== join; x = parent[x]!) flow[x] = flow[x]! + (up[x] ? -amount : amount)
      for (let x = end; x !== join; x = parent[x]!) flow[x] = flow[x]! + (up[x] ? amount : -amount)
    }
    const reduced = cost - potential[start]! + potential[end]!
    this.hang(moved, moved === start ? end : start, leaving, moved === start, amount, cost)
    this.shift(moved, moved === start ? reduced : -reduced)
  }

  /** Turns the branch of `leaving` over so that `moved` is its top, and hangs it below `under`. */
  private hang(
    moved: number,
    under: number,
    leaving: number,
    leads: boolean,
    amount: number,
    price: number,
  ): void {
    const { parent, up, flow, cost } = this
    let node = moved
    let above = under
    let [direction, held, paid] = [leads ? 1 : 0, amount, price]
    for (;;) {
      const before = parent[node]!
      const [oldDirection, oldFlow, oldCost] = [up[node]!, flow[node]!, cost[node]!]
      this.unlink(node)
      this.link(node, above)
      up[node] = direction
      flow[node] = held
      cost[node] = paid
      if (node === leaving) return
      above = node
      node = before
      direction = 1 - oldDirection
      held = oldFlow
      paid = oldCost
    }
  }

  /** Adds to the potentials of a branch, and counts its depths anew. */
  private shift(top: number, by: number): void {
    const { parent, depth, potential } = this
    this.walk(top, (node) => {
      potential[node] = potential[node]! + by
      depth[node] = depth[parent[node]!]! + 1
    })
  }

  /** Computes all potentials anew from the costs along the tree: sums of shifts drift. */
  refresh(): void {
    const { parent, up, cost, potential, root } = this
    this.walk(root, (node) => {
      if (node !== root) potential[node] = potential[parent[node]!]! + (up[node] ? cost[node]! : -cost[node]!)
    })
  }

  /** The arcs between rows and columns that carry something. */
  arcs(visit: (row: number, column: number, amount: number) => void): void {
    for (let node = 0; node < this.root; node++) {
      const other = this.parent[node]!
      if (other === this.root || this.flow[node] === 0) continue
      if (node < this.rows) visit(node, other - this.rows, this.flow[node]!)
      else visit(other, node - this.rows, this.flow[node]!)
    }
  }

  /** What a row or column still exchanges with the root. @param node as the class counts them */
  unplaced(node: number): number {
    return this.parent[node] === this.root ? this.flow[node]! : 0
  }

  private link(node: number, above: number): void {
    const first = this.child[above]!
    this.parent[node] = above
    this.next[node] = first
    this.previous[node] = -1
    if (first >= 0) this.previous[first] = node
    this.child[above] = node
  }

  private unlink(node: number): void {
    const [before, after] = [this.previous[node]!, this.next[node]!]
    if (before >= 0) this.next[before] = after
    else this.child[this.parent[node]!] = after
    if (after >= 0) this.previous[after] = before
  }

  /** Parents before children. */
  private walk(top: number, visit: (node: number) => void): void {
    const { child, next, parent } = this
    let node = top
    for (;;) {
      visit(node)
      if (child[node]! >= 0) {
        node = child[node]!
        continue
      }
      while (node !== top && next[node]! < 0) node = parent[node]!
      if (node === top) return
      node = next[node]!
    }
  }
}
