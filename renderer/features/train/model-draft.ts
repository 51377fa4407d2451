import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { ModelParameters } from '../../../shared/contracts/study'
import { useStudyStore } from '../../stores/study'
import { fitsValues } from './presets'

/**
 * The parameters the next training will have: those of the study until the person changes one. The engine learns of them
 * when the training starts; they outlive a change of the view, not of the study.
 */
export const useModelDraft = defineStore('model-draft', () => {
  const study = useStudyStore()
  /** Whether what rests on the model is made after the training. */
  const rest = ref(true)
  const changed = shallowRef<ModelParameters | null>(null)

  const stored = computed(() => study.summary?.parameters.model ?? null)
  const parameters = computed(() => changed.value ?? stored.value)
  const isChanged = computed(
    () => changed.value !== null && stored.value !== null && !fitsValues(changed.value, stored.value),
  )

  function change(part: Partial<ModelParameters>): void {
    if (parameters.value) changed.value = { ...parameters.value, ...part }
  }
  function reset(): void {
    changed.value = null
  }

  watch(() => study.id, reset, { flush: 'sync' })

  return { parameters, isChanged, rest, change, reset }
})
