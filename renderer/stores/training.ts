import { defineStore } from 'pinia'
import { computed, ref, shallowRef, triggerRef, watch } from 'vue'
import type { EpochView, TrainingHistory } from '../../shared/contracts/training'
import { asBrenierError } from '../../shared/errors'
import { thinEvenly } from '../../shared/even-thinning'
import { engine } from '../host/connection'
import { useNoticesStore } from './notices'
import { useStudyStore } from './study'

/** Which held-out pictures are shown beside what the model makes of them. */
export type PictureChoice = 'same' | 'worst' | 'random'

/** Rows of the same pictures; of worst and random ones each epoch has its own pictures, which take a row too. */
const rowsOf: Readonly<Record<PictureChoice, number>> = { same: 6, worst: 3, random: 3 }
interface Shown {
  readonly run: string | null
  readonly epoch: number | null
  readonly rows: readonly number[]
}

/** Epochs held in the window: two runs' worth. */
const mostViews = 48

/**
 * The study's trainings: curves of the run under way and of former ones, and what is looked at, which run and which of
 * its kept epochs. Looking back leaves the training alone; without a choice the newest epoch is followed.
 */
export const useTrainingStore = defineStore('training', () => {
  const study = useStudyStore()
  const notices = useNoticesStore()

  /** The run under way, else that of the model. */
  const current = shallowRef<TrainingHistory | null>(null)
  const former = shallowRef(new Map<string, TrainingHistory>())
  const chosenRun = ref<string | null>(null)
  const chosenEpoch = ref<number | null>(null)
  const pictures = ref<PictureChoice>('same')
  const views = shallowRef(new Map<string, EpochView>())
  /** Epochs whose files could not be read: not asked for again. */
  const unreadable = new Set<string>()
  let loading = false

  const run = computed(() => chosenRun.value ?? current.value?.run ?? null)
  const isCurrent = computed(() => run.value === (current.value?.run ?? null))
  const history = computed(() =>
    isCurrent.value ? current.value : (former.value.get(run.value ?? '') ?? null),
  )
  const summary = computed(() => study.summary?.runs.find(({ id }) => id === run.value) ?? null)
  const kept = computed(() => [...(history.value?.kept ?? [])])
  /** The kept epoch that is looked at: the chosen one, or the nearest to it that is left; null where none is kept. */
  const epoch = computed(() => {
    const newest = kept.value.at(-1)
    const wanted = chosenEpoch.value
    if (newest === undefined || wanted === null) return newest ?? null
    return kept.value.reduce((near, one) => (Math.abs(one - wanted) < Math.abs(near - wanted) ? one : near))
  })
  const following = computed(() => chosenEpoch.value === null)
  /** Epochs to be shown as rows: spread in their logarithm, since the first ones change fastest. */
  const rows = computed(() =>
    thinEvenly(
      kept.value,
      rowsOf[pictures.value],
      (value) => Math.log(value + 1),
      (value) => value === epoch.value,
    ),
  )
  const viewOf = (wanted: number): EpochView | null => views.value.get(`${run.value} ${wanted}`) ?? null
  /** What is on the screen: the last epoch and rows that were there in full, so that nothing blinks between two. */
  const settled = shallowRef<Shown | null>(null)
  const shown = computed((): Shown => {
    const { value: last } = settled
    return last && last.run === run.value ? last : { run: run.value, epoch: epoch.value, rows: rows.value }
  })
  const view = computed(() => (shown.value.epoch === null ? null : viewOf(shown.value.epoch)))

  function settle(): void {
    const { value: of } = run
    const wanted = epoch.value === null ? rows.value : [epoch.value, ...rows.value]
    const whole = wanted.every((one) => viewOf(one) !== null || unreadable.has(`${of} ${one}`))
    if (whole) settled.value = { run: of, epoch: epoch.value, rows: rows.value }
  }

  /** Fetches what is looked at and its rows, one epoch at a time: whatever is wanted by then comes next. */
  async function load(): Promise<void> {
    if (loading) return
    loading = true
    try {
      for (;;) {
        const of = run.value
        const next = [...(epoch.value === null ? [] : [epoch.value]), ...rows.value].find(
          (one) => viewOf(one) === null && !unreadable.has(`${of} ${one}`),
        )
        if (of === null || next === undefined) return
        const { id } = study
        const key = `${of} ${next}`
        try {
          const answer = await engine().request('training.epoch', { run: of, epoch: next })
          if (study.id === id) keep(key, answer)
        } catch (error) {
          if (study.id !== id) continue
          unreadable.add(key)
          settle()
          // While it trains an epoch may be thinned out before it is asked for: the next frame says so.
          if (asBrenierError(error).code === 'bad-argument') continue
          notices.fail(`Epoch ${next} could not be shown`, error)
        }
      }
    } finally {
      loading = false
    }
  }

  function keep(key: string, answer: EpochView): void {
    views.value.set(key, answer)
    for (const oldest of views.value.keys()) {
      if (views.value.size <= mostViews) break
      views.value.delete(oldest)
    }
    triggerRef(views)
    settle()
  }

  async function fetchHistory(of: string | null): Promise<void> {
    const { id } = study
    try {
      const answer = await engine().request('training.history', { run: of })
      if (study.id !== id) return
      if (of === null) current.value = answer
      else if (answer) former.value = new Map(former.value).set(of, answer)
    } catch (error) {
      notices.fail('The training could not be fetched', error)
    }
  }

  /** Looks at a kept epoch; null follows the newest. */
  function look(at: number | null): void {
    chosenEpoch.value = at === kept.value.at(-1) ? null : at
  }

  /** Looks at the kept epoch so many before or after. */
  function step(by: number): void {
    const { value: all } = kept
    const at = all.indexOf(epoch.value ?? -1)
    const next = all[Math.min(all.length - 1, Math.max(0, at + by))]
    if (at >= 0 && next !== undefined) look(next)
  }

  /** Looks at a run as it ended; null at the one under way. */
  function show(id: string | null): void {
    chosenRun.value = id === current.value?.run ? null : id
    chosenEpoch.value = null
    if (chosenRun.value !== null) void fetchHistory(chosenRun.value)
  }

  /** Makes an epoch of the run looked at the study's model; null: the run as it ended. */
  async function use(at: number | null): Promise<void> {
    const of = run.value
    if (of === null) return
    try {
      await engine().request('run.use', { run: of, epoch: at })
      if (at === null) show(null)
    } catch (error) {
      notices.fail('The model was not changed', error)
    }
  }

  async function rename(id: string, name: string): Promise<void> {
    if (name.trim() === '') return
    try {
      await engine().request('run.rename', { run: id, name })
    } catch (error) {
      notices.fail('The run was not renamed', error)
    }
  }

  async function remove(id: string): Promise<void> {
    try {
      await engine().request('run.remove', { run: id })
      if (chosenRun.value === id) show(null)
    } catch (error) {
      notices.fail('The run was not removed', error)
    }
  }

  function clear(): void {
    current.value = null
    former.value = new Map()
    views.value = new Map()
    settled.value = null
    unreadable.clear()
    chosenRun.value = null
    chosenEpoch.value = null
  }

  watch(() => study.id, clear, { flush: 'sync' })
  watch(
    () => {
      const { model, stages } = study.summary ?? {}
      return [study.id, stages?.model, model?.run, model?.epoch] as const
    },
    ([id, state]) => {
      if (id && state === 'done') void fetchHistory(null)
    },
    { immediate: true },
  )
  // A run that begins is looked at, whatever was before.
  watch(
    () => current.value?.run,
    () => {
      show(null)
    },
  )
  watch(
    () => [run.value, epoch.value, rows.value],
    () => {
      settle()
      void load()
    },
    { immediate: true },
  )

  /** Listens to frames. @returns stop listening */
  function listen(): () => void {
    return engine().on('training', (frame) => {
      // A last frame may arrive after the model is done and has been fetched: it knows less.
      if (study.stages?.model !== 'done') current.value = frame
    })
  }

  return {
    current,
    run,
    isCurrent,
    history,
    summary,
    kept,
    epoch,
    following,
    pictures,
    shown,
    view,
    viewOf,
    look,
    step,
    show,
    use,
    rename,
    remove,
    listen,
  }
})
