import { watchDebounced } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, shallowRef, toRaw, watch } from 'vue'
import type { DiscontinuityParameters, DiscontinuityReport } from '../../shared/contracts/discontinuity'
import { engine } from '../host/connection'
import { useJobsStore } from './jobs'
import { useNoticesStore } from './notices'
import { useStudyStore } from './study'

/** The discontinuity test of the study's map: what it is to walk, and what it found at the threshold in force. */
export const useDiscontinuityStore = defineStore('discontinuity', () => {
  const study = useStudyStore()
  const jobs = useJobsStore()
  const notices = useNoticesStore()

  const report = shallowRef<DiscontinuityReport | null>(null)
  const wanted = shallowRef<Partial<DiscontinuityParameters>>({})

  const parameters = computed((): DiscontinuityParameters => ({
    between: { kind: 'random' },
    segments: 1000,
    control: true,
    seed: 1,
    ...report.value?.parameters,
    ...wanted.value,
  }))
  const job = computed(() => (jobs.current?.kind === 'discontinuity' ? jobs.current : null))

  /** Only the answer to the last question counts: the threshold may have moved on. */
  let questions = 0
  async function fetchReport(): Promise<void> {
    const threshold = toRaw(study.threshold)
    if (!threshold) return
    questions += 1
    const question = questions
    try {
      const found = await engine().request('discontinuity.report', { threshold })
      if (question === questions) report.value = found
    } catch (error) {
      if (question === questions) notices.fail('The discontinuity test could not be fetched', error)
    }
  }

  function change(next: Partial<DiscontinuityParameters>): void {
    wanted.value = { ...wanted.value, ...next }
  }

  function run(): Promise<void> {
    return jobs.start({ kind: 'discontinuity', parameters: parameters.value })
  }

  watch(
    () => study.openings,
    () => {
      questions += 1
      report.value = null
      wanted.value = {}
    },
    { flush: 'sync' },
  )
  // A study may be opened with a test kept; one of an earlier map says so once another is solved.
  watch(
    [
      () => study.openings,
      () => study.stages?.transport,
      () => study.stages?.facets,
      () => study.threshold !== null,
    ],
    () => void fetchReport(),
    { immediate: true },
  )
  watch(
    () => jobs.latest,
    (latest) => {
      if (latest?.kind === 'discontinuity' && (latest.state === 'done' || latest.state === 'cancelled'))
        void fetchReport()
    },
  )
  watchDebounced(
    () => study.threshold,
    () => {
      if (report.value) void fetchReport()
    },
    { debounce: 100, maxWait: 300 },
  )

  return { report, parameters, job, change, run }
})
