import { pointAlpha } from '../../scene/point-layer'

/** Red, green and blue, 0 to 255 each. */
export type Rgb = readonly [number, number, number]

/** How one category is drawn. */
export interface CategoryColour {
  readonly colour: Rgb
  readonly hidden: boolean
}

/** What the selection makes of the colours. Masks are [count], 1 where a point is in them. */
export interface SelectionColours {
  /** Selected points; null where none is. */
  readonly selected: Uint8Array | null
  /** Points shown alone; null where all are. */
  readonly isolated: Uint8Array | null
  readonly colour: Rgb
  /** What becomes of points that are not selected. */
  readonly rest: 'plain' | 'dimmed' | 'hidden'
  readonly dim: Rgb
}

/**
 * Colours of all points.
 * @param codes category code of each point, [count], negative where it has none; null where nothing is labelled
 * @param categories by code
 * @param other colour of points without a category
 * @param measured colours of a measure instead of the categories', row-major [count, 3]
 * @returns row-major [count, 4]; alpha as in `pointAlpha`
 */
export function pointColours(
  count: number,
  codes: Int32Array | null,
  categories: readonly CategoryColour[],
  other: Rgb,
  { selected, isolated, colour, rest, dim }: SelectionColours,
  measured: Uint8Array | null = null,
): Uint8Array {
  const rgba = new Uint8Array(4 * count)
  for (let i = 0; i < count; i++) {
    const category = codes ? categories[codes[i] ?? -1] : undefined
    const chosen = selected?.[i] === 1
    const dimmed = !chosen && rest === 'dimmed'
    const plain = category?.colour ?? other
    const own = chosen ? colour : dimmed ? dim : plain
    const scaled = own === plain ? measured : null
    for (let c = 0; c < 3; c++) rgba[4 * i + c] = scaled ? scaled[3 * i + c]! : own[c]!
    const hidden = category?.hidden === true || isolated?.[i] === 0 || (!chosen && rest === 'hidden')
    rgba[4 * i + 3] = hidden ? pointAlpha.hidden : dimmed ? pointAlpha.dimmed : pointAlpha.shown
  }
  return rgba
}
