import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { FittedPicture, OwnPictureReport, PictureFitting } from '../../shared/contracts/own-pictures'
import type { Grant } from '../../shared/contracts/window'
import { asBrenierError } from '../../shared/errors'
import { engine } from '../host/connection'
import { useCloudStore } from './cloud'
import { useHistoryStore } from './history'
import { useNoticesStore } from './notices'
import { withoutOwn } from './path-edits'
import { useSelectionStore } from './selection'
import { useStudyStore } from './study'

/**
 * Pictures of the person's own beside the set: files that wait to be fitted and added, and what the model makes of those
 * that were. The view names them, so they are undone and redone as paths are; the engine keeps their pixels.
 */
export const useOwnPicturesStore = defineStore('own-pictures', () => {
  const study = useStudyStore()
  const cloud = useCloudStore()
  const history = useHistoryStore()
  const selection = useSelectionStore()
  const notices = useNoticesStore()

  /** Files that wait; the first is the one that is asked about. */
  const waiting = shallowRef<readonly Grant[]>([])
  const fitting = ref<PictureFitting>({ fit: 'crop', invert: false })
  const preview = shallowRef<FittedPicture | null>(null)
  const refused = ref<string | null>(null)
  const fetched = shallowRef<ReadonlyMap<string, OwnPictureReport>>(new Map())

  const asked = computed(() => waiting.value[0] ?? null)
  const names = computed(() => study.view?.ownPictures ?? [])
  /** Whether the study has a model that gives a picture a code, and a cloud to put it in. */
  const takes = computed(
    () =>
      study.summary?.encodes === true &&
      study.stages?.model === 'done' &&
      study.stages.codes === 'done' &&
      study.stages.cloud === 'done',
  )
  /** Of those in the view, in its order; while codes or cloud are made anew there are none. */
  const reports = computed(() => {
    if (!takes.value) return []
    return names.value.flatMap(({ id }) => fetched.value.get(id) ?? [])
  })

  const reportOf = (id: string): OwnPictureReport | null => reports.value.find((one) => one.id === id) ?? null
  const nameOf = (id: string): string => names.value.find((one) => one.id === id)?.name ?? 'a removed picture'

  /** Asks how these files are to be fitted, one after the other. */
  function ask(files: readonly Grant[]): void {
    waiting.value = [...waiting.value, ...files]
  }

  /** Leaves out the file that is asked about. */
  function skip(): void {
    waiting.value = waiting.value.slice(1)
  }

  async function add(): Promise<void> {
    const file = asked.value
    if (!file) return
    const { openings } = study
    try {
      const added = await engine().request('own.add', { token: file.token, fitting: fitting.value })
      if (study.openings !== openings) return
      skip()
      history.asOne(() => {
        if (!names.value.some(({ id }) => id === added.id))
          study.changeView({ ownPictures: [...names.value, added] })
        selection.choose({ kind: 'own', id: added.id })
      })
    } catch (error) {
      if (study.openings === openings) refused.value = asBrenierError(error).message
    }
  }

  /** Takes a picture away, and with it the handles that stand on it. */
  function remove(id: string): void {
    const paths = withoutOwn(study.view?.paths ?? [], id)
    const active = study.view?.activePath ?? null
    history.asOne(() => {
      study.changeView({
        ownPictures: names.value.filter((one) => one.id !== id),
        paths,
        activePath: paths.some((path) => path.id === active) ? active : null,
      })
      selection.choose({ kind: 'none' })
    })
  }

  watch(
    [asked, fitting, () => study.openings],
    async ([file, how], [fileBefore], onCleanup) => {
      if (file !== fileBefore) preview.value = null
      refused.value = null
      if (!file) return
      let outdated = false
      onCleanup(() => (outdated = true))
      try {
        const found = await engine().request('own.preview', { token: file.token, fitting: how })
        if (!outdated) preview.value = found
      } catch (error) {
        if (!outdated) refused.value = asBrenierError(error).message
      }
    },
    { deep: true },
  )

  watch(
    [
      () => study.openings,
      names,
      takes,
      () => study.summary?.model?.epoch,
      () => study.summary?.model?.run,
      () => (takes.value ? cloud.cloud?.revision : null),
    ],
    async ([openings, wanted, ready], _, onCleanup) => {
      if (!ready || wanted.length === 0) return
      let outdated = false
      onCleanup(() => (outdated = true))
      try {
        const found = await engine().request('own.reports', { ids: wanted.map(({ id }) => id) })
        if (!outdated) fetched.value = new Map(found.map((report) => [report.id, report]))
      } catch (error) {
        if (!outdated && study.openings === openings)
          notices.fail('Your pictures could not be encoded', error)
      }
    },
    { immediate: true },
  )
  watch(
    () => study.openings,
    () => {
      waiting.value = []
      fetched.value = new Map()
    },
    { flush: 'sync' },
  )

  return {
    waiting,
    asked,
    fitting,
    preview,
    refused,
    names,
    takes,
    reports,
    reportOf,
    nameOf,
    ask,
    skip,
    add,
    remove,
  }
})
