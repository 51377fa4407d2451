/** Red, green and blue, 0 to 255 each. */
export type Rgb = readonly [number, number, number]

/** How one category is drawn. */
export interface CategoryColour {
  readonly colour: Rgb
  readonly hidden: boolean
}

/**
 * Colours of all points.
 * @param codes category code of each point, [count], negative where it has none; null where nothing is labelled
 * @param categories by code
 * @param other colour of points without a category
 * @returns row-major [count, 4]; alpha 0 where the category is hidden
 */
export function pointColours(
  count: number,
  codes: Int32Array | null,
  categories: readonly CategoryColour[],
  other: Rgb,
): Uint8Array {
  const rgba = new Uint8Array(4 * count)
  for (let i = 0; i < count; i++) {
    const category = codes ? categories[codes[i] ?? -1] : undefined
    const [red, green, blue] = category?.colour ?? other
    rgba[4 * i] = red
    rgba[4 * i + 1] = green
    rgba[4 * i + 2] = blue
    rgba[4 * i + 3] = category?.hidden ? 0 : 255
  }
  return rgba
}
