import { watch, type ShallowRef } from 'vue'
import type { IndexSet } from '../../../shared/index-set'
import type { LatentScene } from '../../scene/latent-scene'
import type { SceneEvents } from '../../scene/scene-events'
import { useCloudStore } from '../../stores/cloud'
import { useHistoryStore } from '../../stores/history'
import { isSameEnd, pictureEnd, type PathEnd } from '../../stores/path-edits'
import { usePathsStore } from '../../stores/paths'
import { useSelectedPointsStore } from '../../stores/selected-points'
import { useSelectionStore } from '../../stores/selection'

/** The point under the pointer and where its card hangs. */
export interface CardPlace {
  readonly index: number
  readonly x: number
  readonly y: number
}

/**
 * Turns what the person does in the scene into actions of the stores.
 * @param card where the card of the point under the pointer hangs
 * @param menu where the menu of a point is asked for
 */
export function actOn(
  made: LatentScene,
  card: ShallowRef<CardPlace | null>,
  menu: ShallowRef<CardPlace | null>,
): void {
  const cloud = useCloudStore()
  const history = useHistoryStore()
  const paths = usePathsStore()
  const selection = useSelectionStore()
  const selected = useSelectedPointsStore()

  function hover({ target }: SceneEvents['hover']): void {
    const index = target.kind === 'point' ? target.index : null
    selection.hover(index)
    if (index === card.value?.index) return
    card.value = index === null ? null : { index, ...made.pointOnScreen(index) }
  }

  function click({ target, how }: SceneEvents['click']): void {
    if (target.kind === 'path') {
      if (target.path !== paths.active?.id) paths.activate(target.path)
      selection.choose({ kind: 'step', path: target.path, step: Math.round(target.step) })
    } else if (target.kind === 'own') {
      if (selection.tool === 'path') clickEnd({ kind: 'own', id: target.id })
      else selection.choose({ kind: 'own', id: target.id })
    } else if (target.kind === 'drawn') {
      selection.choose({ kind: 'drawn', draw: target.draw })
    } else if (target.kind === 'point') {
      if (selection.tool === 'path') clickEnd(pictureEnd(target.index))
      else if (how === 'replace') selection.choose({ kind: 'point', index: target.index })
      else selected.combine(Uint32Array.of(target.index), how)
    } else if (selection.tool !== 'path' && how === 'replace') {
      selection.choose({ kind: 'none' })
      if (selection.tool !== 'pointer') selected.clear()
    }
  }

  /** The path tool: the first click begins a path, the second ends it. */
  function clickEnd(end: PathEnd): void {
    const from = selection.draft
    if (from === null) {
      selection.begin(end)
    } else if (!isSameEnd(from, end)) {
      paths.create(from, end)
      selection.begin(null)
    }
  }

  function doubleClick({ target, place }: SceneEvents['doubleClick']): void {
    if (target.kind === 'path' && place) paths.insert(target.path, target.step, place)
    else if (target.kind === 'point' && selection.tool === 'pointer') made.flyTo(target.index)
  }

  made.on('hover', hover)
  /** The outline stays over the points that it selected, until something else is selected. */
  let drawn: IndexSet | null = null
  function region({ items, how }: SceneEvents['region']): void {
    selected.combine(items, how)
    drawn = selected.items
  }

  watch(
    () => selected.items,
    (items) => {
      if (items !== drawn) made.dropRegion()
    },
  )

  made.on('click', click)
  made.on('region', region)
  made.on('menu', (place) => {
    card.value = null
    menu.value = place
  })
  watch(
    () => selection.menuAsked,
    () => {
      const { focus } = selection
      if (focus.kind === 'point') menu.value = { index: focus.index, ...made.pointOnScreen(focus.index) }
    },
  )
  made.on('doubleClick', doubleClick)
  made.on('handleGrab', ({ path, handle }) => {
    card.value = null
    history.beginGesture()
    paths.grab(path, handle)
  })
  made.on('handleMove', ({ handle, place, snapped, time }) => {
    paths.moveHandle(
      handle,
      snapped === null
        ? { kind: 'place', position: [...place] }
        : snapped.kind === 'point'
          ? pictureEnd(snapped.index)
          : { kind: 'own', id: snapped.id },
      time,
    )
  })
  made.on('handleRelease', () => {
    paths.release()
    history.endGesture()
  })
  made.on('cameraRest', () => cloud.keepCamera(made.camera))
}
