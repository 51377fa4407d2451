import type { TransportHistory } from './transport'

/** One step's entry in each column. */
export type HistoryRow = { readonly [Column in keyof TransportHistory]: number }

/**
 * Keeps a curve of bounded length: when full, every second row is dropped and from then on half as many are
 * taken, so that rows stay evenly spaced over any number of steps.
 */
export class HistoryRecorder {
  private rows: HistoryRow[] = []
  private every = 1
  private seen = 0

  /** @param capacity rows kept at most, at least 2 */
  constructor(private readonly capacity: number) {}

  record(row: HistoryRow): void {
    if (this.seen++ % this.every !== 0) return
    if (this.rows.length === this.capacity) {
      this.rows = this.rows.filter((_, i) => i % 2 === 0)
      this.every *= 2
      if ((this.seen - 1) % this.every !== 0) return
    }
    this.rows.push(row)
  }

  finish(): TransportHistory {
    const column = (name: keyof HistoryRow): Float64Array => Float64Array.from(this.rows, (row) => row[name])
    return {
      steps: column('steps'),
      samples: column('samples'),
      relativeRms: column('relativeRms'),
      checkedRms: column('checkedRms'),
      worstCell: column('worstCell'),
      stepSize: column('stepSize'),
    }
  }
}
