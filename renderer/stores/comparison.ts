import { defineStore } from 'pinia'
import { computed, ref, shallowRef, toRaw, watch } from 'vue'
import {
  mostCompared,
  type ComparedDraws,
  type ComparedPicture,
  type ComparedRun,
  type DrawnCloud,
  type RunGenerator,
} from '../../shared/contracts/compare'
import type { RequestOf } from '../../shared/contracts/methods'
import type { PathTrace } from '../../shared/contracts/results'
import type { Generator, RunSummary } from '../../shared/contracts/study'
import { asBrenierError } from '../../shared/errors'
import { engine } from '../host/connection'
import { tornSegments, type TornSegment } from './cuts'
import { useJobsStore } from './jobs'
import { LatestWins } from './latest-wins'
import { usePathsStore } from './paths'
import { useSelectionStore } from './selection'
import { useStudyStore } from './study'

/** What stands side by side: the codes of a run, drawn beside them, or pictures of those. */
export type Shown = 'codes' | 'generated' | 'draws'

/** A run with what new codes of it are drawn by: a row of the table. */
export interface ComparedRow {
  readonly key: string
  readonly summary: RunSummary
  /** Null for a run of which nothing is kept. */
  readonly generator: Generator | null
  /** Null until the run is measured. */
  readonly measured: ComparedRun | null
  /** Null until these draws are. */
  readonly draws: ComparedDraws | null
}

/** A row that stands side by side with others, with what is there of it. */
export interface StandingRun extends ComparedRow {
  readonly generator: Generator
  /** "A" to "D". */
  readonly letter: string
  /** Where its codes lie, [pictures, 3]. */
  readonly positions: Float32Array | null
  /** Where the codes it drew lie among them. */
  readonly drawn: DrawnCloud | null
  readonly trace: PathTrace | null
  readonly torn: readonly TornSegment[]
  /** Crossings of the singular set; null where nothing says which are. */
  readonly crossings: number | null
}

