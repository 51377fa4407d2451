import { onBeforeUnmount, watch, type ShallowRef } from 'vue'
import type { LatentScene } from '../../scene/latent-scene'
import { useOwnPicturesStore } from '../../stores/own-pictures'
import { usePathsStore } from '../../stores/paths'
import { pointerToPixels } from './pointer-latency'

/**
 * `window.__brenierScene`, for end-to-end tests alone: what the scene holds and where things are seen, so that a
 * test can click a real point. Read-only: it changes nothing. Positions are CSS pixels of the page.
 */
export interface SceneProbe {
  /** Points, singular bridges shown, pictures shown, and draws so far. */
  readonly counts: () => LatentScene['counts']
  /** Where the point of a picture is seen. */
  readonly point: (index: number) => { x: number; y: number } | null
  /** Where a handle of the active path is seen. */
  readonly handle: (handle: number) => { x: number; y: number } | null
  /** Pictures of one's own that stand in the cloud, by their ids, and where one is seen. */
  readonly pins: () => readonly string[]
  readonly pin: (id: string) => { x: number; y: number } | null
  /** Where a generated code is seen. */
  readonly drawn: (draw: number) => { x: number; y: number } | null
  /** Where a step of the active path is seen. */
  readonly step: (step: number) => { x: number; y: number } | null
  /** The picture that a click at a page position would hit. */
  readonly pick: (x: number, y: number) => number | null
  /** Singular crossings of the active path; null before it is traced. */
  readonly crossings: () => number | null
  /** Revision of the trace the strip shows; it grows with every answer. */
  readonly revision: () => number
  /** Milliseconds from pointer event to painted strip, newest last. */
  readonly pointerToPixels: () => readonly number[]
}

declare global {
  interface Window {
    __brenierScene?: SceneProbe
  }
}

export function useTestHook(
  scene: Readonly<ShallowRef<LatentScene | null>>,
  stage: () => HTMLElement | null,
): void {
  const own = useOwnPicturesStore()
  const paths = usePathsStore()

  const onPage = (point: { x: number; y: number } | null): { x: number; y: number } | null => {
    const box = stage()?.getBoundingClientRect()
    return point && box ? { x: point.x + box.left, y: point.y + box.top } : null
  }

  watch(scene, (made) => {
    if (!made) return
    window.__brenierScene = {
      counts: () => made.counts,
      point: (index) => onPage(made.pointOnScreen(index)),
      handle: (handle) => onPage(paths.active && made.handleOnScreen(paths.active.id, handle)),
      pins: () => own.reports.map(({ id }) => id),
      pin: (id) => onPage(made.pinOnScreen(id)),
      drawn: (draw) => onPage(made.drawnOnScreen(draw)),
      step: (step) => onPage(paths.active && made.stepOnScreen(paths.active.id, step)),
      pick: (x, y) => {
        const box = stage()?.getBoundingClientRect()
        return box ? made.pick(x - box.left, y - box.top) : null
      },
      crossings: () => paths.active && paths.crossings(paths.active.id),
      revision: () => paths.trace?.revision ?? 0,
      pointerToPixels: () => pointerToPixels.measured,
    }
  })
  onBeforeUnmount(() => {
    delete window.__brenierScene
  })
}
