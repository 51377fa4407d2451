import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { NoiseSource } from '../../shared/contracts/study'
import { useJobsStore } from './jobs'
import { useStudyStore } from './study'

/**
 * What the study's map draws noise from, and what its next is to draw from. A choice outlives a change of the view, not
 * of the study; the engine learns of it when the map is solved.
 */
export const useNoiseStore = defineStore('noise', () => {
  const study = useStudyStore()
  const jobs = useJobsStore()
  const chosen = shallowRef<NoiseSource | null>(null)

  const stored = computed(() => study.summary?.parameters.transport ?? null)
  /** Coordinates of a code; null before a model says it. */
  const dimension = computed(() => study.summary?.latent ?? null)
  const source = computed<NoiseSource>(() => chosen.value ?? stored.value?.source ?? 'cube')
  const isChanged = computed(() => JSON.stringify(source.value) !== JSON.stringify(stored.value?.source))
  /** Why no map can be solved from it now; empty where one can. */
  const obstacle = computed(() => {
    if (jobs.current) return 'Another job is running: wait for it or cancel it.'
    return study.stages?.codes === 'done' ? '' : 'There are no codes to map to yet: run the study first.'
  })

  function choose(next: NoiseSource): void {
    chosen.value = next
  }

  /** Solves the map from what was chosen, and finds its facets. */
  async function solve(): Promise<void> {
    if (obstacle.value || !stored.value) return
    // A method that was chosen for other noise need not fit: exact ones take no Gaussian, sampling ones no corners.
    const method = isChanged.value ? 'auto' : stored.value.method
    const parameters = { ...stored.value, source: source.value, method }
    await jobs.start({ kind: 'transport', parameters, rest: true })
  }

  watch(
    () => study.openings,
    () => {
      chosen.value = null
    },
    { flush: 'sync' },
  )

  return { dimension, source, isChanged, obstacle, choose, solve }
})
