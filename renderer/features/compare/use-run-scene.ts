import { usePreferredReducedMotion } from '@vueuse/core'
import { computed, onBeforeUnmount, onMounted, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { CameraState, LatentPath } from '../../../shared/contracts/study'
import { LatentScene } from '../../scene/latent-scene'
import { useCategoriesStore } from '../../stores/categories'
import { useComparisonStore, type StandingRun } from '../../stores/comparison'
import { useResultsStore } from '../../stores/results'
import { useSelectedPointsStore } from '../../stores/selected-points'
import { useSelectionStore } from '../../stores/selection'
import { useSettingsStore } from '../../stores/settings'
import { useStudyStore } from '../../stores/study'
import { channels, palette } from '../../ui/palette'
import { scenePath } from '../latent/path-places'
import { generatedLayer } from '../latent/generated-colours'
import { pointColours } from '../latent/point-colours'
import { categoryColours, sceneTheme } from '../latent/scene-colours'

/** The camera that linked clouds share, and the run in whose cloud it was last moved. */
export interface SharedCamera {
  readonly by: string
  readonly state: CameraState
}

/**
 * The cloud of one run inside an element, for as long as the component lives. Colours, selection and path are those of
 * the Latent view; the camera is shared with the clouds beside it while they are linked.
 */
export function useRunScene(
  container: Readonly<ShallowRef<HTMLElement | null>>,
  run: () => StandingRun,
  path: () => LatentPath | null,
  shared: Ref<SharedCamera | null>,
) {
  const study = useStudyStore()
  const comparison = useComparisonStore()
  const results = useResultsStore()
  const categories = useCategoriesStore()
  const selected = useSelectedPointsStore()
  const selection = useSelectionStore()
  const settings = useSettingsStore()
  const motion = usePreferredReducedMotion()

  const scene = shallowRef<LatentScene | null>(null)
  const failure = shallowRef<string | null>(null)
  const colours = computed(() => palette(settings.theme))
  /** What is pointed at and chosen in this cloud alone, while selections are not linked. */
  const own = shallowRef<{ readonly hovered: number | null; readonly chosen: number | null }>({
    hovered: null,
    chosen: null,
  })
  const marks = computed(() => {
    if (!comparison.linkedSelection) return { hovered: own.value.hovered, selected: own.value.chosen }
    const { focus, hoveredPoint } = selection
    return { hovered: hoveredPoint, selected: focus.kind === 'point' ? focus.index : null }
  })
  /** The study's facets join the codes of the run whose map it has. */
  const facets = computed(() => {
    const { draws } = run()
    const ofMap = draws?.map && !draws.changed
    return ofMap && study.view?.showSingularSet ? results.facets : null
  })
  const drawn = computed(() => (comparison.shown === 'generated' ? run().drawn : null))
  /** Beside generated codes the real ones step back; selected ones never do. */
  const rest = computed(() => {
    if (drawn.value) return 'hidden' as const
    return selected.dimsRest && selected.mask ? ('dimmed' as const) : ('plain' as const)
  })
  const masks = computed(() => ({ selected: selected.mask, isolated: selected.isolatedMask }))

  function paint(made: LatentScene): void {
    const now = { immediate: true } as const
    watch(colours, (value) => made.setTheme(sceneTheme(value)), now)
    watch(
      () => run().positions,
      (positions) => {
        if (positions) made.setPositions(positions, 3, false)
      },
      now,
    )
    watch(
      [
        () => (run().positions?.length ?? 0) / 3,
        () => categories.codes,
        () => categories.entries,
        colours,
        masks,
        rest,
      ],
      ([count, codes, entries, value, chosen, what]) => {
        const selectionColours = {
          ...chosen,
          colour: channels(value.selectionPoint),
          rest: what,
          dim: channels(value.dim),
        }
        const ofCategories = categoryColours(entries, value)
        made.setColours(pointColours(count, codes, ofCategories, channels(value.other), selectionColours))
      },
      now,
    )
    watch(
      [drawn, () => categories.codes, () => categories.entries, colours],
      ([cloud, codes, entries, value]) => {
        made.setGenerated(...generatedLayer(cloud, codes, entries, value))
      },
      now,
    )
    watch(
      [facets, () => study.threshold],
      ([table, threshold]) => {
        made.setThreshold(threshold?.value ?? Infinity)
        made.setFacets(
          table && {
            first: table.first,
            second: table.second,
            measure: threshold?.test === 'distance' ? table.distance : table.angle,
            mass: table.mass,
          },
        )
      },
      now,
    )
    watch(
      [path, () => run().trace, () => run().torn, () => run().positions, () => selection.shown],
      ([along, trace, torn, positions, focus]) => {
        const drawn = along && positions && trace?.path === along.id
        made.setPaths(
          drawn ? [scenePath(along, true, trace, positions, torn, study.threshold, focus, false)] : [],
        )
      },
      now,
    )
    watch(marks, (value) => made.setMarks({ ...value, draft: null }), now)
  }

  function listen(made: LatentScene): void {
    made.on('hover', ({ target }) => {
      const hovered = target.kind === 'point' ? target.index : null
      if (comparison.linkedSelection) selection.hover(hovered)
      else own.value = { ...own.value, hovered }
    })
    made.on('click', ({ target }) => {
      const chosen = target.kind === 'point' ? target.index : null
      if (!comparison.linkedSelection) own.value = { ...own.value, chosen }
      else selection.choose(chosen === null ? { kind: 'none' } : { kind: 'point', index: chosen })
    })
    const share = (): void => {
      shared.value = { by: run().key, state: made.camera }
    }
    made.on('cameraMove', share)
    made.on('cameraRest', share)
    watch(
      [shared, () => comparison.linkedCamera],
      ([camera, linked]) => {
        if (camera && linked && camera.by !== run().key) made.camera = camera.state
      },
      { immediate: true },
    )
  }

  onMounted(() => {
    if (!container.value) return
    try {
      const made = new LatentScene(container.value, sceneTheme(colours.value), motion.value === 'reduce')
      made.setShown({ bridges: true, pictures: false })
      paint(made)
      listen(made)
      scene.value = made
    } catch (error) {
      failure.value = error instanceof Error ? error.message : String(error)
    }
  })
  onBeforeUnmount(() => scene.value?.dispose())

  return { failure }
}
