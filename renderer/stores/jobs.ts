import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { JobRequest, JobStatus } from '../../shared/contracts/jobs'
import { BrenierError } from '../../shared/errors'
import { engine } from '../host/connection'
import { useNoticesStore } from './notices'

const titles: Record<JobStatus['kind'], string> = {
  run: 'The run failed',
  train: 'Training failed',
  'own-model': 'Your model could not be taken',
  transport: 'The map failed',
  facets: 'The singular set failed',
  embed: 'The cloud failed',
  mapper: 'The learned map failed',
  compare: 'The measuring failed',
  modes: 'The sample failed',
  discontinuity: 'The discontinuity test failed',
  reproduce: 'The experiment failed',
}

/** The engine's jobs. One runs at a time; `current` is it while it runs or is paused. */
export const useJobsStore = defineStore('jobs', () => {
  const latest = shallowRef<JobStatus | null>(null)
  const notices = useNoticesStore()

  const current = computed(() =>
    latest.value?.state === 'running' || latest.value?.state === 'paused' ? latest.value : null,
  )
  const share = computed(() =>
    current.value && current.value.total > 0 ? Math.min(1, current.value.done / current.value.total) : 0,
  )

  function take(status: JobStatus): void {
    const known = latest.value
    // An answer to `pause` may be overtaken by the event that says the job has ended.
    const ended = known?.id === status.id && known.state !== 'running' && known.state !== 'paused'
    if (ended) return
    latest.value = status
    if (status.state === 'failed') {
      const { code, message } = status.error ?? { code: 'internal', message: 'The engine gave no reason.' }
      notices.fail(titles[status.kind], new BrenierError(code, message))
    }
  }

  /** Listens to the engine. @returns stop listening */
  function listen(): () => void {
    return engine().on('job', take)
  }

  async function ask(title: string, work: () => Promise<JobStatus>): Promise<void> {
    try {
      take(await work())
    } catch (error) {
      notices.fail(title, error)
    }
  }

  const start = (request: JobRequest): Promise<void> =>
    ask('The job was not started', () => engine().request('job.start', request))

  const control = (method: 'job.pause' | 'job.resume' | 'job.step' | 'job.cancel', title: string) => () => {
    const job = current.value
    return job ? ask(title, () => engine().request(method, { id: job.id })) : Promise.resolve()
  }
  const pause = control('job.pause', 'The job was not paused')
  const resume = control('job.resume', 'The job was not resumed')
  const step = control('job.step', 'The step was not made')
  const cancel = control('job.cancel', 'The job was not cancelled')

  /** Forgets jobs of an engine that is gone. */
  function forget(): void {
    latest.value = null
  }

  return { latest, current, share, listen, start, pause, resume, step, cancel, forget }
})
