import { permutation, random } from '../../../shared/random'
import type { AssignmentRun, DualAssignment } from './assignment'
import { Job, type Views } from './job'
import type { Placed, Plan } from './layout'
import { costKind, type Prepared } from './prepared'

const task = { list: 0, least: 1, certify: 2 } as const
/** Rows that a thread takes at once. */
const PIECE = 16

/** Epsilons as shares of the unit: of the quarter, then of the whole. */
const COARSE_EPSILONS = [1, 0.1]
const EPSILONS = [0.1, 0.0125, 0.0015]
/** Early phases may leave this share of the rows free. */
const LEFT_FREE = 0.01
/** Bids a row and phase before the next takes over: heavy tails would bid for ever. */
const BIDS_A_ROW = 10
/** Work of a step: arcs times coordinates scanned, bids made, rows looked at; some 20 ms each. */
const SCAN_A_STEP = 4e7
const BIDS_A_STEP = 200_000
const ROWS_A_STEP = 50_000

/** The compiled kernel over a memory that is used again as long as it is large enough. */
export interface Kernel {
  readonly bytes: number
  readonly views: Views
  /** Runs one of the kernel's functions in this thread. */
  call(name: 'bid' | 'keepTight' | 'augment' | 'costOf' | 'listMinima', job: Job, ...words: number[]): number
  /** Runs a task over a job's pending rows, on all threads where that is worth it. */
  scan(job: Job, task: number): void
  close(): void
}

/** One problem on its way through the kernel. */
export class Solution implements AssignmentRun {
  readonly backend = 'wasm'
  private readonly fine: Job
  private readonly steps: Generator<number, void>
  private reached = 0
  private certified: DualAssignment | null = null

  constructor(
    private readonly kernel: Kernel,
    private readonly plan: Plan,
    private readonly prepared: Prepared,
    private readonly seed: number,
  ) {
    this.fine = this.open(plan.fine)
    this.fill(this.fine, identity(this.fine.shape.rows), identity(this.fine.shape.rows))
    this.steps = this.solve()
  }

  step(): boolean {
    const { value, done } = this.steps.next()
    this.reached = done ? 1 : value
    return done === true
  }

  share(): number {
    return this.reached
  }

  result(): DualAssignment {
    if (this.certified) return this.certified
    // What is under way must stay as it is.
    const { fine } = this
    const n = fine.shape.rows
    const arrays = [
      ...(['columnOf', 'rowOf', 'pending'] as const).map((name) => fine.ints(name, n)),
      fine.doubles('own', n),
    ]
    const held = arrays.map((array) => array.slice())
    const waiting = fine.get('pendingCount')
    this.assignRest()
    // The quarter's duals may be half extended.
    fine.writeDuals(fine.doubles('v', n))
    for (const _ of this.scanAll(fine, task.certify)) continue
    const result = this.collect()
    arrays.forEach((array, a) => array.set(held[a]!))
    fine.set('pendingCount', waiting)
    return result
  }

  private *solve(): Generator<number, void> {
    const { fine, kernel, plan, prepared } = this
    if (plan.coarse) yield* this.startFromQuarter(plan.coarse)
    yield* this.scanAll(fine, task.list)
    if (prepared.unit > 0) yield* this.auction(fine, EPSILONS, 0, 0.25)
    else this.assignRest()
    kernel.call('keepTight', fine, 0)
    const free = fine.get('queueCount')
    while (fine.get('queueCount') > 0) {
      kernel.call('augment', fine, ROWS_A_STEP)
      yield 0.9 - (0.2 * fine.get('queueCount')) / free
    }
    yield* this.scanAll(fine, task.certify)
    this.certified = this.collect()
  }

  /** Solves a random quarter roughly and extends its duals to all columns. */
  private *startFromQuarter(placed: Placed): Generator<number, void> {
    const { kernel, plan, prepared, fine } = this
    const n = fine.shape.rows
    const source = random(this.seed).fork('assignment quarter')
    const rows = permutation(n, source).subarray(0, placed.shape.rows)
    const columns = permutation(n, source).subarray(0, placed.shape.rows)
    const coarse = this.open(placed)
    this.fill(coarse, rows, columns)
    yield* this.scanAll(coarse, task.list)
    yield* this.auction(coarse, COARSE_EPSILONS, LEFT_FREE, 0)
    kernel.call('listMinima', coarse)
    const u = coarse.doubles('u', rows.length)
    if (!plan.cross) {
      fine.writeDuals(tableDuals(fine.doubles('a', n * n), rows, u, n))
      return
    }
    const cross = this.open(plan.cross)
    const { a, b, stride } = prepared
    cross.writePoints(
      { points: b, count: n, weight: 1 / prepared.ratio },
      { points: gather(a, stride, rows), count: rows.length, weight: prepared.ratio },
    )
    cross.writeDuals(u)
    yield* this.scanAll(cross, task.least)
    fine.writeDuals(fine.doubles('v', n))
  }

