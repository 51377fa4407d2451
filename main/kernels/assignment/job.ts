import { blocksOf, JOB_BYTES, word, type Addresses, type Shape, type Word } from './layout'
import { costKind } from './prepared'

/** 2⁻²⁴ with a little to spare for the second order. */
const ROUNDING = 6e-8

/** One memory as numbers of each kind. */
export class Views {
  readonly ints: Int32Array
  readonly floats: Float32Array
  readonly doubles: Float64Array

  constructor(buffer: SharedArrayBuffer) {
    this.ints = new Int32Array(buffer)
    this.floats = new Float32Array(buffer)
    this.doubles = new Float64Array(buffer)
  }
}

/** Points of one side in the kernel's units: [count, d padded to even]. */
export interface Side {
  readonly points: Float64Array
  readonly count: number
  /** How heavy the rounding of products weighs on this side, so that both sides share it evenly. */
  readonly weight: number
}

/** Rows against columns in the kernel's memory. */
export class Job {
  constructor(
    private readonly views: Views,
    readonly base: number,
    private readonly at: Addresses,
    readonly shape: Shape,
  ) {
    views.ints.fill(0, base / 4, (base + JOB_BYTES) / 4)
    const words: Addresses = { ...shape, ...blocksOf(shape.columns), ...at }
    for (const name of Object.keys(words) as Word[]) this.set(name, words[name]!)
    this.setDouble('relative', this.share())
  }

  get(name: Word): number {
    return this.views.ints[this.base / 4 + word[name]]!
  }

  set(name: Word, value: number): void {
    this.views.ints[this.base / 4 + word[name]] = value
  }

  setDouble(name: 'epsilon' | 'relative', value: number): void {
    this.views.doubles[this.base / 8 + word[name] / 2] = value
  }

  /** The array a word points to, of 32-bit integers. */
  ints(name: Word, length: number): Int32Array {
    return this.views.ints.subarray(this.at[name]! / 4, this.at[name]! / 4 + length)
  }

  /** The array a word points to, of 64-bit floats. */
  doubles(name: Word, length: number): Float64Array {
    return this.views.doubles.subarray(this.at[name]! / 8, this.at[name]! / 8 + length)
  }

  /** Writes what scans read of the points: rows one after the other, columns by blocks of eight coordinates. */
  writePoints(rows: Side, columns: Side): void {
    const { dimension: d, kind } = this.shape
    const { floats } = this.views
    const stride = (d + 1) & ~1
    const factor = kind === costKind.sqeuclidean ? 2 : 1
    const queries = this.at.queries! / 4
    const planes = this.at.planes! / 4
    for (let i = 0; i < rows.count; i++) {
      for (let k = 0; k < d; k++) floats[queries + i * d + k] = factor * rows.points[i * stride + k]!
    }
    for (let j = 0; j < columns.count; j++) {
      const to = planes + (j >> 3) * d * 8 + (j & 7)
      for (let k = 0; k < d; k++) floats[to + k * 8] = columns.points[j * stride + k]!
    }
    this.writeTerms(rows, this.doubles('offset', rows.count))
    this.writeTerms(columns, this.doubles('base', columns.count))
  }

  /** Sets v of all columns, and the biases. */
  writeDuals(v: ArrayLike<number>): void {
    const { columns } = this.shape
    const { floats } = this.views
    const share = this.share()
    const base = this.doubles('base', columns)
    const bias = this.at.bias! / 4
    this.doubles('v', columns).set(v)
    for (let j = 0; j < columns; j++) {
      const value = base[j]! - v[j]!
      floats[bias + j] = value - share * Math.abs(value)
    }
    floats.fill(Infinity, bias + columns, bias + this.get('scores'))
  }

  /** Makes every row and column free. */
  clearSolution(): void {
    const n = this.shape.rows
    this.ints('rowOf', n).fill(-1)
    this.ints('columnOf', n).fill(-1)
    this.ints('renewed', n).fill(0)
    this.ints('heapPlaces', 2 * n).fill(-1)
    this.doubles('distance', n).fill(Infinity)
  }

  /** Queues the rows whose lists were renewed, where the queue is empty. */
  requeue(): void {
    const count = this.get('pendingCount')
    this.ints('queue', count).set(this.ints('pending', count))
    this.set('queueHead', 0)
    this.set('queueCount', count)
    this.set('pendingCount', 0)
  }

  /** Relative error of a sum of products in 32-bit floats. */
  private share(): number {
    return (this.shape.dimension + 8) * ROUNDING
  }

  /** What a point adds to a cost by itself, less the rounding it may cause. */
  private writeTerms({ points, count, weight }: Side, out: Float64Array): void {
    const { dimension: d, kind } = this.shape
    const stride = (d + 1) & ~1
    const share = this.share() * weight
    for (let i = 0; i < count; i++) {
      let sum = 0
      for (let k = i * stride; k < i * stride + d; k++) {
        sum += kind === costKind.l1 ? Math.abs(points[k]!) : points[k]! ** 2
      }
      if (kind === costKind.sqeuclidean) out[i] = sum - share * sum
      else out[i] = -share * (kind === costKind.l1 ? sum : Math.sqrt(sum))
    }
  }
}