/** Their runs, each once. */
const runsOf = (rows: readonly ComparedRow[]): string[] => [...new Set(rows.map(({ summary }) => summary.id))]
const columnsOf = (rows: readonly StandingRun[]): RunGenerator[] =>
  rows.map(({ summary, generator }) => ({ run: summary.id, generator }))

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
  const drawn = shallowRef<ReadonlyMap<string, DrawnCloud>>(new Map())
  const traces = shallowRef<ReadonlyMap<string, PathTrace>>(new Map())
  /** The chosen picture through the models that stand. */
  const picture = shallowRef<ComparedPicture | null>(null)
  const failure = ref<string | null>(null)
  const shown = ref<Shown>('codes')
  const linkedCamera = ref(true)
  const linkedSelection = ref(true)
  /** Null: the first two. */
  const chosen = shallowRef<readonly string[] | null>(null)

  const runs = computed<readonly RunSummary[]>(() => study.summary?.runs ?? [])
  const rows = computed<readonly ComparedRow[]>(() =>
    runs.value.flatMap((summary) => {
      const measured = table.value.get(summary.id) ?? null
      const former = measured?.draws.map(({ generator }) => generator) ?? []
      const generators = [...new Set([...summary.generators, ...former])]
      return (generators.length > 0 ? generators : [null]).map((generator): ComparedRow => {
        const draws = measured?.draws.find((one) => one.generator === generator) ?? null
        return {
          key: `${summary.id} ${generator ?? ''}`,
          summary,
          generator,
          measured,
          draws,
        }
      })
    }),
  )
  const chosenRows = computed(() => {
    const there = rows.value.filter(({ generator }) => generator !== null)
    return chosen.value
      ? chosen.value.flatMap((key) => there.find((row) => row.key === key) ?? [])
      : there.slice(0, 2)
  })
  const unmeasured = computed(() => chosenRows.value.filter(({ draws }) => !draws))
  /** What rows that stand were measured on, where that has changed since; empty where all holds. */
  const outdated = computed(() => {
    for (const { measured, draws } of chosenRows.value) {
      if (measured?.changed) return 'at an earlier epoch'
      if (draws?.changed) return draws.changed === 'map' ? 'on an earlier map' : 'on an earlier learned map'
      if (study.thresholdMoved(draws?.pairsBelow)) return 'at another threshold'
    }
    return ''
  })
  const job = computed(() => (jobs.current?.kind === 'compare' ? jobs.current : null))
  const path = computed(() => paths.active ?? paths.paths[0] ?? null)

  const standing = computed<readonly StandingRun[]>(() =>
    chosenRows.value.flatMap((row, at) => {
      const { key, generator, summary } = row
      if (generator === null) return []
      const trace = traces.value.get(key) ?? null
      const torn = trace ? tornSegments(trace, study.threshold) : []
      const known = trace !== null && study.threshold !== null
      return {
        ...row,
        generator,
        letter: 'ABCD'[at]!,
        positions: clouds.value.get(summary.id) ?? null,
        drawn: drawn.value.get(key) ?? null,
        trace,
        torn,
        crossings: known ? torn.reduce((sum, { crossings }) => sum + crossings.length, 0) : null,
      }
    }),
  )

  /** Puts a row beside the others, or takes it away; a fifth takes the place of the last. */
  function toggle(key: string): void {
    const before = chosenRows.value.map((row) => row.key)
    if (before.includes(key)) chosen.value = before.filter((one) => one !== key)
    else chosen.value = [...before.slice(0, mostCompared - 1), key]
  }

  function measure(): void {
    void jobs.start({ kind: 'compare', runs: runsOf(chosenRows.value) })
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

  /** Rows that stand, once all of them are measured: what is asked of them together. */
  const ready = computed(() => (unmeasured.value.length === 0 ? standing.value : []))
  /** Those of runs whose models are as they were measured. */
  const opened = computed(() => ready.value.filter(({ measured }) => measured?.changed === false))
  const keysOf = (of: readonly ComparedRow[]): string => of.map(({ key }) => key).join(', ')
  const asker = new LatestWins<'clouds' | 'drawn' | 'path' | 'picture', () => Promise<void>, void>(
    (question) => question(),
    (_key, _question, outcome) => {
      failure.value = 'error' in outcome ? asBrenierError(outcome.error).message : null
    },
    () => null,
  )

  let revision = 0
  function askPath(): void {
    const { value: along } = path
    const asked = opened.value
    if (!along || asked.length === 0) return
    const threshold = toRaw(study.threshold) ?? { test: 'angle' as const, value: Math.PI }
    const request: RequestOf<'compare.path'> = {
      columns: columnsOf(asked),
      path: toRaw(along),
      revision: ++revision,
      threshold,
    }
    asker.submit('path', async () => {
      const answer = await engine().request('compare.path', request)
      traces.value = new Map(asked.map(({ key }, at) => [key, answer[at]!]))
    })
  }

  function askClouds(): void {
    const asked = runsOf(ready.value)
    if (asked.length === 0) return
    asker.submit('clouds', async () => {
      const answer = await engine().request('compare.clouds', { runs: asked })
      clouds.value = new Map(answer.map(({ run, positions }) => [run, positions]))
    })
  }

  function askDrawn(): void {
    const asked = ready.value
    if (asked.length === 0 || shown.value !== 'generated') return
    asker.submit('drawn', async () => {
      const answer = await engine().request('compare.drawn', { columns: columnsOf(asked) })
      drawn.value = new Map(asked.map(({ key }, at) => [key, answer[at]!]))
    })
  }

  const point = computed(() => (selection.focus.kind === 'point' ? selection.focus.index : null))
  function askPicture(): void {
    picture.value = null
    const { value: index } = point
    const asked = runsOf(opened.value)
    if (index === null || asked.length === 0) return
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
      drawn.value = new Map()
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
      ...runs.value.flatMap(({ generators }) => generators),
      study.summary?.mapper?.seconds,
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
  const readyKeys = computed(() => keysOf(ready.value))
  const openedKeys = computed(() => keysOf(opened.value))
  watch(readyKeys, askClouds, { immediate: true })
  // Drawn anew, the same rows have other codes.
  watch([readyKeys, table, shown], askDrawn, { immediate: true })
  watch([openedKeys, point], askPicture, { immediate: true })
  watch([openedKeys, path, () => study.threshold, ground], askPath, { immediate: true })

  return {
    runs,
    rows,
    table,
    standing,
    unmeasured,
    outdated,
    job,
    path,
    picture,
    failure,
    shown,
    linkedCamera,
    linkedSelection,
    toggle,
    measure,
  }
})
