import { usePreferredReducedMotion } from '@vueuse/core'
import { onBeforeUnmount, onMounted, shallowRef, watch, type ShallowRef } from 'vue'
import type { SolidDiagram } from '../../../shared/contracts/results'
import { LatentScene } from '../../scene/latent-scene'
import { useCategoriesStore } from '../../stores/categories'
import { useResultsStore } from '../../stores/results'
import { useSettingsStore } from '../../stores/settings'
import { useStudyStore } from '../../stores/study'
import { channels, palette } from '../../ui/palette'
import { pointColours } from '../latent/point-colours'
import { categoryColours, sceneTheme } from '../latent/scene-colours'
import { useTransportState } from './transport-state'

/** The domain of a map of space inside an element: a point at each cell's centre, the singular facets as a surface. */
export function useSolidScene(
  container: Readonly<ShallowRef<HTMLElement | null>>,
  solid: () => SolidDiagram | null,
) {
  const study = useStudyStore()
  const results = useResultsStore()
  const categories = useCategoriesStore()
  const settings = useSettingsStore()
  const state = useTransportState()
  const motion = usePreferredReducedMotion()
  const scene = shallowRef<LatentScene | null>(null)
  const failure = shallowRef<string | null>(null)

  function follow(made: LatentScene): void {
    const now = { immediate: true } as const
    const colours = () => palette(settings.theme)
    watch(colours, (value) => made.setTheme(sceneTheme(value)), now)
    watch(
      [solid, () => categories.codes, () => categories.entries, colours],
      ([shapes, codes, entries, value]) => {
        if (!shapes) return
        const ofCells = codes && Int32Array.from(shapes.items, (item) => codes[item] ?? -1)
        const none = { selected: null, isolated: null, colour: channels(value.selectionPoint) }
        const plain = { ...none, rest: 'plain' as const, dim: channels(value.dim) }
        const ofCategories = categoryColours(entries, value)
        made.setColours(pointColours(shapes.cells, ofCells, ofCategories, channels(value.other), plain))
      },
      now,
    )
    watch(
      [solid, () => results.facets, () => study.threshold?.test],
      ([shapes, facets, test]) => {
        made.setSurface(
          shapes &&
            facets && {
              offsets: shapes.offsets,
              corners: shapes.corners,
              measure: test === 'distance' ? facets.distance : facets.angle,
              frame: shapes.frame,
            },
        )
      },
      now,
    )
    // After the surface: its frame is brought into view with them.
    watch(
      solid,
      (shapes) => {
        if (shapes) made.setPositions(shapes.centres, 3, false)
      },
      now,
    )
    watch(
      () => study.threshold?.value ?? Infinity,
      (value) => made.setThreshold(value),
      now,
    )
    watch(
      () => state.showSingular,
      (bridges) => made.setShown({ bridges, pictures: false }),
      now,
    )
    watch(
      () => state.hovered?.item ?? null,
      (item) => {
        const cell = item === null ? -1 : (solid()?.items.indexOf(item) ?? -1)
        made.setMarks({ hovered: cell < 0 ? null : cell, selected: null, draft: null })
      },
      now,
    )
    made.on('hover', ({ target }) => {
      const shapes = solid()
      if (!shapes || target.kind !== 'point') {
        state.hovered = null
        return
      }
      const centre = shapes.centres.subarray(3 * target.index, 3 * target.index + 3)
      state.hovered = { x: Array.from(centre), item: shapes.items[target.index]! }
    })
  }

  onMounted(() => {
    if (!container.value) return
    try {
      const made = new LatentScene(
        container.value,
        sceneTheme(palette(settings.theme)),
        motion.value === 'reduce',
      )
      follow(made)
      scene.value = made
    } catch (error) {
      failure.value = error instanceof Error ? error.message : String(error)
    }
  })
  onBeforeUnmount(() => scene.value?.dispose())

  return { scene, failure }
}
