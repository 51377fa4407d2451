import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type {
  ModeRow,
  ModesBy,
  ModesParameters,
  ModesReport,
  NearMode,
  SampleSource,
} from '../../shared/contracts/modes'
import type { ModesState } from '../../shared/contracts/study'
import { indicesWhere, noItems, type IndexSet } from '../../shared/index-set'
import { engine } from '../host/connection'
import { useJobsStore } from './jobs'
import { useNoticesStore } from './notices'
import { useStudyStore } from './study'

/** A mode with its number, which stays while rows are sorted. */
export interface ModeEntry extends ModeRow {
  readonly mode: number
}

const earlier: Readonly<Record<NonNullable<ModesState['changed']>, string>> = {
  codes: 'on an earlier model',
  map: 'on an earlier map',
  mapper: 'on an earlier learned map',
}

/** Draws that are shown in place of a mode that has none. */
const shownNearMode = 24

/** Missed first, the largest on top; then thin, untold, and the rest, those least drawn on top; modes without real items last. */
const rank: Readonly<Record<ModeRow['standing'], number>> = {
  missed: 0,
  thin: 1,
  undecided: 2,
  covered: 3,
  absent: 4,
}

function before(a: ModeEntry, b: ModeEntry): number {
  const byStanding = rank[a.standing] - rank[b.standing]
  if (byStanding !== 0) return byStanding
  const byRatio = (a.ratio ?? 0) - (b.ratio ?? 0)
  return byRatio !== 0 ? byRatio : b.real.share - a.real.share
}

/** The sample drawn from the study's generator: its report, and the mode and the draw that are looked at. */
export const useModesStore = defineStore('modes', () => {
  const study = useStudyStore()
  const jobs = useJobsStore()
  const notices = useNoticesStore()

  const report = shallowRef<ModesReport | null>(null)
  const chosenMode = ref<number | null>(null)
  const chosenDraw = ref<number | null>(null)
  const near = shallowRef<NearMode | null>(null)
  const wanted = shallowRef<Partial<ModesParameters>>({})

  /** What codes can be drawn from here; a map is made where there is none. */
  const sources = computed((): SampleSource[] => [
    'map',
    ...(study.summary?.model?.prior ? ['prior' as const] : []),
    ...(study.summary?.mapper?.fits ? ['mapper' as const] : []),
  ])
  /** What the next sample will be: what was chosen, else as the last one, else a plain beginning. */
  const parameters = computed((): ModesParameters => {
    const labelled = (study.summary?.data?.classes.length ?? 0) > 0
    const by: ModesBy = labelled ? { kind: 'class' } : { kind: 'clusters', count: 20 }
    const next = { draws: 10_000, by, seed: 1, ...report.value?.parameters, ...wanted.value }
    // What the last sample was drawn from may be gone: a learned map of former codes.
    return { ...next, source: sources.value.find((source) => source === next.source) ?? 'map' }
  })
  const rows = computed((): ModeEntry[] =>
    (report.value?.modes ?? []).map((row, mode) => ({ ...row, mode })).sort(before),
  )
  const chosen = computed(() => rows.value.find(({ mode }) => mode === chosenMode.value) ?? null)
  const job = computed(() => (jobs.current?.kind === 'modes' ? jobs.current : null))
  /** Whether the codes are those that the sample was drawn for: else there is no decoder for it. */
  const decodes = computed(() => study.summary?.modes?.changed !== 'codes')
  /** What the report is of, where that has changed since; empty where it holds. */
  const outdated = computed(() => {
    const { summary } = study
    if (!report.value || !summary?.modes) return ''
    if (summary.modes.changed) return earlier[summary.modes.changed]
    return study.thresholdMoved(report.value.pairs?.threshold) ? 'at another threshold' : ''
  })
  /** Real items of the chosen mode. */
  const realItems = computed((): IndexSet => {
    const of = report.value
    const mode = chosenMode.value
    return of && mode !== null ? indicesWhere(of.realModes.length, (i) => of.realModes[i] === mode) : noItems
  })
  /** Draws of the chosen mode. */
  const ownDraws = computed((): IndexSet => {
    const of = report.value
    const mode = chosenMode.value
    return of && mode !== null ? indicesWhere(of.drawn, (i) => of.drawnModes[i] === mode) : noItems
  })

  async function fetchReport(): Promise<void> {
    const { openings } = study
    try {
      const found = await engine().request('modes.get', {})
      if (study.openings !== openings) return
      const sameModes =
        found?.modes.map(({ name }) => name).join() === report.value?.modes.map(({ name }) => name).join()
      report.value = found
      wanted.value = {}
      chosenDraw.value = null
      choose(sameModes && chosenMode.value !== null ? chosenMode.value : (rows.value[0]?.mode ?? null))
    } catch (error) {
      if (study.openings === openings) notices.fail('The generated sample could not be fetched', error)
    }
  }

  /** Looks at a mode; of one that no draw fell in, at the draws nearest to it. */
  function choose(mode: number | null): void {
    chosenMode.value = mode
    near.value = null
    chosenDraw.value = ownDraws.value[0] ?? null
    if (mode !== null && decodes.value && chosen.value?.generated.count === 0) void fetchNear(mode)
  }

  async function fetchNear(mode: number): Promise<void> {
    const of = report.value
    try {
      const found = await engine().request('modes.near', { mode, count: shownNearMode })
      if (report.value !== of || chosenMode.value !== mode) return
      near.value = found
      chosenDraw.value = found.draws[0] ?? null
    } catch (error) {
      if (report.value === of) notices.fail('The nearest draws could not be fetched', error)
    }
  }

  function look(draw: number | null): void {
    chosenDraw.value = draw
  }

  /** Draws a sample, and before it whatever the generator needs. */
  function draw(): Promise<void> {
    return jobs.start({ kind: 'modes', parameters: parameters.value })
  }

  /** Another sample of the same size. */
  function drawAgain(): Promise<void> {
    if (report.value) wanted.value = { ...wanted.value, seed: report.value.parameters.seed + 1 }
    return draw()
  }

  /** Changes what the sample is; where there is one it is made so at once. */
  function change(next: Partial<ModesParameters>): void {
    wanted.value = { ...wanted.value, ...next }
    if (report.value && !jobs.current) void draw()
  }

  watch(
    () => study.openings,
    () => {
      report.value = null
      wanted.value = {}
      chosenMode.value = null
      chosenDraw.value = null
      near.value = null
    },
    { flush: 'sync' },
  )
  watch(
    [() => study.openings, () => study.summary?.modes?.revision],
    ([, revision]) => {
      if (revision !== undefined) void fetchReport()
    },
    { immediate: true },
  )

  return {
    report,
    parameters,
    sources,
    rows,
    chosen,
    chosenMode,
    chosenDraw,
    near,
    job,
    outdated,
    decodes,
    realItems,
    ownDraws,
    choose,
    look,
    draw,
    drawAgain,
    change,
  }
})
