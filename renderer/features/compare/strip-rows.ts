import type { StripRows } from '../latent/strip-layout'

const curveHeight = 30
const top = 8

/** Where the decoded row and the off-data curve of one run's strip lie, CSS pixels from its top. */
export function runStripRows(picture: number): StripRows & {
  readonly offData: NonNullable<StripRows['offData']>
} {
  const under = top + picture
  const base = under + 8 + curveHeight
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
