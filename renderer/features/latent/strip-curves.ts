import type { StripColumns } from './strip-layout'

/** A bar of the jump row. */
export interface JumpBar {
  readonly x: number
  readonly y: number
  readonly height: number
  /** The step before the tear where the jump is one; null for an ordinary jump. */
  readonly segment: number | null
}

/**
 * Bars for ‖Δz‖ between steps, on a √ scale; at a tear the bar stands on its cut. The top is the largest jump, and
 * four times the middle one at least: even steps are half-high bars, not a fence.
 * @param jumps length steps − 1
 */
export function jumpBars(
  jumps: Float32Array,
  columns: StripColumns,
  row: { readonly top: number; readonly base: number },
): JumpBar[] {
  const middle = jumps.toSorted()[jumps.length >> 1] ?? 0
  const most = jumps.reduce((max, jump) => Math.max(max, jump), 4 * middle)
  const cutAt = new Map(columns.cuts.map(({ segment, x }) => [segment, x]))
  return Array.from(jumps, (jump, s) => {
    const share = most > 0 ? Math.sqrt(jump / most) : 0
    const height = Math.max(1, share * (row.base - row.top))
    const between = (columns.middles[s]! + columns.middles[s + 1]!) / 2
    return { x: cutAt.get(s) ?? between, y: row.base - height, height, segment: cutAt.has(s) ? s : null }
  })
}

/** A run of a curve between two tears, as points "x,y" for a polyline. */
export interface CurveRun {
  readonly line: string
  /** The line and the way back along the base. */
  readonly area: string
}

/** The off-data curve: its runs between tears, where each value lies, and where 1 × spacing lies. */
export interface OffDataCurve {
  readonly runs: readonly CurveRun[]
  readonly heights: readonly number[]
  readonly oneSpacing: number
}

/**
 * Distance off the data from 0 at the base to the largest value, and 1.5 × spacing at least, at the top. No run
 * goes across a tear.
 * @param offData over the local spacing, one value a step
 */
export function offDataCurve(
  offData: Float32Array,
  columns: StripColumns,
  row: { readonly top: number; readonly base: number },
): OffDataCurve {
  const most = offData.reduce((max, value) => Math.max(max, value), 1.5)
  const yOf = (value: number): number => row.base - (value / most) * (row.base - row.top)
  const heights = Array.from(offData, yOf)
  const runs = runsBetween(offData.length, columns).map(([from, to]) => {
    const points = heights.slice(from, to + 1).map((y, k) => `${columns.middles[from + k]!},${y}`)
    const back = `${columns.middles[to]!},${row.base} ${columns.middles[from]!},${row.base}`
    return { line: points.join(' '), area: `${points.join(' ')} ${back}` }
  })
  return { runs, heights, oneSpacing: yOf(1) }
}

/** A stretch of steps with the same label. */
export interface LabelRun {
  readonly code: number
  readonly left: number
  readonly width: number
}

/** Steps with the same label side by side; a tear always parts them. */
export function labelRuns(codes: ArrayLike<number>, columns: StripColumns): LabelRun[] {
  const runs: LabelRun[] = []
  for (const [from, to] of runsBetween(codes.length, columns)) {
    let start = from
    for (let s = from; s <= to; s++) {
      if (s < to && codes[s + 1] === codes[start]) continue
      const left = columns.lefts[start]!
      runs.push({ code: codes[start]!, left, width: columns.lefts[s]! + columns.picture - left })
      start = s + 1
    }
  }
  return runs
}

/** First and last step of each run between tears. */
function runsBetween(steps: number, columns: StripColumns): (readonly [number, number])[] {
  const runs: (readonly [number, number])[] = []
  let from = 0
  for (const { segment } of columns.cuts) {
    runs.push([from, segment])
    from = segment + 1
  }
  if (from < steps) runs.push([from, steps - 1])
  return runs
}
