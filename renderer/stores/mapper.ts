import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { MapperHistory, MapperParameters } from '../../shared/contracts/mapper'
import { mapperSettings, type MapperMethod, type SettingsOf } from '../../shared/mapper-settings'
import { engine } from '../host/connection'
import { useJobsStore } from './jobs'
import { useNoticesStore } from './notices'
import { useStudyStore } from './study'

/** What the next map is learned by. */
export interface MapperChoice {
  readonly method: MapperMethod
  readonly settings: SettingsOf
  readonly seed: number
  /** Null: as many as the settings have. */
  readonly steps: number | null
}

const plain: MapperChoice = { method: 'ottrans', settings: 'paper', seed: 1, steps: null }

/** The learned map of the study: as it stands, and what the next is to be learned by. */
export const useMapperStore = defineStore('mapper', () => {
  const study = useStudyStore()
  const jobs = useJobsStore()

  const notices = useNoticesStore()

  const choice = shallowRef(plain)
  /** The curve of the training under way, else of the map there is. */
  const history = shallowRef<MapperHistory | null>(null)

  const learned = computed(() => study.summary?.mapper ?? null)
  /** Coordinates of a code; null before a model says it. */
  const dimension = computed(() => study.summary?.latent ?? null)
  const parameters = computed((): MapperParameters | null => {
    if (dimension.value === null) return null
    const { method, settings, seed, steps } = choice.value
    const { spec, training } = mapperSettings(method, dimension.value, settings)
    return { spec, training: { ...training, seed, steps: steps ?? training.steps } }
  })
  /** Whether the paper and its published code differ in the settings of the method. */
  const settingsDiffer = computed(() => {
    const { value: of } = dimension
    if (of === null) return false
    const [paper, code] = (['paper', 'code'] as const).map((whose) =>
      JSON.stringify(mapperSettings(choice.value.method, of, whose)),
    )
    return paper !== code
  })
  const job = computed(() => (jobs.current?.kind === 'mapper' ? jobs.current : null))
  /** Why none can be trained now; empty where one can. */
  const obstacle = computed(() => {
    if (jobs.current) return 'Another job is running: wait for it or cancel it.'
    const codes = study.stages?.codes
    if (codes === 'stale') return 'The codes are out of date: run the study first.'
    return codes === 'done' && parameters.value ? '' : 'There are no codes to learn yet: run the study first.'
  })

  /** Changes what the next is learned by; another method or other settings come with steps of their own. */
  function change(next: Partial<MapperChoice>): void {
    const { method, settings, steps } = { ...choice.value, ...next }
    const same = method === choice.value.method && settings === choice.value.settings
    choice.value = { ...choice.value, ...next, steps: same ? steps : (next.steps ?? null) }
  }

  async function fetchHistory(): Promise<void> {
    const { openings } = study
    try {
      const found = await engine().request('mapper.history', {})
      if (study.openings === openings && !job.value) history.value = found
    } catch (error) {
      if (study.openings === openings)
        notices.fail('The curve of the learned map could not be fetched', error)
    }
  }

  async function train(): Promise<void> {
    if (obstacle.value || !parameters.value) return
    await jobs.start({ kind: 'mapper', parameters: parameters.value })
  }

  watch(
    () => study.openings,
    () => {
      choice.value = plain
      history.value = null
    },
    { flush: 'sync' },
  )
  watch(
    [() => study.openings, () => learned.value?.seconds, () => job.value === null],
    ([, seconds, rests]) => {
      if (seconds === undefined && rests) history.value = null
      else if (rests) void fetchHistory()
      else history.value = null
    },
    { immediate: true },
  )

  /** Listens to frames. @returns stop listening */
  function listen(): () => void {
    return engine().on('mapper', (frame) => {
      if (job.value) history.value = frame
    })
  }

  return { choice, learned, parameters, settingsDiffer, job, obstacle, history, change, train, listen }
})
