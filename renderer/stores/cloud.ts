import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { Cloud } from '../../shared/contracts/results'
import type { IndexSet } from '../../shared/index-set'
import type { CameraState } from '../../shared/contracts/study'
import { engine } from '../host/connection'
import { useJobsStore } from './jobs'
import { useNoticesStore } from './notices'
import { useStudyStore } from './study'

/** What the camera is to look at: some points, or null for all. */
export type View =
  | { readonly kind: 'frame'; readonly points: IndexSet | null }
  | { readonly kind: 'turn'; readonly points: IndexSet }

/**
 * The cloud in view: the newest frame of the layout, held by reference. Frames replace each other while the
 * layout iterates; the engine's own copy is fetched when a study opens and when the layout is done.
 */
export const useCloudStore = defineStore('cloud', () => {
  const study = useStudyStore()
  const jobs = useJobsStore()
  const notices = useNoticesStore()
  const cloud = shallowRef<Cloud | null>(null)
  const loading = ref(false)
  /** What the scene was last asked to look at; a new value is a new wish. */
  const wished = shallowRef<View | null>(null)

  const camera = computed<CameraState | null>(() => study.view?.camera ?? null)
  /** Whether the layout still iterates. */
  const iterating = computed(() => study.stages?.cloud === 'running')

  function take(next: Cloud): void {
    cloud.value = next
  }

  async function fetchCloud(): Promise<void> {
    const { openings } = study
    loading.value = true
    try {
      const found = await engine().request('cloud.get', {})
      if (study.openings === openings && found) take(found)
    } catch (error) {
      if (study.openings === openings) notices.fail('The cloud could not be fetched', error)
    } finally {
      loading.value = false
    }
  }

  /** Whether the codes can be laid out anew in the plane or in space: not while a job runs, nor up from a plane. */
  function canEmbedIn(dimensions: number): boolean {
    const { summary } = study
    if (!summary || summary.stages.codes !== 'done' || jobs.current) return false
    return summary.trains || dimensions <= (summary.latent ?? 0)
  }

  /** Lays the codes out anew. */
  function embedIn(dimensions: 2 | 3): void {
    const parameters = study.summary?.parameters.cloud
    if (parameters) void jobs.start({ kind: 'embed', parameters: { ...parameters, dimensions } })
  }

  /** Keeps where the camera is; no edit, so it does not make the study unsaved. */
  function keepCamera(state: CameraState): void {
    study.changeView({ camera: state }, true)
  }

  /** Asks the scene to bring the whole cloud into view. */
  function frameAll(): void {
    wished.value = { kind: 'frame', points: null }
  }

  /** Asks the scene to bring these points into view; the camera then turns about their middle. */
  function flyTo(points: IndexSet): void {
    wished.value = { kind: 'frame', points }
  }

  /** Asks the camera to turn about the middle of these points from now on, as far away as it is. */
  function turnAbout(points: IndexSet): void {
    wished.value = { kind: 'turn', points }
  }

  watch(
    () => study.openings,
    () => {
      cloud.value = null
    },
    { flush: 'sync' },
  )
  watch(
    [() => study.openings, () => study.stages?.cloud === 'done'],
    () => {
      if (study.id) void fetchCloud()
    },
    { immediate: true },
  )
  // For as long as the window lives: frames that come while another view is open are wanted too.
  engine().on('cloud', (next) => {
    if (study.id) take(next)
  })

  return {
    cloud,
    loading,
    wished,
    camera,
    iterating,
    canEmbedIn,
    embedIn,
    keepCamera,
    frameAll,
    flyTo,
    turnAbout,
  }
})
