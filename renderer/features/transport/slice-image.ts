import type { FacetTable } from '../../../shared/contracts/results'
import { categoryColour, channels, mixed, type Palette } from '../../ui/palette'
import { shadeOf } from './plane-geometry'

/** Whether two items share a singular facet, by a key of the pair. */
export function singularPairs(
  { first, second }: Pick<FacetTable, 'first' | 'second'>,
  singular: Uint8Array,
): ReadonlySet<number> {
  const pairs = new Set<number>()
  for (let facet = 0; facet < first.length; facet++) {
    if (singular[facet] === 1) pairs.add(pairKey(first[facet]!, second[facet]!))
  }
  return pairs
}

/** Item indices stay below 2²⁶, so the key is an exact integer. */
const pairKey = (a: number, b: number): number => Math.min(a, b) * 67_108_864 + Math.max(a, b)

/**
 * Colours of an argmax slice as RGBA, row-major [size, size]: cells in their category mixed with the well,
 * a pixel on the border of two cells in the well, or in red where their facet is singular. The cell of
 * `lit` has its full colour.
 */
export function sliceColours(
  items: Uint32Array,
  size: number,
  colourOf: (item: number) => number,
  look: Palette,
  dark: boolean,
  singular: ReadonlySet<number> | null,
  lit: number,
): Uint8ClampedArray<ArrayBuffer> {
  const out = new Uint8ClampedArray(size * size * 4)
  const known = new Map<number, readonly [number, number, number]>()
  const red = channels(look.tear)
  const edge = channels(look.well)
  const fill = (item: number): readonly [number, number, number] => {
    const found = known.get(item)
    if (found) return found
    const position = colourOf(item)
    const shade = shadeOf(item)
    const share = dark ? 0.6 + 0.16 * shade : 0.48 + 0.22 * shade
    const base = position < -1 ? look.line : categoryColour(look, position)
    const colour = channels(item === lit ? base : mixed(look.well, base, share))
    known.set(item, colour)
    return colour
  }
  const paint = (at: number, colour: readonly [number, number, number]): void => {
    out.set([...colour, 255], at * 4)
  }
  /** Pixels that a singular facet runs between: both, so that it is twice as wide as any other border. */
  const torn: number[] = []
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const at = row * size + column
      const item = items[at]!
      const right = column + 1 < size ? at + 1 : at
      const below = row + 1 < size ? at + size : at
      const whole = items[right] === item && items[below] === item
      paint(at, whole ? fill(item) : edge)
      if (whole || !singular) continue
      for (const next of [right, below]) {
        if (singular.has(pairKey(item, items[next]!))) torn.push(at, next)
      }
    }
  }
  for (const at of torn) paint(at, red)
  return out
}

/** The middle of the pixels of one item as shares of the side, or null where the slice misses its cell. */
export function middleOf(items: Uint32Array, size: number, item: number): { x: number; y: number } | null {
  let [count, x, y] = [0, 0, 0]
  for (let at = 0; at < items.length; at++) {
    if (items[at] !== item) continue
    count += 1
    x += (at % size) + 0.5
    y += Math.floor(at / size) + 0.5
  }
  return count === 0 ? null : { x: x / count / size, y: y / count / size }
}
