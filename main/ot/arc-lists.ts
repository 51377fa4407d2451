import type { SpanningTree } from './spanning-tree'

/** Columns listed for a row. */
const listLength = 16

interface Arc {
  readonly row: number
  readonly column: number
  readonly cost: number
}

/**
 * Which arcs a network simplex tries next: of each row the columns that promised most when all were last looked at. Most
 * pivots then need a look at a few arcs of each row, and all n · m are looked at some ten times in all.
 */
export class ArcLists {
  private readonly columns: Int32Array
  private readonly costs: Float64Array
  private readonly counts: Int32Array
  private readonly promises = new Float64Array(listLength)
  /** Arcs gathered at once: enough to choose among, few enough to stay good while others enter. */
  private readonly enough: number
  private readonly pool: Arc[] = []
  /** The row whose list comes next. */
  private turn = 0

  constructor(private readonly rows: number) {
    this.columns = new Int32Array(rows * listLength)
    this.costs = new Float64Array(rows * listLength)
    this.counts = new Int32Array(rows)
    this.enough = Math.max(8, Math.round(Math.sqrt(rows)))
  }

  /**
   * Lists a row anew.
   * @param costs from it to all columns
   * @returns whether an arc of it has a reduced cost below −tolerance
   */
  renew(row: number, costs: Float64Array, { potential }: SpanningTree, tolerance: number): boolean {
    const { columns, promises, rows } = this
    const from = row * listLength
    let count = 0
    let worst = Infinity
    for (let column = 0; column < costs.length; column++) {
      const promise = costs[column]! + potential[rows + column]!
      if (promise >= worst) continue
      let place = count < listLength ? count++ : listLength - 1
      for (; place > 0 && promises[place - 1]! > promise; place--) {
        promises[place] = promises[place - 1]!
        columns[from + place] = columns[from + place - 1]!
      }
      promises[place] = promise
      columns[from + place] = column
      if (count === listLength) worst = promises[listLength - 1]!
    }
    this.counts[row] = count
    for (let k = from; k < from + count; k++) this.costs[k] = costs[columns[k]!]!
    return promises[0]! < potential[row]! - tolerance
  }

  /** Brings listed arcs into the tree while one has a reduced cost below −tolerance. @returns how many */
  pivot(tree: SpanningTree, tolerance: number): number {
    let pivots = 0
    while (this.gather(tree, tolerance)) {
      for (let arc = this.best(tree, tolerance); arc; arc = this.best(tree, tolerance)) {
        tree.enter(arc.row, arc.column, arc.cost)
        pivots++
      }
    }
    return pivots
  }

  /** Takes the best listed arc of each row, from the one on whose turn it is, until there are enough. @returns whether there is any */
  private gather({ potential }: SpanningTree, tolerance: number): boolean {
    const { rows, columns, costs, counts, pool, enough } = this
    for (let looked = 0; looked < rows && pool.length < enough; looked++) {
      const row = this.turn
      this.turn = (row + 1) % rows
      const from = row * listLength
      let best = -1
      let least = potential[row]! - tolerance
      for (let k = from; k < from + counts[row]!; k++) {
        const promise = costs[k]! + potential[rows + columns[k]!]!
        if (promise < least) {
          least = promise
          best = k
        }
      }
      if (best >= 0) pool.push({ row, column: columns[best]!, cost: costs[best]! })
    }
    return pool.length > 0
  }

  /** Takes the gathered arc of the smallest reduced cost out; those that promise nothing any more are let go. */
  private best({ potential }: SpanningTree, tolerance: number): Arc | undefined {
    const { pool, rows } = this
    let kept = 0
    let best = 0
    let least = Infinity
    for (const arc of pool) {
      const reduced = arc.cost - potential[arc.row]! + potential[rows + arc.column]!
      if (reduced >= -tolerance) continue
      if (reduced < least) {
        least = reduced
        best = kept
      }
      pool[kept++] = arc
    }
    pool.length = kept
    if (kept === 0) return undefined
    const arc = pool[best]!
    pool[best] = pool[kept - 1]!
    pool.length = kept - 1
    return arc
  }
}
