import { shallowRef, watch, type Ref } from 'vue'
import type { PointReport } from '../../../shared/contracts/results'
import { asBrenierError } from '../../../shared/errors'
import { engine } from '../../host/connection'
import { useStudyStore } from '../../stores/study'

/**
 * The engine's report on a point, after the point has stayed the same for `pause` ms. While the next one is on its
 * way the report is null.
 */
export function usePointReport(index: Readonly<Ref<number | null>>, pause: number) {
  const study = useStudyStore()
  const report = shallowRef<PointReport | null>(null)
  const failure = shallowRef<string | null>(null)

  watch(
    [index, () => study.stages?.transport, () => study.stages?.model],
    ([wanted], _, onCleanup) => {
      if (report.value?.index !== wanted) report.value = null
      failure.value = null
      if (wanted === null) return
      let cancelled = false
      const timer = setTimeout(() => {
        engine()
          .request('point.inspect', { index: wanted })
          .then(
            (answer) => {
              if (!cancelled) report.value = answer
            },
            (error: unknown) => {
              if (!cancelled) failure.value = asBrenierError(error).message
            },
          )
      }, pause)
      onCleanup(() => {
        cancelled = true
        clearTimeout(timer)
      })
    },
    { immediate: true },
  )

  return { report, failure }
}