  /**
   * Bids with one epsilon after the other, until `left` of the rows are free at the last.
   * @param share done before
   */
  private *auction(
    job: Job,
    epsilons: readonly number[],
    left: number,
    share: number,
  ): Generator<number, void> {
    const { kernel, prepared } = this
    const n = job.shape.rows
    for (const [phase, relative] of epsilons.entries()) {
      const epsilon = relative * prepared.unit
      const stop = Math.floor(n * (phase < epsilons.length - 1 ? LEFT_FREE : left))
      let bids = BIDS_A_ROW * n
      job.setDouble('epsilon', epsilon)
      kernel.call('keepTight', job, epsilon)
      let scanned = 0
      for (;;) {
        const made = kernel.call('bid', job, stop, Math.min(bids, BIDS_A_STEP))
        bids -= made
        const waiting = job.get('pendingCount')
        const queued = job.get('queueCount')
        if (queued + waiting <= stop || bids <= 0) break
        if (queued === 0) {
          kernel.scan(job, task.list)
          job.requeue()
          scanned += waiting * n * (job.shape.dimension + 2)
        }
        // Lists are often renewed for one row alone: a step holds many of these.
        if (made < BIDS_A_STEP && scanned < SCAN_A_STEP) continue
        scanned = 0
        yield share + (0.4 * (phase + 1 - (queued + waiting) / n)) / epsilons.length
      }
    }
  }

  /** Runs a task over all rows, some at a time. */
  private *scanAll(job: Job, name: number): Generator<number, void> {
    const { rows, columns, dimension } = job.shape
    const size = Math.max(PIECE, Math.floor(SCAN_A_STEP / (columns * (dimension + 2)) / PIECE) * PIECE)
    const pending = job.ints('pending', rows)
    for (let from = 0; from < rows; from += size) {
      const count = Math.min(size, rows - from)
      for (let i = 0; i < count; i++) pending[i] = from + i
      job.set('pendingCount', count)
      this.kernel.scan(job, name)
      yield this.reached
    }
    job.set('pendingCount', 0)
  }

  private open({ base, at, shape }: Placed): Job {
    return new Job(this.kernel.views, base, at, shape)
  }

  /** Puts rows and columns of the problem into a job, all of them free. */
  private fill(job: Job, rows: Uint32Array, columns: Uint32Array): void {
    const { kind, stride, costScale, ratio, table, start } = this.prepared
    const size = rows.length
    if (kind === costKind.table) {
      const costs = job.doubles('a', size * size)
      const n = start.length
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) costs[i * size + j] = table[rows[i]! * n + columns[j]!]! * costScale
      }
    } else {
      const a = gather(this.prepared.a, stride, rows)
      const b = gather(this.prepared.b, stride, columns)
      job.doubles('a', size * stride).set(a)
      job.doubles('b', size * stride).set(b)
      job.writePoints(
        { points: a, count: size, weight: ratio },
        { points: b, count: size, weight: 1 / ratio },
      )
    }
    job.writeDuals(Float64Array.from(columns, (column) => start[column]!))
    job.clearSolution()
  }

  /** Gives free columns to free rows in order. */
  private assignRest(): void {
    const { fine, kernel } = this
    const n = fine.shape.rows
    const columnOf = fine.ints('columnOf', n)
    const own = fine.doubles('own', n)
    const rowOf = fine.ints('rowOf', n)
    let column = 0
    for (let i = 0; i < n; i++) {
      if (columnOf[i]! >= 0) continue
      while (rowOf[column]! >= 0) column++
      rowOf[column] = i
      columnOf[i] = column
      own[i] = kernel.call('costOf', fine, i, column)
    }
  }

  /** The bijection and its duals in the units of the problem. */
  private collect(): DualAssignment {
    const { fine, prepared } = this
    const n = fine.shape.rows
    const columnOf = Uint32Array.from(fine.ints('columnOf', n))
    const u = fine.doubles('u', n).slice()
    const v = fine.doubles('v', n).slice()
    const own = fine.doubles('own', n)
    let smallest = 0
    for (let i = 0; i < n; i++) smallest = Math.min(smallest, u[i]! - (own[i]! - v[columnOf[i]!]!))
    for (let i = 0; i < n; i++) {
      u[i]! /= prepared.costScale
      v[i]! /= prepared.costScale
    }
    prepared.restore(u, v)
    return { columnOf, u, v, smallestReducedCost: smallest / prepared.costScale }
  }
}

function identity(n: number): Uint32Array {
  return Uint32Array.from({ length: n }, (_, i) => i)
}

function gather(points: Float64Array, stride: number, rows: Uint32Array): Float64Array {
  const out = new Float64Array(rows.length * stride)
  for (let i = 0; i < rows.length; i++) {
    for (let k = 0; k < stride; k++) out[i * stride + k] = points[rows[i]! * stride + k]!
  }
  return out
}

/** The smallest cost − u of each column over the rows of the quarter. */
function tableDuals(costs: Float64Array, rows: Uint32Array, u: Float64Array, n: number): Float64Array {
  const v = new Float64Array(n).fill(Infinity)
  for (let i = 0; i < rows.length; i++) {
    const from = rows[i]! * n
    for (let j = 0; j < n; j++) v[j] = Math.min(v[j]!, costs[from + j]! - u[i]!)
  }
  return v
}
