import type { StripRows } from '../latent/strip-layout'

const top = 8

/** Two strips leave room for high curves, more for low ones; in a low window more have none, as the clouds need the room. */
const curveHeight = (strips: number, isLow: boolean): number => (strips <= 2 ? 30 : isLow ? 0 : 16)

/**
 * Where the decoded row and the off-data curve of one run's strip lie, CSS pixels from its top.
 * @param strips that stand one under another
 * @param isLow whether the window is low
 */
export function runStripRows(picture: number, strips: number, isLow: boolean): StripRows {
  const under = top + picture
  const curve = curveHeight(strips, isLow)
  const base = under + (curve > 0 ? 8 + curve : 0)
  return {
    numbers: 0,
    decoded: top,
    nearest: null,
    jump: { top: under, base: under },
    offData: curve > 0 ? { top: under + 8, base } : null,
    label: null,
    bottom: base + 6,
  }
}
