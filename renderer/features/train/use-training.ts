import { computed } from 'vue'
import type { ModelParameters } from '../../../shared/contracts/study'
import { useJobsStore } from '../../stores/jobs'
import { useStudyStore } from '../../stores/study'
import { useTrainingStore } from '../../stores/training'
import { useModelDraft } from './model-draft'

/** Where the study's training stands, for every part of the Train view. */
export function useTraining() {
  const study = useStudyStore()
  const jobs = useJobsStore()
  const looked = useTrainingStore()
  const draft = useModelDraft()

  /** The job that trains, on its own or as a stage of a run. */
  const job = computed(() => {
    const state = study.stages?.model
    return state === 'running' || state === 'paused' ? jobs.current : null
  })
  /** Another job that excludes training. */
  const other = computed(() => (job.value ? null : jobs.current))
  const paused = computed(() => job.value?.state === 'paused')
  const failed = computed(() => !job.value && study.stages?.model === 'failed')
  const failure = computed(() => {
    const { latest } = jobs
    const trained = latest?.kind === 'train' || latest?.kind === 'run'
    return (
      (trained && latest.error?.message) || 'The reason was given when it happened. Train again to see it.'
    )
  })
  /** Whether a loss became no number: going on would only come there again. */
  const diverged = computed(() => failed.value && jobs.latest?.error?.code === 'training-diverged')
  /** A learning rate that may hold where the study's did not. */
  const gentlerRate = computed(() => {
    const rate = study.summary?.parameters.model.learningRate
    return diverged.value && rate !== undefined ? Number((rate / 4).toPrecision(1)) : null
  })
  /** The epoch an unfinished training with these very parameters would go on from. */
  const resumesAt = computed(() => {
    const model = study.summary?.model
    if (!model || diverged.value || draft.isChanged || model.epoch >= model.epochs) return null
    return model.epoch
  })

  const label = computed(() => {
    if (resumesAt.value !== null) return resumesAt.value > 0 ? `Go on from epoch ${resumesAt.value}` : 'Go on'
    return study.summary?.model ? 'Train anew' : 'Train'
  })
  const canStart = computed(() => jobs.current === null && draft.parameters !== null && study.trains)
  function begin(change: Partial<ModelParameters>): void {
    if (!canStart.value || !draft.parameters) return
    looked.show(null)
    const parameters = { ...draft.parameters, ...change }
    void jobs.start({ kind: 'train', parameters, rest: draft.rest })
  }
  const start = (): void => {
    begin({})
  }
  /** The same again from other weights, in another order: how much of a result is chance. */
  const startCopy = (): void => {
    begin({ seed: (draft.parameters?.seed ?? 0) + 1 })
  }

  const startGentler = (): void => {
    if (gentlerRate.value !== null) begin({ learningRate: gentlerRate.value })
  }

  return {
    job,
    other,
    paused,
    failed,
    failure,
    gentlerRate,
    resumesAt,
    label,
    canStart,
    start,
    startCopy,
    startGentler,
  }
}
