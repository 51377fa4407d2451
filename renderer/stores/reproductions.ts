import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type {
  ExperimentChoice,
  ExperimentSummary,
  ReproductionReport,
} from '../../shared/contracts/reproduction'
import { engine } from '../host/connection'
import { useJobsStore } from './jobs'
import { useNoticesStore } from './notices'

/** The papers' experiments, and the one that is looked at with what its latest run gave. */
export const useReproductionsStore = defineStore('reproductions', () => {
  const jobs = useJobsStore()
  const notices = useNoticesStore()

  const experiments = shallowRef<readonly ExperimentSummary[]>([])
  const choice = ref<ExperimentChoice | null>(null)
  const report = shallowRef<ReproductionReport | null>(null)
  /** What this window has started. */
  const started = ref<ExperimentChoice | null>(null)

  const chosen = computed(() => experiments.value.find(({ name }) => name === choice.value?.name) ?? null)
  /** The running experiment of whatever choice. */
  const job = computed(() => (jobs.current?.kind === 'reproduce' ? jobs.current : null))
  const running = computed(
    () =>
      job.value !== null &&
      started.value?.name === choice.value?.name &&
      started.value?.quick === choice.value?.quick,
  )

  async function load(): Promise<void> {
    try {
      experiments.value = await engine().request('reproduce.list', {})
    } catch (error) {
      notices.fail('The experiments could not be listed', error)
    }
  }

  async function fetchReport(): Promise<void> {
    const asked = choice.value
    if (!asked) return
    try {
      const answer = await engine().request('reproduce.report', { ...asked })
      if (choice.value === asked) report.value = answer
    } catch (error) {
      notices.fail('The results could not be read', error)
    }
  }

  function look(at: ExperimentChoice | null): void {
    choice.value = at
  }

  /** @param token of a folder with data, for an experiment that needs one */
  async function run(token: string | null): Promise<void> {
    if (!choice.value) return
    started.value = { ...choice.value }
    await jobs.start({ kind: 'reproduce', experiment: { ...choice.value }, token })
  }

  watch(choice, () => {
    report.value = null
    void fetchReport()
  })
  // A stage that ends may have brought a row; a job that ends has brought the rest.
  watch(
    () => [job.value?.id, job.value?.stage],
    ([id], [before]) => {
      void fetchReport()
      if (before !== undefined && id === undefined) void load()
    },
  )

  return { experiments, choice, chosen, report, job, running, load, look, run }
})
