import { defineStore } from 'pinia'
import { shallowRef, watch } from 'vue'
import { engine } from '../host/connection'
import { useModesStore } from './modes'

/** Decoded pictures held in the window. */
const kept = 1000
/** Draws decoded for one question. */
const together = 64

/** A decoded picture of a draw, Uint8 [height, width, channels]. */
export interface DrawnPicture {
  readonly height: number
  readonly width: number
  readonly channels: number
  readonly pixels: Uint8Array
}

/**
 * Decoded pictures of the sample's draws, fetched together when first shown. `picture` answers at once: null means asked
 * for, and `arrived` changes when more have come.
 */
export const useDrawnPicturesStore = defineStore('drawn-pictures', () => {
  const modes = useModesStore()
  const arrived = shallowRef(0)
  const pictures = new Map<number, DrawnPicture>()
  let wanted = new Set<number>()
  let scheduled = false

  function picture(draw: number): DrawnPicture | null {
    const known = pictures.get(draw)
    if (known || !modes.decodes) return known ?? null
    wanted.add(draw)
    if (!scheduled) {
      scheduled = true
      queueMicrotask(() => void fetchWanted())
    }
    return null
  }

  async function fetchWanted(): Promise<void> {
    const { report } = modes
    const draws = [...wanted].slice(0, together)
    wanted = new Set()
    scheduled = false
    try {
      const { height, width, channels, pixels } = await engine().request('modes.pictures', { draws })
      // A sample drawn meanwhile numbers other codes so.
      if (modes.report !== report) return
      const size = height * width * channels
      draws.forEach((draw, n) => {
        pictures.set(draw, { height, width, channels, pixels: pixels.subarray(n * size, (n + 1) * size) })
      })
    } catch {
      // A picture that did not come is asked for again when it is next shown.
      return
    }
    for (const oldest of pictures.keys()) {
      if (pictures.size <= kept) break
      pictures.delete(oldest)
    }
    arrived.value += 1
  }

  watch(
    () => modes.report,
    () => {
      pictures.clear()
      wanted.clear()
    },
    { flush: 'sync' },
  )

  return { picture, arrived }
})
