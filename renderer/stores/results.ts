import { defineStore } from 'pinia'
import { computed, shallowRef, watch } from 'vue'
import type { AnswerOf, Method } from '../../shared/contracts/methods'
import type {
  FacetTable,
  Labels,
  PlaneDiagram,
  PlanePoints,
  SolidDiagram,
  TransportState,
} from '../../shared/contracts/results'
import type { StageName } from '../../shared/contracts/study'
import { engine } from '../host/connection'
import { useNoticesStore } from './notices'
import { useStudyStore } from './study'

type Question = Extract<
  Method,
  'data.labels' | 'data.plane' | 'facets.get' | 'transport.state' | 'transport.diagram' | 'transport.solid'
>

/**
 * Arrays that the engine has computed for the open study, fetched when their stage is done. They are held
 * by reference and never made reactive. The cloud and the training have stores of
 * their own.
 */
export const useResultsStore = defineStore('results', () => {
  const study = useStudyStore()
  const notices = useNoticesStore()
  const labels = shallowRef<Labels | null>(null)
  /** Where points lie; null for pictures. */
  const plane = shallowRef<PlanePoints | null>(null)
  const facets = shallowRef<FacetTable | null>(null)
  const transport = shallowRef<TransportState | null>(null)
  const diagram = shallowRef<PlaneDiagram | null>(null)
  const solid = shallowRef<SolidDiagram | null>(null)

  /** Facets that count as singular at the threshold in force, and the rest. */
  const facetCounts = computed(() => {
    const table = facets.value
    const limit = study.threshold
    if (!table || !limit) return null
    const measure = limit.test === 'angle' ? table.angle : table.distance
    let singular = 0
    for (const value of measure) if (value > limit.value) singular += 1
    return { singular, kept: table.count - singular }
  })

  /** Fetches; an answer for a study that is no longer open is dropped, a refusal too. */
  async function fetchFor<M extends Question>(method: M, put: (value: AnswerOf<M>) => void): Promise<void> {
    const { openings } = study
    try {
      // Each of these questions takes no parameters.
      const value = await engine().request(method, {} as never)
      if (study.openings === openings) put(value)
    } catch (error) {
      if (study.openings === openings) notices.fail('A result could not be fetched', error)
    }
  }

  function clear(): void {
    labels.value = null
    plane.value = null
    facets.value = null
    transport.value = null
    diagram.value = null
    solid.value = null
  }

  const onDone = (stage: StageName, fetchIt: () => void) =>
    watch(
      [() => study.openings, () => study.stages?.[stage]],
      ([, state]) => {
        if (state === 'done') fetchIt()
      },
      { immediate: true },
    )

  watch(() => study.openings, clear, { flush: 'sync' })
  onDone('data', () => {
    void fetchFor('data.labels', (value) => (labels.value = value))
    void fetchFor('data.plane', (value) => (plane.value = value))
  })
  onDone('transport', () => {
    void fetchFor('transport.state', (value) => (transport.value = value))
  })
  onDone('facets', () => {
    void fetchFor('facets.get', (value) => (facets.value = value))
    // Their borders are the facets: before they are found the engine has none to draw.
    void fetchFor('transport.diagram', (value) => (diagram.value = value))
    void fetchFor('transport.solid', (value) => (solid.value = value))
  })

  /** Listens to frames. @returns stop listening */
  function listen(): () => void {
    // A last frame may arrive after its stage is done and has been fetched: it knows less.
    return engine().on('transport', (value) => {
      if (study.stages?.transport !== 'done') transport.value = value
    })
  }

  return { labels, plane, facets, transport, diagram, solid, facetCounts, listen }
})
