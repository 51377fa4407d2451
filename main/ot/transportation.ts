import type { Stepper } from '../../shared/stepper'
import { ArcLists } from './arc-lists'
import { assignmentStepper, type Assignment, type AssignmentProgress } from './assignment'
import { SpanningTree } from './spanning-tree'
import {
  costsOf,
  requireProblem,
  restricted,
  squared,
  type CostsOf,
  type TransportationProblem,
} from './transportation-problem'
import { equalShares, wholeMasses, type WholeMasses } from './whole-masses'

export type { RectangularCosts, TransportationProblem } from './transportation-problem'

/** An optimal plan with its proof. */
export interface TransportPlan {
  /** What goes where: `masses[k]`, above 0, from `rows[k]` to `columns[k]`, by rows. At most n + m − 1 entries at the end. */
  readonly rows: Uint32Array
  readonly columns: Uint32Array
  readonly masses: Float64Array
  /** Duals with u_i + v_j ≤ c_ij on all arcs, in the unit of the cost. */
  readonly u: Float64Array
  readonly v: Float64Array
  /** Σ π_ij c_ij; for squared distance and masses of sum 1 it is W₂². */
  readonly cost: number
  /** cost − Σ a_i u_i − Σ b_j v_j: no plan is cheaper by more. Rounding alone where the run has ended. */
  readonly gap: number
}

export interface TransportationProgress {
  /** Share of the mass that has a place; 1 well before the end, while the plan becomes cheaper. */
  readonly placed: number
  readonly pivots: number
}

/** Arcs looked at in one step, some 20 ms. */
const arcsPerStep = 2_000_000
/** Pivots after which potentials are computed anew. */
const refreshEvery = 4096
/** Rows and columns up to which a table of costs is assigned first. */
const largestTable = 2048

/**
 * Discrete optimal transport between unequal masses, exact: a network simplex (Dantzig 1951; Cunningham 1976) over all n · m
 * arcs, whose costs are computed when they are looked at, so that memory is linear for points. It begins with the duals of
 * an exact assignment between equal shares of the masses. Method: docs/math/assignment.md.
 * @throws BrenierError `empty-set`, `bad-shape` where sizes differ, `not-finite`, `bad-argument` for masses below 0 or of
 *   other sums
 */
export function transportationStepper(
  problem: TransportationProblem,
): Stepper<TransportationProgress, TransportPlan> {
  return new Transportation(problem)
}

/** `transportationStepper` run to its end. */
export function transportPlan(problem: TransportationProblem): TransportPlan {
  const stepper = transportationStepper(problem)
  while (!stepper.step()) continue
  return stepper.result()
}

/** A tree on its way to the optimum. */
interface Search {
  readonly tree: SpanningTree
  /** Reduced costs above its negative count as none. */
  readonly tolerance: number
}

class Transportation implements Stepper<TransportationProgress, TransportPlan> {
  private readonly rows: number
  private readonly columns: number
  /** Those that have mass; the search knows no others. */
  private readonly givers: WholeMasses
  private readonly takers: WholeMasses
  private readonly inner: CostsOf
  private readonly buffer: Float64Array
  /** Equal shares of the masses, by the numbers of givers and takers, and their assignment. */
  private readonly shares: { readonly from: Uint32Array; readonly to: Uint32Array }
  private readonly opening: Stepper<AssignmentProgress, Assignment> | null
  private search: Search | null = null
  private readonly lists: ArcLists
  /** The row to look at next, and how many were looked at since one last promised anything. */
  private cursor = 0
  private idle = 0
  private pivots = 0
  private refreshed = 0
  private finished = false

  constructor(private readonly problem: TransportationProblem) {
    const { rows, columns } = requireProblem(problem)
    ;[this.rows, this.columns] = [rows, columns]
    this.givers = wholeMasses(problem.massesA)
    this.takers = wholeMasses(problem.massesB)
    const [giving, taking] = [this.givers.kept, this.takers.kept]
    this.inner = costsOf(restricted(problem, giving, taking))
    this.buffer = new Float64Array(taking.length)
    this.lists = new ArcLists(giving.length)
    const count = Math.max(giving.length, taking.length)
    const from = equalShares(this.givers.amounts, count)
    const to = equalShares(this.takers.amounts, count)
    this.shares = { from, to }
    const small = 'a' in problem || count <= largestTable
    const between = () =>
      restricted(
        problem,
        from.map((row) => giving[row]!),
        to.map((column) => taking[column]!),
      )
    this.opening = small ? assignmentStepper(squared(between())) : null
  }

  step(): boolean {
    if (this.search) return this.improve(this.search)
    if (this.opening === null || this.opening.step()) this.begin(this.opening?.result() ?? null)
    return false
  }

  private improve({ tree, tolerance }: Search): boolean {
    const { inner, buffer, lists } = this
    const count = this.givers.kept.length
    // Lists are used once a quarter of them is new: sooner is more pivots, later fewer good ones.
    const atOnce = Math.max(64, Math.ceil(count / 4))
    let looked = 0
    while (!this.finished && looked < arcsPerStep) {
      for (let k = 0; k < atOnce && this.idle < count; k++) {
        inner(this.cursor, buffer)
        looked += buffer.length
        this.idle = lists.renew(this.cursor, buffer, tree, tolerance) ? 0 : this.idle + 1
        this.cursor = (this.cursor + 1) % count
      }
      const pivots = lists.pivot(tree, tolerance)
      this.pivots += pivots
      if (pivots > 0) this.idle = 0
      const optimal = this.idle >= count
      if (!optimal && this.pivots < this.refreshed + refreshEvery) continue
      // The last look is by potentials that have no drift in them.
      this.finished = optimal && this.refreshed === this.pivots
      tree.refresh()
      this.refreshed = this.pivots
      this.idle = 0
    }
    return this.finished
  }

