import { describe, expect, it } from 'vitest'
import type { JobStatus } from '../../shared/contracts/jobs'
import { BrenierError } from '../../shared/errors'
import { JobManager, type JobHandle } from './job-manager'

function manager() {
  const published: JobStatus[] = []
  let now = 0
  const jobs = new JobManager(
    () => now,
    (status) => published.push(status),
  )
  return { jobs, published, pass: (milliseconds: number) => (now += milliseconds) }
}

/** Work that the test ends by hand. */
function openWork() {
  let handle: JobHandle | null = null
  let end: () => void = () => undefined
  const work = (given: JobHandle) => {
    handle = given
    return new Promise<void>((resolve) => (end = resolve))
  }
  return { work, handle: () => handle!, end: () => end() }
}

describe('JobManager', () => {
  it('publishes start, progress at most ten times a second, and the end', async () => {
    const { jobs, published, pass } = manager()
    const { work, handle, end } = openWork()
    jobs.start('train', work)
    for (let done = 0; done < 100; done++) {
      pass(10)
      handle().report({ stage: 'Train', done, total: 100 })
    }
    end()
    await jobs.idle
    // 1 s of reports: one start, ten or eleven of progress, one end.
    expect(published.length).toBeLessThanOrEqual(13)
    expect(published[0]?.state).toBe('running')
    expect(published.at(-1)).toMatchObject({ state: 'done', stage: 'Train', done: 99 })
  })

  it('estimates the time left from the rate of the stage', async () => {
    const { jobs, pass } = manager()
    const { work, handle, end } = openWork()
    jobs.start('train', work)
    handle().report({ stage: 'Train', done: 0, total: 100 })
    pass(10_000)
    handle().report({ stage: 'Train', done: 25, total: 100 })
    expect(jobs.current?.etaSeconds).toBeCloseTo(30, 6)
    end()
    await jobs.idle
  })

  it('refuses a second job while one runs, and unknown ids', async () => {
    const { jobs } = manager()
    const { work, end } = openWork()
    const { id } = jobs.start('train', work)
    const code = (call: () => unknown) => {
      try {
        call()
        return 'no error'
      } catch (error) {
        return error instanceof BrenierError ? error.code : 'other'
      }
    }
    expect(code(() => jobs.start('embed', async () => undefined))).toBe('job-busy')
    expect(code(() => jobs.pause('job-99'))).toBe('job-unknown')
    end()
    await jobs.idle
    expect(code(() => jobs.pause(id))).toBe('job-unknown')
  })

  it('ends as cancelled where the person cancelled and as failed with its sentence where work threw', async () => {
    const { jobs, published } = manager()
    const { work, handle, end } = openWork()
    const { id } = jobs.start('train', work)
    jobs.pause(id)
    expect(jobs.current?.state).toBe('paused')
    jobs.cancel(id)
    expect(handle().control.cancelled).toBe(true)
    end()
    await jobs.idle
    expect(published.at(-1)?.state).toBe('cancelled')

    jobs.start('train', () => Promise.reject(new BrenierError('training-diverged', 'The loss is NaN.')))
    await jobs.idle
    expect(published.at(-1)).toMatchObject({
      state: 'failed',
      error: { code: 'training-diverged', message: 'The loss is NaN.' },
    })
  })

  it('lets no job start beside work of a moment, and none of that beside a job', async () => {
    const { jobs } = manager()
    const { work, end } = openWork()
    let finish = (): void => undefined
    const moment = jobs.between('Opening a run', () => new Promise<void>((resolve) => (finish = resolve)))
    expect(() => jobs.start('train', work)).toThrow(/Opening a run is running/)
    finish()
    await moment
    jobs.start('train', work)
    await expect(jobs.between('Opening a run', () => Promise.resolve())).rejects.toThrow(/is running/)
    end()
    await jobs.idle
  })
})
