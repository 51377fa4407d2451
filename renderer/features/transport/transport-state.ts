import { computed, inject, provide, proxyRefs, ref, shallowRef, type InjectionKey } from 'vue'
import type { PointReport } from '../../../shared/contracts/results'
import { useCategoriesStore } from '../../stores/categories'
import { useResultsStore } from '../../stores/results'
import { useSettingsStore } from '../../stores/settings'
import { useStudyStore } from '../../stores/study'
import { palette } from '../../ui/palette'
import type { PlaneScene } from './drawing'
import { cellsOfItems, centroids, singularMask } from './plane-geometry'

/** What is under the pointer: a noise x and the item whose cell holds it. */
export interface Hovered {
  readonly x: readonly number[] | null
  readonly item: number
}

function transportState() {
  const study = useStudyStore()
  const results = useResultsStore()
  const categories = useCategoriesStore()
  const settings = useSettingsStore()

  const showDual = ref(true)
  const showSingular = computed({
    get: () => study.view?.showSingularSet ?? true,
    set: (value: boolean) => {
      study.changeView({ showSingularSet: value })
    },
  })
  const hovered = shallowRef<Hovered | null>(null)
  /** A facet of the table that a list points at. */
  const pointedFacet = ref<number | null>(null)
  const report = shallowRef<PointReport | null>(null)
  const look = computed(() => palette(settings.theme))

  /** Position in the palette by item; −1 without a category, −2 where it is hidden. */
  const colourOfItem = computed<(item: number) => number>(() => {
    const { codes, entries } = categories
    return (item) => {
      const entry = entries[codes?.[item] ?? -1]
      if (!entry) return -1
      return entry.hidden ? -2 : entry.colour
    }
  })

  const singular = computed(() =>
    results.facets && study.threshold ? singularMask(results.facets, study.threshold) : null,
  )

  const geometry = computed(() => {
    const { diagram } = results
    const count = study.summary?.data?.count ?? 0
    return diagram ? { diagram, centres: centroids(diagram), cellOf: cellsOfItems(diagram, count) } : null
  })

  const scene = computed<PlaneScene | null>(() => {
    const shapes = geometry.value
    if (!shapes) return null
    return {
      ...shapes,
      facets: results.facets,
      singular: singular.value,
      colourOf: Int8Array.from(shapes.diagram.items, (item) => colourOfItem.value(item)),
      look: look.value,
      dark: settings.theme === 'dark',
    }
  })

  return proxyRefs({
    showDual,
    showSingular,
    hovered,
    pointedFacet,
    report,
    look,
    colourOfItem,
    singular,
    scene,
  })
}

type TransportViewState = ReturnType<typeof transportState>

const key: InjectionKey<TransportViewState> = Symbol('transport view')

/** The state of one Transport view, made by the view and shared by its panels. */
export function provideTransportState(): TransportViewState {
  const state = transportState()
  provide(key, state)
  return state
}

/** The state of the Transport view that this panel is in. */
export function useTransportState(): TransportViewState {
  const state = inject(key)
  if (!state) throw new Error('Expected to stand inside the Transport view.')
  return state
}