  /** Makes the tree to begin with. @param opening duals of the shares, where they are known */
  private begin(opening: Assignment | null): Search {
    const { inner, buffer, givers, takers } = this
    const v = opening ? this.columnDuals(opening) : new Float64Array(buffer.length)
    const u = new Float64Array(givers.kept.length).fill(Infinity)
    let largest = Number.MIN_VALUE
    for (let row = 0; row < u.length; row++) {
      inner(row, buffer)
      for (let column = 0; column < buffer.length; column++) {
        largest = Math.max(largest, Math.abs(buffer[column]!))
        u[row] = Math.min(u[row]!, buffer[column]! - v[column]!)
      }
    }
    for (const duals of [u, v]) for (const dual of duals) largest = Math.max(largest, Math.abs(dual))
    const amounts = Float64Array.from([...givers.amounts, ...takers.amounts])
    // Arcs by way of the root cost more than any, and leave these duals their say in what is best.
    const joining = Float64Array.from([...u, ...v], (dual) => dual + 2 * largest)
    // Sums along the tree round by less than the tolerance.
    this.search = { tree: new SpanningTree(u.length, amounts, joining), tolerance: 1e-12 * largest }
    return this.search
  }

  /** A column has the dual of its last share; one without a share takes the largest that the rows with shares let it have. */
  private columnDuals(opening: Assignment): Float64Array {
    const { inner, buffer } = this
    const { from, to } = this.shares
    const v = new Float64Array(buffer.length).fill(Infinity)
    to.forEach((column, share) => (v[column] = opening.v[share]!))
    const bare = Uint32Array.from(v.keys()).filter((column) => v[column] === Infinity)
    from.forEach((row, share) => {
      if (bare.length === 0 || row === from[share - 1]) return
      inner(row, buffer)
      for (const column of bare) v[column] = Math.min(v[column]!, buffer[column]! - opening.u[share]!)
    })
    return v
  }

  progress(): TransportationProgress {
    if (!this.search) return { placed: 0, pivots: 0 }
    let unplaced = 0
    let total = 0
    this.givers.amounts.forEach((amount, row) => {
      unplaced += this.search!.tree.unplaced(row)
      total += amount
    })
    return { placed: 1 - unplaced / total, pivots: this.pivots }
  }

  /** Before the end: mass without a place goes to what still takes, in order, and the duals bound how far that is from optimal. */
  result(): TransportPlan {
    const search = this.search ?? this.begin(null)
    const entries = this.entries(search.tree)
    const outer = costsOf(this.problem)
    const costs = new Float64Array(this.columns)
    const { u, v } = this.duals(search.tree, outer, costs)
    let cost = 0
    let gap = 0
    entries.rows.forEach((row, k) => {
      const [column, mass] = [entries.columns[k]!, entries.masses[k]!]
      if (row !== entries.rows[k - 1]) outer(row, costs)
      cost += mass * costs[column]!
      // Arc by arc, so that what cancels does so before it is summed.
      gap += mass * (costs[column]! - u[row]! - v[column]!)
    })
    return { ...entries, u, v, cost, gap }
  }

  /** Duals that hold on all arcs, also of points without mass: each has the largest that the others let it have. */
  private duals(tree: SpanningTree, outer: CostsOf, costs: Float64Array): Pick<TransportPlan, 'u' | 'v'> {
    const { kept: giving } = this.givers
    const { kept: taking } = this.takers
    const v = new Float64Array(this.columns).fill(Infinity)
    taking.forEach((column, k) => (v[column] = -tree.potential[giving.length + k]!))
    const bare = Uint32Array.from(v.keys()).filter((column) => v[column] === Infinity)
    const u = new Float64Array(this.rows).fill(Infinity)
    const lower = (row: number, columns: Iterable<number>) => {
      for (const column of columns) u[row] = Math.min(u[row]!, costs[column]! - v[column]!)
    }
    for (const row of giving) {
      outer(row, costs)
      lower(row, taking)
      for (const column of bare) v[column] = Math.min(v[column]!, costs[column]! - u[row]!)
    }
    for (let row = 0; row < this.rows; row++) {
      if (u[row] !== Infinity) continue
      outer(row, costs)
      lower(row, v.keys())
    }
    return { u, v }
  }

  private entries(tree: SpanningTree): Pick<TransportPlan, 'rows' | 'columns' | 'masses'> {
    const { kept: giving, unit } = this.givers
    const { kept: taking } = this.takers
    const made: [row: number, column: number, amount: number][] = []
    tree.arcs((row, column, amount) => made.push([row, column, amount]))
    let column = 0
    let room = tree.unplaced(giving.length)
    for (let row = 0; row < giving.length; row++) {
      for (let left = tree.unplaced(row); left > 0;) {
        if (room === 0) room = tree.unplaced(giving.length + ++column)
        const amount = Math.min(left, room)
        if (amount > 0) made.push([row, column, amount])
        left -= amount
        room -= amount
      }
    }
    made.sort((one, other) => one[0] - other[0] || one[1] - other[1])
    return {
      rows: Uint32Array.from(made, ([row]) => giving[row]!),
      columns: Uint32Array.from(made, ([, taker]) => taking[taker]!),
      masses: Float64Array.from(made, ([, , amount]) => amount * unit),
    }
  }
}
