import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import { engine } from '../host/connection'
import { useStudyStore } from './study'

/** Side of a thumbnail, px. */
export const thumbnailSize = 64
const KEPT = 2000

/**
 * Small pictures by index, fetched together and kept. `pixels` answers at once: null means asked for, and `arrived`
 * changes when more have come.
 */
export const useThumbnailsStore = defineStore('thumbnails', () => {
  const study = useStudyStore()
  const arrived = shallowRef(0)
  const kept = new Map<number, Uint8ClampedArray<ArrayBuffer>>()
  let wanted = new Set<number>()
  let scheduled = false

  /** RGBA, row-major [64, 64, 4], or null while it is on its way. */
  function pixels(index: number): Uint8ClampedArray<ArrayBuffer> | null {
    const known = kept.get(index)
    if (known) {
      // Last asked, last dropped.
      kept.delete(index)
      kept.set(index, known)
      return known
    }
    wanted.add(index)
    if (!scheduled) {
      scheduled = true
      queueMicrotask(() => void fetchWanted())
    }
    return null
  }

  async function fetchWanted(): Promise<void> {
    const indices = [...wanted]
    const { id } = study
    wanted = new Set()
    scheduled = false
    try {
      const atlas = await engine().request('data.atlas', { indices, cell: thumbnailSize })
      if (study.id !== id) return
      indices.forEach((index, k) => kept.set(index, cut(atlas.pixels, atlas.width, atlas.columns, k)))
    } catch {
      // A picture that did not come is asked for again when it is next shown.
      return
    }
    for (const index of kept.keys()) {
      if (kept.size <= KEPT) break
      kept.delete(index)
    }
    arrived.value += 1
  }

  watch(
    () => study.id,
    () => {
      kept.clear()
      wanted.clear()
    },
    { flush: 'sync' },
  )

  return { pixels, arrived }
})

function cut(
  pixels: Uint8Array,
  width: number,
  columns: number,
  place: number,
): Uint8ClampedArray<ArrayBuffer> {
  const out = new Uint8ClampedArray(thumbnailSize * thumbnailSize * 4)
  const left = (place % columns) * thumbnailSize
  const top = Math.floor(place / columns) * thumbnailSize
  for (let y = 0; y < thumbnailSize; y++) {
    const from = ((top + y) * width + left) * 4
    out.set(pixels.subarray(from, from + thumbnailSize * 4), y * thumbnailSize * 4)
  }
  return out
}
