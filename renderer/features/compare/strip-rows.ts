import type { StripRows } from '../latent/strip-layout'

const top = 8

/**
 * Where the decoded row and the off-data curve of one run's strip lie, CSS pixels from its top.
 * @param strips that stand one under another: more have lower curves
 */
export function runStripRows(
  picture: number,
  strips: number,
): StripRows & {
  readonly offData: NonNullable<StripRows['offData']>
} {
  const under = top + picture
  const base = under + 8 + (strips > 2 ? 16 : 30)
  return {
    numbers: 0,
    decoded: top,
    nearest: null,
    jump: { top: under, base: under },
    offData: { top: under + 8, base },
    label: null,
    bottom: base + 6,
  }
}
