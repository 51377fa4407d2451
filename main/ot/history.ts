import type { TransportHistory } from './transport'

/**
 * Keeps a curve of bounded length: when full, every second row is dropped and from then on half as many are
 * taken, so that rows stay evenly spaced over any number of steps.
 */
export class HistoryRecorder {
  private rows: [number, number, number, number, number][] = []
  private every = 1
  private seen = 0

  /** @param capacity rows kept at most, at least 2 */
  constructor(private readonly capacity: number) {}

  record(step: number, samples: number, relativeRms: number, checkedRms: number, stepSize: number): void {
    if (this.seen++ % this.every !== 0) return
    if (this.rows.length === this.capacity) {
      this.rows = this.rows.filter((_, i) => i % 2 === 0)
      this.every *= 2
      if ((this.seen - 1) % this.every !== 0) return
    }
    this.rows.push([step, samples, relativeRms, checkedRms, stepSize])
  }

  finish(): TransportHistory {
    const column = (at: 0 | 1 | 2 | 3 | 4): Float64Array => Float64Array.from(this.rows, (row) => row[at])
    return {
      steps: column(0),
      samples: column(1),
      relativeRms: column(2),
      checkedRms: column(3),
      stepSize: column(4),
    }
  }
}
