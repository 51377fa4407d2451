import { computed } from 'vue'
import { useJobsStore } from '../../stores/jobs'
import { useResultsStore } from '../../stores/results'
import { useStudyStore } from '../../stores/study'
import { useModelDraft } from './model-draft'

/** Where the study's training stands, for every part of the Train view. */
export function useTraining() {
  const study = useStudyStore()
  const jobs = useJobsStore()
  const results = useResultsStore()
  const draft = useModelDraft()

  /** The job that trains, on its own or as a stage of a run. */
  const job = computed(() => {
    const { current } = jobs
    if (!current || current.kind === 'train') return current
    const state = study.stages?.model
    return current.kind === 'run' && (state === 'running' || state === 'paused') ? current : null
  })
  /** Another job that excludes training. */
  const other = computed(() => (job.value ? null : jobs.current))
  const paused = computed(() => job.value?.state === 'paused')
  /** Frames of the run under way, or the stored history of the last one. */
  const history = computed(() => results.training)
  const failed = computed(() => !job.value && study.stages?.model === 'failed')
  const failure = computed(() => {
    const { latest } = jobs
    const trained = latest?.kind === 'train' || latest?.kind === 'run'
    return (
      (trained && latest.error?.message) || 'The reason was given when it happened. Train again to see it.'
    )
  })
  /** The epoch an unfinished training with these very parameters would go on from. */
  const resumesAt = computed(() => {
    const model = study.summary?.model
    if (!model || draft.isChanged || model.epoch >= model.epochs) return null
    return model.epoch
  })

  const label = computed(() => {
    if (resumesAt.value !== null) return resumesAt.value > 0 ? `Go on from epoch ${resumesAt.value}` : 'Go on'
    return study.summary?.model ? 'Train anew' : 'Train'
  })
  const canStart = computed(
    () => jobs.current === null && draft.parameters !== null && study.summary?.data?.kind === 'pictures',
  )
  function start(): void {
    if (canStart.value && draft.parameters) void jobs.start({ kind: 'train', parameters: draft.parameters })
  }

  return { job, other, paused, history, failed, failure, resumesAt, label, canStart, start }
}
