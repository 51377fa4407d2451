import type { JobRequest, JobStatus } from '../../shared/contracts/jobs'
import { BrenierError, asBrenierError } from '../../shared/errors'
import { JobControl } from './control'
import type { Clock } from './runner'

/** What a running job says of itself. */
export interface JobReport {
  /** In words for a person: "Train", "Map", "t-SNE". */
  readonly stage: string
  readonly done: number
  readonly total: number
  /** Given where the work knows better than its rate so far. */
  readonly etaSeconds?: number | null
  readonly note?: string
}

export interface JobHandle {
  readonly control: JobControl
  report(report: JobReport): void
}

interface Job {
  status: JobStatus
  readonly control: JobControl
  stageStarted: number
  lastPublished: number
}

const finished = (status: JobStatus) => status.state !== 'running' && status.state !== 'paused'

/**
 * Runs one job at a time: stages of a study write what other stages read, and two cores are soon busy.
 * Questions (such as tracing a path) are no jobs and are answered while one runs.
 */
export class JobManager {
  readonly #clock: Clock
  readonly #publish: (status: JobStatus) => void
  #job: Job | null = null
  #done: Promise<void> = Promise.resolve()
  #count = 0
  #between: string | undefined

  constructor(clock: Clock, publish: (status: JobStatus) => void) {
    this.#clock = clock
    this.#publish = publish
  }

  /** The status of the job that runs now, or null. */
  get current(): JobStatus | null {
    return this.#job && !finished(this.#job.status) ? this.#job.status : null
  }

  /** Resolves when no job runs; never rejects. */
  get idle(): Promise<void> {
    return this.#done
  }

  #requireIdle(): void {
    const underWay = this.#between ?? this.current?.stage
    if (underWay === undefined) return
    throw new BrenierError('job-busy', `${underWay} is running. Wait for it or cancel it, then start again.`)
  }

  /**
   * Work of a moment that no job may run beside.
   * @param what as the refusal of a job names it
   * @throws BrenierError `job-busy` while a job or other such work runs
   */
  async between<T>(what: string, work: () => Promise<T>): Promise<T> {
    this.#requireIdle()
    this.#between = what
    try {
      return await work()
    } finally {
      this.#between = undefined
    }
  }

  /**
   * Starts a job.
   * @param work runs to its end, or returns early with what there is when the control is cancelled
   * @throws BrenierError `job-busy` while another job runs
   */
  start(kind: JobRequest['kind'], work: (job: JobHandle) => Promise<void>): JobStatus {
    this.#requireIdle()
    const now = this.#clock()
    const job: Job = {
      status: {
        id: `job-${++this.#count}`,
        kind,
        state: 'running',
        stage: 'Start',
        done: 0,
        total: 1,
        etaSeconds: null,
        note: '',
        error: null,
      },
      control: new JobControl(),
      stageStarted: now,
      lastPublished: Number.NEGATIVE_INFINITY,
    }
    this.#job = job
    this.#change(job, {})
    this.#done = this.#run(job, work)
    return job.status
  }

  /** @throws BrenierError `job-unknown` */
  pause(id: string): JobStatus {
    const job = this.#find(id)
    job.control.pause()
    return this.#change(job, { state: 'paused', etaSeconds: null })
  }

  /** @throws BrenierError `job-unknown` */
  resume(id: string): JobStatus {
    const job = this.#find(id)
    // The rate so far counts from here: a pause is not slow work.
    job.stageStarted = this.#clock()
    job.control.resume()
    return this.#change(job, { state: 'running' })
  }

  /** One step of a paused job. @throws BrenierError `job-unknown` */
  step(id: string): JobStatus {
    const job = this.#find(id)
    job.control.stepOnce()
    return job.status
  }

  /** Asks the job to stop with what it has; the status says `cancelled` once it has. @throws BrenierError `job-unknown` */
  cancel(id: string): JobStatus {
    const job = this.#find(id)
    job.control.cancel()
    return job.status
  }

  async #run(job: Job, work: (handle: JobHandle) => Promise<void>): Promise<void> {
    try {
      await work({ control: job.control, report: (report) => this.#report(job, report) })
      this.#change(job, { state: job.control.cancelled ? 'cancelled' : 'done', etaSeconds: null })
    } catch (thrown) {
      const { code, message } = asBrenierError(thrown)
      if (code === 'cancelled') this.#change(job, { state: 'cancelled', etaSeconds: null })
      else this.#change(job, { state: 'failed', etaSeconds: null, error: { code, message } })
    }
  }

  #report(job: Job, report: JobReport): void {
    const now = this.#clock()
    const newStage = report.stage !== job.status.stage
    if (newStage) job.stageStarted = now
    const elapsed = (now - job.stageStarted) / 1000
    const share = report.total > 0 ? report.done / report.total : 0
    // Before a fiftieth is done a rate is guesswork, and a wild figure is worse than none.
    const byRate = share > 0.02 && elapsed > 0.5 ? (elapsed * (1 - share)) / share : null
    job.status = {
      ...job.status,
      stage: report.stage,
      done: report.done,
      total: report.total,
      etaSeconds: job.control.paused ? null : (report.etaSeconds ?? byRate),
      note: report.note ?? '',
    }
    if (!newStage && now - job.lastPublished < 100) return
    job.lastPublished = now
    this.#publish(job.status)
  }

  #change(job: Job, change: Partial<JobStatus>): JobStatus {
    job.status = { ...job.status, ...change }
    job.lastPublished = this.#clock()
    this.#publish(job.status)
    return job.status
  }

  #find(id: string): Job {
    const job = this.#job
    if (job?.status.id === id && !finished(job.status)) return job
    throw new BrenierError(
      'job-unknown',
      `Expected the id of the running job, got "${id}". It has ended or never was.`,
    )
  }
}
