import { computed } from 'vue'
import { useCategoriesStore } from '../../stores/categories'
import { usePathsStore } from '../../stores/paths'
import { useSelectionStore } from '../../stores/selection'
import { useStudyStore } from '../../stores/study'
import { currentHandle, currentStep } from './path-places'

/** Where the active path stands, and how to go along it. */
export function useCurrentStep() {
  const study = useStudyStore()
  const categories = useCategoriesStore()
  const paths = usePathsStore()
  const selection = useSelectionStore()

  const step = computed(() => {
    const { active, trace } = paths
    return active ? currentStep(selection.shown, active.id, trace) : null
  })
  const handle = computed(() => {
    const { active, trace } = paths
    return active ? currentHandle(selection.shown, active.id, trace) : null
  })

  /** Category of each step in the present colouring: the class by vote, an attribute as the nearest picture has it. */
  const stepCategories = computed<ArrayLike<number>>(() => {
    const { trace } = paths
    if (!trace) return []
    if (byClass.value) return trace.votes
    const { codes } = categories
    return Array.from(trace.nearest, (index) => codes?.[index] ?? -1)
  })
  const byClass = computed(() => categories.chosen?.value === 'class' || study.view === null)

  function goTo(next: number): void {
    const { active, trace } = paths
    if (!active || !trace) return
    const within = Math.min(trace.steps - 1, Math.max(0, next))
    selection.choose({ kind: 'step', path: active.id, step: within })
  }

  /** Shows a step while the pointer is over it; null goes back to the chosen one. */
  function look(at: number | null): void {
    const { active } = paths
    selection.look(at === null || !active ? null : { kind: 'step', path: active.id, step: at })
  }

  function goToHandle(next: number): void {
    const { active } = paths
    if (!active || next < 0 || next >= active.waypoints.length) return
    selection.choose({ kind: 'handle', path: active.id, handle: next })
  }

  /** Arrow keys go along the path, with Shift from handle to handle. */
  function onKey(event: KeyboardEvent): void {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    const { trace } = paths
    if (by === 0 || !trace || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    const here = step.value ?? (by > 0 ? -1 : trace.steps)
    if (event.shiftKey) {
      const steps = trace.handles.map((one) => one.step)
      const next = by > 0 ? steps.findIndex((at) => at > here) : steps.findLastIndex((at) => at < here)
      goToHandle(next)
    } else goTo(here + by)
  }

  return { step, handle, stepCategories, byClass, goTo, look, goToHandle, onKey }
}
