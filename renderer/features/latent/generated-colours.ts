import type { DrawnCloud } from '../../../shared/contracts/compare'
import { pointAlpha } from '../../scene/point-layer'
import type { CategoryEntry } from '../../stores/categories'
import { channels, type Palette } from '../../ui/palette'
import type { CategoryColour, Rgb } from './point-colours'
import { categoryColours } from './scene-colours'

/** Further off the data than this many spacings a generated code belongs to no category. */
export const OFF_DATA = 1.5

/**
 * Colours of generated codes: that of the category of their nearest real code, or `off` where they lie off the data.
 * @param nearest nearest real code of each, [m]
 * @param offData distance to it over the spacing there, [m]
 * @param codes category of each real code; null where nothing is labelled
 * @param categories by code
 * @returns row-major [m, 4]; alpha 0 where the category is hidden
 */
export function generatedColours(
  nearest: Uint32Array,
  offData: Float32Array,
  codes: Int32Array | null,
  categories: readonly CategoryColour[],
  other: Rgb,
  off: Rgb,
): Uint8Array {
  const rgba = new Uint8Array(4 * nearest.length)
  nearest.forEach((item, draw) => {
    const category = codes ? categories[codes[item] ?? -1] : undefined
    const [red, green, blue] = offData[draw]! > OFF_DATA ? off : (category?.colour ?? other)
    rgba.set([red, green, blue, category?.hidden ? pointAlpha.hidden : pointAlpha.shown], 4 * draw)
  })
  return rgba
}

/** Generated codes as a scene takes them: places and colours; nothing where there are none. */
export function generatedLayer(
  cloud: DrawnCloud | null,
  codes: Int32Array | null,
  entries: readonly CategoryEntry[],
  palette: Palette,
): [positions: Float32Array, colours: Uint8Array] {
  if (!cloud) return [new Float32Array(), new Uint8Array()]
  const categories = categoryColours(entries, palette)
  const [other, off] = [channels(palette.other), channels(palette.text1)]
  return [cloud.positions, generatedColours(cloud.nearest, cloud.offData, codes, categories, other, off)]
}
