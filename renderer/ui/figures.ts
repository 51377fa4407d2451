import { onScopeDispose, shallowReactive, watch, type Ref } from 'vue'

/** A picture on a canvas of a figure, at its own resolution. */
export interface FigurePicture {
  /** From the canvas's top left, CSS pixels. */
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** A data URL. */
  readonly source: string
}

/** A chart or a strip that stands in the window and can be written to a file. */
export interface Figure {
  readonly element: HTMLElement
  /** What it shows, a few words; also the name of its file. */
  readonly name: () => string
}

const shown = shallowReactive(new Map<HTMLElement, Figure>())
const picturesOf = new WeakMap<HTMLCanvasElement, () => readonly FigurePicture[]>()

/** The figures that stand in the window now; reactive. */
export const shownFigures = (): readonly Figure[] => [...shown.values()]

/** The figure that an element lies in. */
export function figureAround(element: Element | null): Figure | null {
  for (let at = element; at; at = at.parentElement) {
    const figure = at instanceof HTMLElement ? shown.get(at) : undefined
    if (figure) return figure
  }
  return null
}

/** Offers an element as a figure for as long as it is there. @param name such as a chart's label; up to its first colon counts */
export function useFigure(element: Readonly<Ref<HTMLElement | null>>, name: () => string): void {
  let last: HTMLElement | null = null
  const drop = (): void => {
    if (last) shown.delete(last)
  }
  watch(
    element,
    (now) => {
      drop()
      last = now
      if (now) shown.set(now, { element: now, name: () => name().split(/[:,]/)[0]!.trim() })
    },
    { immediate: true, flush: 'post' },
  )
  onScopeDispose(drop)
}

/** Says what pictures a canvas shows: a figure then holds them as they are instead of as pixels of the screen. */
export function offerPictures(canvas: HTMLCanvasElement, pictures: () => readonly FigurePicture[]): void {
  picturesOf.set(canvas, pictures)
}

/** The pictures of a canvas; without an offer, the whole canvas as one. */
export function picturesOn(canvas: HTMLCanvasElement): readonly FigurePicture[] {
  const offered = picturesOf.get(canvas)
  if (offered) return offered()
  const { width, height } = canvas.getBoundingClientRect()
  return [{ x: 0, y: 0, width, height, source: canvas.toDataURL('image/png') }]
}
