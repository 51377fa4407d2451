import { useDebounceFn } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { RequestOf } from '../../shared/contracts/methods'
import type { RecipeSummary } from '../../shared/contracts/results'
import type { StudySummary, StudyView, Threshold } from '../../shared/contracts/study'
import { engine } from '../host/connection'
import { workbench } from '../host/workbench'

export type Page = StudyView['page']

/**
 * The open study: the engine's summary of what is computed, and `view`, what the window shows of it.
 *
 * The view belongs to the window while a study is open: it is taken from the summary when a study opens and
 * sent back a moment after each change (`study.keepView`), and with every save. Other stores write their
 * part with `changeView`: paths and camera belong to the Latent view, the threshold is shared.
 */
export const useStudyStore = defineStore('study', () => {
  const summary = shallowRef<StudySummary | null>(null)
  const view = ref<StudyView | null>(null)
  const recipes = shallowRef<readonly RecipeSummary[]>([])
  /** View changes since the last save. */
  const viewEdited = ref(false)
  /** How often a study was opened or closed: the same one opened again starts over too. */
  const openings = ref(0)
  const busy = ref<string | null>(null)

  const id = computed(() => summary.value?.id ?? null)
  const stages = computed(() => summary.value?.stages ?? null)
  const page = computed<Page>(() => view.value?.page ?? 'latent')
  const unsaved = computed(() => summary.value !== null && (!summary.value.saved || viewEdited.value))
  const isPlane = computed(() => summary.value?.data?.kind === 'points' && summary.value.data.width === 2)
  const trains = computed(() => summary.value?.trains === true)
  /** The threshold in force: the person's, else the one the engine suggests. */
  const threshold = computed<Threshold | null>(
    () => view.value?.threshold ?? summary.value?.facets?.suggested ?? null,
  )

  /** Whether the threshold in force is another than one that something was measured at. */
  function thresholdMoved(measuredAt: Threshold | null | undefined): boolean {
    const { value: now } = threshold
    return !!measuredAt && !!now && (measuredAt.test !== now.test || measuredAt.value !== now.value)
  }

  function take(next: StudySummary | null): void {
    const opened = next?.id !== summary.value?.id
    summary.value = next
    if (!opened) return
    openings.value += 1
    view.value = next ? structuredClone(next.view) : null
    viewEdited.value = false
  }

  /** Takes a study that was just opened: also the same one opened again, whose view and results start over. */
  function begin(next: StudySummary): void {
    take(null)
    take(next)
  }

  /** Listens to the engine. @returns stop listening */
  function listen(): () => void {
    return engine().on('study', (next) => {
      // A summary that was under way while the study was closed must not bring it back.
      if (summary.value || busy.value) take(next)
    })
  }

  const keepView = useDebounceFn(async () => {
    if (view.value) await engine().request('study.keepView', view.value)
  }, 400)

  /** Changes part of the view. `silent` changes (the page, the camera) do not make the study unsaved. */
  function changeView(part: Partial<StudyView>, silent = false): void {
    if (!view.value) return
    view.value = { ...view.value, ...part }
    if (!silent) viewEdited.value = true
    // A view that could not be kept is sent again with the next change and with every save.
    keepView().catch(() => undefined)
  }

  async function during<T>(what: string, work: () => Promise<T>): Promise<T> {
    busy.value = what
    try {
      return await work()
    } finally {
      busy.value = null
    }
  }

  async function loadRecipes(): Promise<void> {
    recipes.value = await engine().request('study.recipes', {})
  }

  /** After a restart of the engine: what it has reopened, or nothing. */
  async function refresh(): Promise<void> {
    take(await engine().request('study.summary', {}))
  }

  async function create(what: Partial<RequestOf<'study.create'>>, label: string): Promise<void> {
    const request = { recipe: null, source: null, name: null, ...what }
    begin(await during(`Opening ${label}`, () => engine().request('study.create', request)))
  }

  async function open(token: string, label: string): Promise<void> {
    begin(await during(`Opening ${label}`, () => engine().request('study.open', { token })))
  }

  /**
   * Saves where the study lies, or asks for a place.
   * @returns false where the person cancelled
   */
  async function save(elsewhere = false): Promise<boolean> {
    const study = summary.value
    if (!study || !view.value) return false
    let token: string | null = null
    if (elsewhere || study.location === null) {
      const grant = await workbench().chooseSavePlace(study.name)
      if (!grant) return false
      token = grant.token
    }
    const saved = view.value
    take(await during('Saving', () => engine().request('study.save', { token, view: saved })))
    viewEdited.value = false
    return true
  }

  async function rename(name: string): Promise<void> {
    take(await engine().request('study.rename', { name }))
  }

  async function close(): Promise<void> {
    await engine().request('study.close', {})
    take(null)
  }

  function setPage(next: Page): void {
    changeView({ page: next }, true)
  }

  return {
    summary,
    view,
    recipes,
    viewEdited,
    openings,
    busy,
    id,
    stages,
    page,
    unsaved,
    isPlane,
    trains,
    threshold,
    thresholdMoved,
    listen,
    changeView,
    loadRecipes,
    refresh,
    create,
    open,
    save,
    rename,
    close,
    setPage,
  }
})
