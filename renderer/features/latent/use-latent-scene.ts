import { usePreferredReducedMotion } from '@vueuse/core'
import { computed, onBeforeUnmount, onMounted, shallowRef, watch, type ShallowRef } from 'vue'
import { clusterPlaces } from '../../scene/cluster-names'
import { LatentScene } from '../../scene/latent-scene'
import { useCategoriesStore } from '../../stores/categories'
import { useCloudStore } from '../../stores/cloud'
import { useGeneratedStore } from '../../stores/generated'
import { useMeasuresStore } from '../../stores/measures'
import { useOwnPicturesStore } from '../../stores/own-pictures'
import { usePathsStore } from '../../stores/paths'
import { useResultsStore } from '../../stores/results'
import { useSelectedPointsStore } from '../../stores/selected-points'
import { useSelectionStore } from '../../stores/selection'
import { useSettingsStore } from '../../stores/settings'
import { useStudyStore } from '../../stores/study'
import { channels, palette } from '../../ui/palette'
import { ramp, rampTable } from '../../ui/ramps'
import { generatedLayer } from './generated-colours'
import { draftMark, pinImage } from './own-pins'
import { measureColours } from './measure-colours'
import { scenePath } from './path-places'
import { pointColours, type SelectionColours } from './point-colours'
import { categoryColours, sceneTheme } from './scene-colours'
import { usePicturesInCloud } from './use-pictures-in-cloud'
import { actOn, type CardPlace } from './scene-actions'

/** A frame that comes this long after the last, or of another method, is moved to instead of jumped to. */
const MORPH_AFTER = 400

/**
 * Makes the scene inside an element for as long as the component lives, hands it every change of the stores, and
 * turns what the person does in it into actions of the stores.
 */
