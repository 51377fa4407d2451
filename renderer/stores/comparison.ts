import { defineStore } from 'pinia'
import { computed, ref, shallowRef, toRaw, watch } from 'vue'
import { mostCompared, type ComparedPicture, type ComparedRun } from '../../shared/contracts/compare'
import type { RequestOf } from '../../shared/contracts/methods'
import type { PathTrace } from '../../shared/contracts/results'
import type { RunSummary } from '../../shared/contracts/study'
import { asBrenierError } from '../../shared/errors'
import { engine } from '../host/connection'
import { tornSegments, type TornSegment } from './cuts'
import { useJobsStore } from './jobs'
import { LatestWins } from './latest-wins'
import { usePathsStore } from './paths'
import { useSelectionStore } from './selection'
import { useStudyStore } from './study'

/** A run that stands side by side with others, with what is there of it. */
export interface StandingRun {
  readonly id: string
  /** "A" to "D". */
  readonly letter: string
  readonly summary: RunSummary
  /** Null until it is measured. */
  readonly measured: ComparedRun | null
  /** Where its codes lie, [pictures, 3]. */
  readonly positions: Float32Array | null
  readonly trace: PathTrace | null
  readonly torn: readonly TornSegment[]
  /** Crossings of the singular set; null where nothing says which are. */
  readonly crossings: number | null
}

/**
 * Runs side by side: which stand, what was measured of each, their clouds, and the path of the study through all of
 * them. Clouds and traces are asked for once the runs that stand are measured.
 */
export const useComparisonStore = defineStore('comparison', () => {
  const study = useStudyStore()
  const jobs = useJobsStore()
  const paths = usePathsStore()
  const selection = useSelectionStore()

  const table = shallowRef<ReadonlyMap<string, ComparedRun>>(new Map())
  const clouds = shallowRef<ReadonlyMap<string, Float32Array>>(new Map())
  const traces = shallowRef<ReadonlyMap<string, PathTrace>>(new Map())
  /** The chosen picture through the models that stand. */
  const picture = shallowRef<ComparedPicture | null>(null)
  const failure = ref<string | null>(null)
  const linkedCamera = ref(true)
  const linkedSelection = ref(true)
  /** Null: the first two. */
  const chosen = shallowRef<readonly string[] | null>(null)

  const runs = computed<readonly RunSummary[]>(() => study.summary?.runs ?? [])
  /** A run of which nothing is kept has no model to open. */
  const comparable = (run: RunSummary): boolean => run.kept > 0 || run.id === study.summary?.model?.run
  const ids = computed(() => {
    const there = runs.value.filter(comparable).map(({ id }) => id)
    return chosen.value?.filter((id) => there.includes(id)) ?? there.slice(0, 2)
  })
  const unmeasured = computed(() => ids.value.filter((id) => !table.value.has(id)))
  const job = computed(() => (jobs.current?.kind === 'compare' ? jobs.current : null))
  const path = computed(() => paths.active ?? paths.paths[0] ?? null)

  const standing = computed<readonly StandingRun[]>(() =>
    ids.value.map((id, at) => {
      const trace = traces.value.get(id) ?? null
      const torn = trace ? tornSegments(trace, study.threshold) : []
      const known = trace !== null && study.threshold !== null
      return {
        id,
        letter: 'ABCD'[at]!,
        summary: runs.value.find((run) => run.id === id)!,
        measured: table.value.get(id) ?? null,
        positions: clouds.value.get(id) ?? null,
        trace,
        torn,
        crossings: known ? torn.reduce((sum, { crossings }) => sum + crossings.length, 0) : null,
      }
    }),
  )

  /** Puts a run beside the others, or takes it away; a fifth takes the place of the last. */
  function toggle(id: string): void {
    const { value: before } = ids
    if (before.includes(id)) chosen.value = before.filter((one) => one !== id)
    else chosen.value = [...before.slice(0, mostCompared - 1), id]
  }

  function measure(): void {
    void jobs.start({ kind: 'compare', runs: [...ids.value] })
  }

  async function fetchTable(): Promise<void> {
    const { openings } = study
    try {
      const answer = await engine().request('compare.table', {})
      if (study.openings === openings) table.value = new Map(answer.map((one) => [one.run, one]))
    } catch (error) {
      if (study.openings === openings) failure.value = asBrenierError(error).message
    }
  }

  const ready = computed(() => (unmeasured.value.length === 0 ? ids.value : []).join(' '))
  const asker = new LatestWins<'clouds' | 'path' | 'picture', () => Promise<void>, void>(
    (question) => question(),
    (_key, _question, outcome) => {
      failure.value = 'error' in outcome ? asBrenierError(outcome.error).message : null
    },
    () => null,
  )

  let revision = 0
  function askPath(): void {
    const { value: along } = path
    if (!along || ready.value === '') return
    const threshold = toRaw(study.threshold) ?? { test: 'angle' as const, value: Math.PI }
    const request: RequestOf<'compare.path'> = {
      runs: [...ids.value],
      path: toRaw(along),
      revision: ++revision,
      threshold,
    }
    asker.submit('path', async () => {
      const answer = await engine().request('compare.path', request)
      traces.value = new Map(request.runs.map((id, at) => [id, answer[at]!]))
    })
  }

  function askClouds(): void {
    if (ready.value === '') return
    const asked = [...ids.value]
    asker.submit('clouds', async () => {
      const answer = await engine().request('compare.clouds', { runs: asked })
      clouds.value = new Map(answer.map(({ run, positions }) => [run, positions]))
    })
  }

  const point = computed(() => (selection.focus.kind === 'point' ? selection.focus.index : null))
  function askPicture(): void {
    picture.value = null
    const { value: index } = point
    if (index === null || ready.value === '') return
    const asked = [...ids.value]
    asker.submit('picture', async () => {
      const answer = await engine().request('compare.picture', { runs: asked, index })
      if (point.value === index) picture.value = answer
    })
  }

  watch(
    () => study.openings,
    () => {
      asker.forget()
      table.value = new Map()
      clouds.value = new Map()
      traces.value = new Map()
      picture.value = null
      chosen.value = null
      failure.value = null
    },
    { flush: 'sync' },
  )
  // What the engine holds of a run is void once it was trained on; figures of the map change with the map.
  const ground = computed(() =>
    [
      study.openings,
      ...runs.value.map(({ id, epoch }) => `${id} ${epoch}`),
      study.summary?.model?.run,
      study.summary?.model?.epoch,
      study.stages?.transport,
      study.stages?.facets,
      job.value === null,
      // The job names the run it measures: at the next one there is a row more.
      job.value?.note,
    ].join(),
  )
  watch(
    ground,
    () => {
      if (study.id) void fetchTable()
    },
    { immediate: true },
  )
  watch(ready, askClouds, { immediate: true })
  watch([ready, point], askPicture, { immediate: true })
  watch([ready, path, () => study.threshold, ground], askPath, { immediate: true })

  return {
    runs,
    comparable,
    ids,
    table,
    standing,
    unmeasured,
    job,
    path,
    picture,
    failure,
    linkedCamera,
    linkedSelection,
    toggle,
    measure,
  }
})
