import { useIntervalFn } from '@vueuse/core'
import { watch } from 'vue'
import { usePathsStore } from '../../stores/paths'
import { useSelectionStore } from '../../stores/selection'
import { currentStep } from './path-places'

const stepsASecond = 8

/** While playing, the current step walks along the path and begins again at its end. */
export function usePlay(): void {
  const paths = usePathsStore()
  const selection = useSelectionStore()

  const { pause, resume } = useIntervalFn(
    () => {
      const { active, trace } = paths
      if (!active || !trace) {
        paths.setPlaying(false)
        return
      }
      const here = currentStep(selection.focus, active.id, trace)
      const step = here === null ? 0 : (here + 1) % trace.steps
      selection.choose({ kind: 'step', path: active.id, step })
    },
    1000 / stepsASecond,
    { immediate: false },
  )
  watch(
    () => paths.playing,
    (on) => (on ? resume() : pause()),
    { immediate: true },
  )
}