export function useLatentScene(container: Readonly<ShallowRef<HTMLElement | null>>) {
  const study = useStudyStore()
  const cloud = useCloudStore()
  const results = useResultsStore()
  const categories = useCategoriesStore()
  const paths = usePathsStore()
  const selection = useSelectionStore()
  const generated = useGeneratedStore()
  const own = useOwnPicturesStore()
  const measures = useMeasuresStore()
  const selected = useSelectedPointsStore()
  const settings = useSettingsStore()
  const motion = usePreferredReducedMotion()

  const scene = shallowRef<LatentScene | null>(null)
  const failure = shallowRef<string | null>(null)
  const contextLost = shallowRef(false)
  const colours = computed(() => palette(settings.theme))

  const ownPlaces = computed(() => new Map(own.reports.map(({ id, position }) => [id, position] as const)))
  const pins = computed(() =>
    own.reports.flatMap(({ id, position, picture }) => {
      const image = pinImage(picture)
      const current = selection.focus.kind === 'own' && selection.focus.id === id
      return image ? [{ id, place: position, image, aspect: picture.height / picture.width, current }] : []
    }),
  )
  const paintedPaths = computed(() => {
    const layout = cloud.cloud
    if (!layout) return []
    return paths.paths.map((path) =>
      scenePath(
        path,
        path.id === paths.active?.id,
        paths.traces.get(path.id) ?? null,
        layout.positions,
        paths.torn.get(path.id) ?? [],
        study.threshold,
        selection.shown,
        cloud.iterating,
        ownPlaces.value,
      ),
    )
  })

  const measured = computed(() => {
    const { values, range, chosen } = measures
    if (!values || !range || !chosen) return null
    const stops = ramp(chosen.middle === null ? 'sequential' : 'diverging', settings.theme)
    return measureColours(values, range, rampTable(stops), channels(colours.value.other))
  })

  /** Beside generated codes the real ones step back; selected ones never do. */
  const rest = computed<SelectionColours['rest']>(() => {
    if (generated.cloud) return generated.shown === 'generated' ? 'hidden' : 'dimmed'
    return selected.dimsRest && selected.count > 0 ? 'dimmed' : 'plain'
  })

  /** The largest classes first: where two names would overlap, theirs is written. */
  const names = computed(() => {
    const { codes, entries } = categories
    if (!study.view?.showNames || !cloud.cloud || codes?.length !== cloud.cloud.count) return []
    const places = clusterPlaces(cloud.cloud.positions, codes, entries.length)
    return entries
      .filter(({ hidden }) => !hidden)
      .toSorted((a, b) => b.count - a.count)
      .flatMap(({ code, name }) => {
        const place = places[code]
        return place ? [{ text: name, place }] : []
      })
  })

  function follow(made: LatentScene): void {
    let lastMethod = ''
    let lastFrame = -Infinity
    const now = { immediate: true } as const
    watch(colours, (value) => made.setTheme(sceneTheme(value)), now)
    watch(
      () => cloud.cloud,
      (layout) => {
        if (!layout) return
        const time = performance.now()
        const morph = lastMethod !== '' && (layout.method !== lastMethod || time - lastFrame > MORPH_AFTER)
        lastMethod = layout.method
        lastFrame = time
        made.setPositions(layout.positions, layout.dimensions, morph)
      },
      now,
    )
    watch(
      [
        () => cloud.cloud?.count ?? 0,
        () => categories.codes,
        () => categories.entries,
        colours,
        () => ({ selected: selected.mask, isolated: selected.isolatedMask }),
        rest,
        measured,
      ],
      ([count, codes, entries, value, masks, what, rgb]) => {
        const chosen = {
          ...masks,
          colour: channels(value.selectionPoint),
          rest: what,
          dim: channels(value.dim),
        }
        const ofCategories = categoryColours(entries, value)
        made.setColours(pointColours(count, codes, ofCategories, channels(value.other), chosen, rgb))
      },
      now,
    )
    watch(
      [() => generated.cloud, () => categories.codes, () => categories.entries, colours],
      ([drawn, codes, entries, value]) => {
        made.setGenerated(...generatedLayer(drawn, codes, entries, value), true)
      },
      now,
    )
    watch(
      [() => results.facets, () => study.threshold?.test],
      ([facets, test]) => {
        made.setFacets(
          facets && {
            first: facets.first,
            second: facets.second,
            measure: test === 'distance' ? facets.distance : facets.angle,
            mass: facets.mass,
          },
        )
      },
      now,
    )
    watch(
      () => study.threshold?.value ?? Infinity,
      (value) => made.setThreshold(value),
      now,
    )
    watch(
      () => ({ bridges: study.view?.showSingularSet ?? true, pictures: study.view?.showPictures ?? true }),
      (shown) => made.setShown(shown),
      now,
    )
    watch(pins, (value) => made.setPins(value), { ...now, flush: 'post' })
    watch(paintedPaths, (painted) => made.setPaths(painted), { ...now, flush: 'post' })
    watch(
      () => ({
        hovered: selection.hoveredPoint,
        selected: selection.focus.kind === 'point' ? selection.focus.index : null,
        draft: draftMark(selection.draft),
        drawn: selection.focus.kind === 'drawn' ? selection.focus.draw : null,
      }),
      (marks) => made.setMarks(marks),
      now,
    )
    watch(
      () => selection.tool,
      (tool) => made.setTool(tool),
      now,
    )
    watch(
      () => selection.depth,
      (depth) => made.setThrough(depth === 'through'),
      now,
    )
    watch(
      () => cloud.wished,
      (wish) => {
        if (wish?.kind === 'turn') made.turnAbout(wish.points)
        else made.frame(wish?.points ?? null)
      },
    )
    watch(
      () => study.view?.projection,
      (projection) => made.setParallel(projection === 'parallel'),
      now,
    )
    watch(names, (value) => made.setNames(value), now)
    usePicturesInCloud(made)
  }

  const card = shallowRef<CardPlace | null>(null)
  const menu = shallowRef<CardPlace | null>(null)

  onMounted(() => {
    if (!container.value) return
    try {
      const made = new LatentScene(container.value, sceneTheme(colours.value), motion.value === 'reduce')
      if (cloud.camera) made.camera = cloud.camera
      follow(made)
      actOn(made, card, menu)
      made.on('context', ({ lost }) => {
        contextLost.value = lost
      })
      scene.value = made
    } catch (error) {
      failure.value = error instanceof Error ? error.message : String(error)
    }
  })
  onBeforeUnmount(() => scene.value?.dispose())

  return { scene, failure, contextLost, card, menu }
}
