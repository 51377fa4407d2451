import type { JobRequest, JobStatus } from '../../../shared/contracts/jobs'
import type { StageName, StageState } from '../../../shared/contracts/study'

/** One stretch of a made-up job: the stages it marks, how many ticks it takes, what it says. */
export interface Stretch {
  readonly stage: string
  readonly stages: readonly StageName[]
  readonly ticks: number
  /** Called at every tick with the share done, 0 … 1. @returns the job's note */
  at(share: number): string
}

/** Runs made-up jobs on a clock that is handed in. */
export class FakeJob {
  readonly status: JobStatus
  #stretch = 0
  #tick = 0

  constructor(
    id: string,
    kind: JobRequest['kind'],
    private readonly stretches: readonly Stretch[],
    private readonly mark: (stages: readonly StageName[], state: StageState) => void,
  ) {
    const total = stretches.reduce((sum, { ticks }) => sum + ticks, 0)
    const stage = stretches[0]?.stage ?? ''
    this.status = {
      id,
      kind,
      state: 'running',
      stage,
      done: 0,
      total,
      etaSeconds: null,
      note: '',
      error: null,
    }
  }

  /** One tick of work; ends the job after the last. */
  tick(secondsATick: number): void {
    const stretch = this.stretches[this.#stretch]
    if (!stretch) {
      this.status.state = 'done'
      return
    }
    if (this.#tick === 0) this.mark(stretch.stages, 'running')
    this.#tick += 1
    this.status.stage = stretch.stage
    this.status.done += 1
    this.status.etaSeconds = (this.status.total - this.status.done) * secondsATick
    this.status.note = stretch.at(this.#tick / stretch.ticks)
    if (this.#tick < stretch.ticks) return
    this.mark(stretch.stages, 'done')
    this.#tick = 0
    this.#stretch += 1
    if (this.#stretch === this.stretches.length) this.status.state = 'done'
  }

  cancel(): void {
    const stretch = this.stretches[this.#stretch]
    // As the engine: what there is by then is kept.
    if (stretch && this.#tick > 0) this.mark(stretch.stages, 'done')
    this.status.state = 'cancelled'
    this.status.etaSeconds = null
  }
}
