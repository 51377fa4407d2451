/** Width of the row names at the left. */
export const labelWidth = 112
const rightMargin = 12
const natural = { pitch: 80, gap: 8, cut: 22, nearest: 44 / 72 } as const
/** Below this pitch the strip scrolls instead of shrinking further. */
const leastPitch = 44

/** Where columns and cuts of the path strip lie, CSS pixels from the strip's left. */
export interface StripColumns {
  readonly pitch: number
  /** Side of a decoded picture. */
  readonly picture: number
  readonly nearest: number
  /** Left of each step's picture. */
  readonly lefts: readonly number[]
  /** Middle of each step. */
  readonly middles: readonly number[]
  /** Middle of each cut, in the order of the segments. */
  readonly cuts: readonly { readonly segment: number; readonly x: number }[]
  /** All columns and the names: wider than the strip where it scrolls. */
  readonly width: number
}

/**
 * Lays out `steps` columns of 80 px and 22 px more at each cut; where they do not fit they shrink together,
 * and where they would become too small to read the strip is wider than its frame.
 * @param segments steps before a cut, ascending
 * @param available width of the strip
 */
export function stripColumns(steps: number, segments: readonly number[], available: number): StripColumns {
  const room = available - labelWidth - rightMargin
  const full = steps * natural.pitch - natural.gap + segments.length * natural.cut
  const scale = Math.max(leastPitch / natural.pitch, Math.min(1, room / full))
  const pitch = natural.pitch * scale
  const gap = natural.gap * scale
  const cut = natural.cut * scale
  const picture = pitch - gap
  const torn = new Set(segments)
  const lefts: number[] = []
  const cuts: { segment: number; x: number }[] = []
  let left = labelWidth
  for (let step = 0; step < steps; step++) {
    lefts.push(left)
    left += pitch
    if (!torn.has(step)) continue
    cuts.push({ segment: step, x: left + (cut - gap) / 2 })
    left += cut
  }
  return {
    pitch,
    picture,
    nearest: picture * natural.nearest,
    lefts,
    middles: lefts.map((x) => x + picture / 2),
    cuts,
    width: left - gap + rightMargin,
  }
}

/** The step whose column is nearest to a position. */
export function stepAtPosition(columns: StripColumns, x: number): number {
  let best = 0
  columns.middles.forEach((middle, step) => {
    if (Math.abs(middle - x) < Math.abs(columns.middles[best]! - x)) best = step
  })
  return best
}

/** Height below which only decoded pictures and jumps are kept. */
const lowBelow = 212

/** Where the rows of the strip lie, CSS pixels from the top of the part below the toolbar. */
export interface StripRows {
  readonly numbers: number
  readonly decoded: number
  /** Null in the low strip, which keeps decoded pictures and jumps only. */
  readonly nearest: number | null
  readonly jump: { readonly top: number; readonly base: number }
  readonly offData: { readonly top: number; readonly base: number } | null
  readonly label: { readonly bar: number; readonly text: number } | null
  readonly bottom: number
}

/**
 * Rows in a given height. Pictures keep their size; what is left over goes to the two curves.
 * @param height of the part below the toolbar
 */
export function stripRows(height: number, columns: Pick<StripColumns, 'picture' | 'nearest'>): StripRows {
  const decoded = 22
  const afterDecoded = decoded + columns.picture
  const low = height < lowBelow
  if (low) {
    const base = Math.min(afterDecoded + 46, Math.max(afterDecoded + 26, height - 8))
    return {
      numbers: 12,
      decoded,
      nearest: null,
      jump: { top: afterDecoded + 6, base },
      offData: null,
      label: null,
      bottom: base + 2,
    }
  }
  const nearest = afterDecoded + 4
  const afterNearest = nearest + columns.nearest
  const labelBar = height - 22
  const curves = labelBar - 6 - afterNearest
  const jumpBase = afterNearest + Math.round(curves * 0.5)
  return {
    numbers: 12,
    decoded,
    nearest,
    jump: { top: afterNearest + 6, base: jumpBase },
    offData: { top: jumpBase + 8, base: labelBar - 6 },
    label: { bar: labelBar, text: labelBar + 14 },
    bottom: labelBar + 4,
  }
}
