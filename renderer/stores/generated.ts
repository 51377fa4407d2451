import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { GeneratedCloud } from '../../shared/contracts/results'
import type { StudyView } from '../../shared/contracts/study'
import { engine } from '../host/connection'
import { useJobsStore } from './jobs'
import { useNoticesStore } from './notices'
import { useSelectionStore } from './selection'
import { useStudyStore } from './study'

export type ShownCodes = StudyView['shownCodes']

/** Draws where none were asked for in the Modes view: enough to see where they go, made in a moment. */
const drawnAtFirst = 2000
const firstSeed = 1
const clustersWithoutClasses = 10

/** Codes drawn from the study's generator as a second cloud, and which of the two clouds is shown. */
export const useGeneratedStore = defineStore('generated', () => {
  const study = useStudyStore()
  const jobs = useJobsStore()
  const notices = useNoticesStore()
  const selection = useSelectionStore()
  const fetched = shallowRef<GeneratedCloud | null>(null)

  const shown = computed<ShownCodes>(() => study.view?.shownCodes ?? 'real')
  /** While the cloud is laid out anew their places are those of the cloud before. */
  const cloud = computed(() =>
    shown.value === 'real' || study.stages?.cloud !== 'done' ? null : fetched.value,
  )
  /** The sample that can be shown, by its revision; null where none is or what it was drawn from has changed. */
  const sample = computed(() => {
    const modes = study.summary?.modes
    return modes && !modes.changed ? modes.revision : null
  })

  async function fetchCloud(): Promise<void> {
    const { openings } = study
    try {
      const found = await engine().request('cloud.generated', {})
      if (study.openings === openings) fetched.value = found
    } catch (error) {
      if (study.openings === openings) notices.fail('The generated codes could not be fetched', error)
    }
  }

  /** Draws a sample where there is none to show. */
  function show(next: ShownCodes): void {
    study.changeView({ shownCodes: next })
    const data = study.summary?.data
    if (next === 'real' || sample.value !== null || jobs.current || !data) return
    const by =
      data.classes.length > 0
        ? ({ kind: 'class' } as const)
        : ({ kind: 'clusters', count: clustersWithoutClasses } as const)
    void jobs.start({
      kind: 'modes',
      parameters: { source: 'map', draws: drawnAtFirst, by, seed: firstSeed },
    })
  }

  /** A draw belongs to its sample: another one numbers other codes so. */
  watch([cloud], () => {
    const { focus } = selection
    if (focus.kind === 'drawn' && focus.draw >= (cloud.value?.count ?? 0)) selection.choose({ kind: 'none' })
  })
  watch(sample, () => {
    if (selection.focus.kind === 'drawn') selection.choose({ kind: 'none' })
  })
  watch(
    [() => study.openings, sample, () => study.stages?.cloud === 'done', () => shown.value !== 'real'],
    ([, revision, placed, wanted]) => {
      fetched.value = null
      if (revision !== null && placed && wanted) void fetchCloud()
    },
    { immediate: true },
  )

  return { shown, cloud, show }
})
