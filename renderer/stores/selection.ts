import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { PathEnd } from './path-edits'
import { useStudyStore } from './study'

export type Tool = 'pointer' | 'lasso' | 'box' | 'path'
/** Whether a lasso or a box takes points that lie behind others. */
export type Depth = 'through' | 'visible'

/** What the inspector is about. A handle keeps its number while its step moves along the strip. */
export type Focus =
  | { readonly kind: 'none' }
  | { readonly kind: 'point'; readonly index: number }
  | { readonly kind: 'own'; readonly id: string }
  | { readonly kind: 'drawn'; readonly draw: number }
  | { readonly kind: 'handle'; readonly path: string; readonly handle: number }
  | { readonly kind: 'step'; readonly path: string; readonly step: number }

/** The tool in hand, what is chosen, and what the pointer is over. */
export const useSelectionStore = defineStore('selection', () => {
  const study = useStudyStore()
  const tool = ref<Tool>('pointer')
  const depth = ref<Depth>('through')
  const focus = shallowRef<Focus>({ kind: 'none' })
  /** A step that is looked at while the pointer is over it, without choosing it. */
  const preview = shallowRef<Focus | null>(null)
  const shown = computed(() => preview.value ?? focus.value)
  const hoveredPoint = ref<number | null>(null)
  /** First end of a path that waits for its second. */
  const draft = shallowRef<PathEnd | null>(null)

  /** How often the menu of the point in focus was asked for by a key. */
  const menuAsked = ref(0)
  function askForMenu(): void {
    menuAsked.value += 1
  }

  function choose(next: Focus): void {
    focus.value = next
  }

  function look(next: Focus | null): void {
    preview.value = next
  }

  function take(next: Tool): void {
    tool.value = next
    draft.value = null
  }

  function reach(next: Depth): void {
    depth.value = next
  }

  function hover(index: number | null): void {
    hoveredPoint.value = index
  }

  function begin(end: PathEnd | null): void {
    draft.value = end
  }

  watch(
    () => study.id,
    () => {
      take('pointer')
      choose({ kind: 'none' })
      look(null)
      hover(null)
    },
    { flush: 'sync' },
  )

  return {
    tool,
    depth,
    focus,
    shown,
    hoveredPoint,
    draft,
    menuAsked,
    askForMenu,
    choose,
    look,
    take,
    reach,
    hover,
    begin,
  }
})
