/** Width of the row names at the left. */
export const labelWidth = 112
const rightMargin = 12
const natural = { picture: 72, gap: 8, cut: 22, nearest: 44 / 72 } as const
/** Below this pitch the strip scrolls instead of shrinking further. */
const leastPitch = 44
/** Columns stand apart at most this much of their pitch with the natural gap: further, they would no longer be a strip. */
const mostStretch = 1.5

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
 * Lays out `steps` columns over the width, with 22 px more at each cut. Pictures are 72 px wide, or larger where the strip
 * is higher; where they do not fit they shrink together, and where they would become too small to read the strip is wider
 * than its frame.
 * @param segments steps before a cut, ascending
 * @param available width of the strip
 * @param room height that pictures may take, as `pictureRoom` gives it
 */
export function stripColumns(
  steps: number,
  segments: readonly number[],
  available: number,
  room: number,
): StripColumns {
  const { picture, pitch, cut } = columnMeasures(steps, segments.length, available, room)
  const gap = pitch - picture
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

function columnMeasures(steps: number, cuts: number, available: number, room: number) {
  const width = available - labelWidth - rightMargin - cuts * natural.cut
  /** The widest pictures that fit with the natural gaps. */
  const widest = (width - (steps - 1) * natural.gap) / steps
  if (widest >= natural.picture) {
    const picture = Math.min(widest, Math.max(natural.picture, room))
    const most = mostStretch * (picture + natural.gap)
    const pitch = steps > 1 ? Math.min(most, (width - picture) / (steps - 1)) : most
    return { picture, pitch, cut: natural.cut }
  }
  const pitch = natural.picture + natural.gap
  const full = steps * pitch - natural.gap + cuts * natural.cut
  const scale = Math.max(leastPitch / pitch, (available - labelWidth - rightMargin) / full)
  return { picture: natural.picture * scale, pitch: pitch * scale, cut: natural.cut * scale }
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
export const lowBelow = 212
/** Heights of all that is no picture: numbers, gaps, curves, labels; in the low strip numbers and jumps. */
const besidePictures = { high: 132, low: 68 } as const

/** The side that a decoded picture may have in a strip of this height, above its nearest one where there is room. */
export function pictureRoom(height: number): number {
  if (height < lowBelow) return height - besidePictures.low
  return (height - besidePictures.high) / (1 + natural.nearest)
}

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
 * Rows in a given height. Pictures have their size from the columns; what is left over goes to the two curves.
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
