import { defineStore } from 'pinia'
import { computed, ref, toRaw, watch } from 'vue'
import type { StudyView } from '../../shared/contracts/study'
import type { IndexSet } from '../../shared/index-set'
import { useSelectedPointsStore } from './selected-points'
import { useSelectionStore } from './selection'
import { useStudyStore } from './study'
import { UndoStack } from './undo-stack'

/** What undo and redo go through. */
interface Recorded {
  readonly view: Pick<
    StudyView,
    | 'paths'
    | 'activePath'
    | 'colourBy'
    | 'hiddenCategories'
    | 'threshold'
    | 'selections'
    | 'ownPictures'
    | 'grid'
  >
  readonly point: number | null
  readonly selected: IndexSet
  readonly isolated: IndexSet | null
  readonly dimsRest: boolean
}

type Kind = 'path' | 'own' | 'grid' | 'colour' | 'filter' | 'threshold' | 'selection'

const LIMIT = 100
/** Changes of the threshold that follow each other within this time are one: a slider sends dozens. */
const ONE_MOVE = 700

/**
 * Undo and redo over paths, pictures of one's own, selection, colour, filter and threshold. It watches the state itself, so whoever
 * changes it is covered; a gesture (dragging a handle, a slider) is one entry.
 */
export const useHistoryStore = defineStore('history', () => {
  const study = useStudyStore()
  const selection = useSelectionStore()
  const selected = useSelectedPointsStore()
  const stack = new UndoStack<Recorded>(LIMIT)
  const undoable = ref(0)
  const redoable = ref(0)
  let paused = false
  let gestureStart: Recorded | null = null
  let lastThreshold = -Infinity
  /** Another study is being opened: its view comes next, and is no edit. */
  let opening = false

  let present = snapshot()
  const fingerprint = computed(() => {
    const view = study.view
    return [
      view?.paths,
      view?.colourBy,
      view?.hiddenCategories,
      view?.threshold,
      selection.focus,
      view?.activePath,
      view?.selections,
      view?.ownPictures,
      view?.grid,
      selected.items,
      selected.isolated,
      selected.dimsRest,
    ]
  })

  function snapshot(): Recorded {
    const view = toRaw(study.view)
    return {
      view: {
        paths: toRaw(view?.paths) ?? [],
        activePath: view?.activePath ?? null,
        colourBy: view?.colourBy ?? 'class',
        hiddenCategories: [...(view?.hiddenCategories ?? [])],
        threshold: view?.threshold ? { ...toRaw(view.threshold) } : null,
        selections: toRaw(view?.selections) ?? [],
        ownPictures: toRaw(view?.ownPictures) ?? [],
        grid: toRaw(view?.grid) ?? null,
      },
      point: selection.focus.kind === 'point' ? selection.focus.index : null,
      selected: selected.items,
      isolated: selected.isolated,
      dimsRest: selected.dimsRest,
    }
  }

  function publish(): void {
    undoable.value = stack.undoable
    redoable.value = stack.redoable
  }

  function noticed(): void {
    const left = present
    present = snapshot()
    if (opening) {
      opening = false
      return
    }
    if (paused || gestureStart) return
    const kind = difference(left, present)
    if (!kind) return
    const now = performance.now()
    const continues = kind === 'threshold' && now - lastThreshold < ONE_MOVE
    lastThreshold = kind === 'threshold' ? now : -Infinity
    if (!continues) stack.remember(left)
    publish()
  }

  /** Everything until `endGesture` is one entry. */
  function beginGesture(): void {
    gestureStart ??= present
  }

  function endGesture(): void {
    const start = gestureStart
    gestureStart = null
    if (start && difference(start, present)) stack.remember(start)
    publish()
  }

  /** Everything that `work` changes is one entry, or part of the gesture that is under way. */
  function asOne(work: () => void): void {
    const outermost = gestureStart === null
    beginGesture()
    try {
      work()
    } finally {
      if (outermost) endGesture()
    }
  }

  /** Changes that are no edit: an answer of the engine that completes what the person did. */
  function silently(work: () => void): void {
    paused = true
    try {
      work()
    } finally {
      paused = false
    }
  }

  function restore(state: Recorded | null): void {
    if (!state) return
    silently(() => {
      study.changeView({ ...state.view, hiddenCategories: [...state.view.hiddenCategories] })
      if (state.point !== null) selection.choose({ kind: 'point', index: state.point })
      else if (selection.focus.kind === 'point') selection.choose({ kind: 'none' })
      selected.take(state.selected)
      selected.isolate(state.isolated)
      selected.dimRest(state.dimsRest)
    })
    lastThreshold = -Infinity
    publish()
  }

  const undo = (): void => restore(stack.undo(present))
  const redo = (): void => restore(stack.redo(present))

  watch(fingerprint, noticed, { flush: 'sync' })
  watch(
    () => study.id,
    () => {
      stack.clear()
      gestureStart = null
      opening = true
      publish()
    },
    { flush: 'sync' },
  )

  return {
    canUndo: computed(() => undoable.value > 0),
    canRedo: computed(() => redoable.value > 0),
    undo,
    redo,
    beginGesture,
    endGesture,
    asOne,
    silently,
  }
})

/** What differs between two states; which path is active alone is no edit. */
function difference(a: Recorded, b: Recorded): Kind | null {
  if (a.view.threshold?.value !== b.view.threshold?.value) return 'threshold'
  if (a.view.threshold?.test !== b.view.threshold?.test) return 'threshold'
  if (a.view.colourBy !== b.view.colourBy) return 'colour'
  if (a.view.hiddenCategories.join('\n') !== b.view.hiddenCategories.join('\n')) return 'filter'
  if (a.point !== b.point || a.selected !== b.selected || a.isolated !== b.isolated) return 'selection'
  if (a.view.selections !== b.view.selections) return 'selection'
  if (a.view.ownPictures !== b.view.ownPictures) return 'own'
  if (a.view.grid !== b.view.grid) return 'grid'
  if (a.dimsRest !== b.dimsRest) return 'filter'
  const same =
    a.view.paths.length === b.view.paths.length &&
    a.view.paths.every((path, k) => toRaw(path) === toRaw(b.view.paths[k]))
  return same ? null : 'path'
}
