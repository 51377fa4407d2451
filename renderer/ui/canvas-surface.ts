import { useDevicePixelRatio, useResizeObserver } from '@vueuse/core'
import { onScopeDispose, ref, watch, type Ref, type WatchSource } from 'vue'

/** What a drawing gets: a context in CSS pixels, cleared, and its size. */
export type Draw = (context: CanvasRenderingContext2D, width: number, height: number) => void

/**
 * A canvas that is as sharp as the screen and drawn again when its size or one of `sources` changes, once a
 * frame at most.
 * @returns its size in CSS pixels
 */
export function useCanvasSurface(
  canvas: Readonly<Ref<HTMLCanvasElement | null>>,
  draw: Draw,
  sources: readonly WatchSource[],
): { width: Ref<number>; height: Ref<number> } {
  const width = ref(0)
  const height = ref(0)
  const { pixelRatio } = useDevicePixelRatio()
  let frame = 0

  function paint(): void {
    frame = 0
    const element = canvas.value
    const context = element?.getContext('2d')
    if (!element || !context || width.value === 0 || height.value === 0) return
    const ratio = pixelRatio.value
    element.width = Math.round(width.value * ratio)
    element.height = Math.round(height.value * ratio)
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    draw(context, width.value, height.value)
  }

  function later(): void {
    if (frame === 0) frame = requestAnimationFrame(paint)
  }

  useResizeObserver(canvas, ([entry]) => {
    if (!entry) return
    width.value = entry.contentRect.width
    height.value = entry.contentRect.height
  })
  watch([width, height, pixelRatio, ...sources], later)
  onScopeDispose(() => {
    cancelAnimationFrame(frame)
  })
  return { width, height }
}
