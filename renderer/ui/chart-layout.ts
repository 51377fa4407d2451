import { extent, linearScale, logScale, type Scale } from './scales'

/** One line of a chart. */
export interface Series {
  readonly name: string
  readonly values: ArrayLike<number>
  /** Positions along x; the index where absent. */
  readonly xs?: ArrayLike<number>
  /** `main`: 2 px accent; `plain`: 1.5 px text 2; `reference`: 1.5 px text 3, dashed 3–3. */
  readonly role: 'main' | 'plain' | 'reference'
  /** Written in bold after the name. */
  readonly last?: string
  readonly dots?: boolean
}

/** A dashed vertical line with a word at its top, or a solid one: the place shown now. */
export interface Mark {
  readonly x: number
  readonly label: string
  readonly solid?: boolean
}

export interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

export interface DrawnSeries {
  readonly series: Series
  readonly path: string
  readonly points: readonly Place[]
  readonly end: Place | null
}

export interface Place {
  readonly x: number
  readonly y: number
}

const padding = 0.04

/** Axis of the values: the given domain, else the extent of all series with a little air. */
export function valueScale(
  series: readonly Series[],
  kind: 'linear' | 'log',
  domain: readonly [number, number] | null,
  box: Box,
): Scale {
  const range = [box.bottom, box.top] as const
  const found = domain ??
    extent(
      series.map(({ values }) => values),
      kind === 'log',
    ) ?? [0.1, 1]
  if (kind === 'log') {
    if (domain) return logScale(found, range)
    const air = Math.max(1.15, (found[1] / found[0]) ** padding)
    return logScale([found[0] / air, found[1] * air], range)
  }
  if (domain) return linearScale(found, range)
  const air = (found[1] - found[0]) * padding
  return linearScale([found[0] - air, found[1] + air], range)
}

/** Path and points of each series; a value that has no place (not finite, not positive on a log axis) breaks the line. */
export function drawSeries(all: readonly Series[], x: Scale, y: Scale, positiveOnly = false): DrawnSeries[] {
  return all.map((series) => {
    let path = ''
    let broken = true
    const points: Place[] = []
    for (let i = 0; i < series.values.length; i++) {
      const value = series.values[i]!
      if (!Number.isFinite(value) || (positiveOnly && value <= 0)) {
        broken = true
        continue
      }
      const point = { x: x.at(series.xs?.[i] ?? i), y: y.at(value) }
      path += `${broken ? 'M' : 'L'}${point.x.toFixed(2)} ${point.y.toFixed(2)}`
      broken = false
      points.push(point)
    }
    return { series, path, points, end: points.at(-1) ?? null }
  })
}

/** Moves labels apart so that none covers another, keeping their order; all within [top, bottom]. */
export function spreadLabels(heights: readonly number[], gap: number, top: number, bottom: number): number[] {
  const order = heights.map((_, i) => i).sort((a, b) => heights[a]! - heights[b]!)
  const placed = [...heights]
  let last = top - gap
  for (const i of order) {
    placed[i] = Math.max(placed[i]!, last + gap)
    last = placed[i]!
  }
  let next = bottom + gap
  for (const i of [...order].reverse()) {
    placed[i] = Math.min(placed[i]!, next - gap)
    next = placed[i]!
  }
  return placed
}

/** Half the height of a name with air around it, px. */
const nameReach = 9

/** Whether the polyline comes into the rectangle around (x, y). */
function touches(points: readonly Place[], x: number, y: number, halfWidth: number): boolean {
  for (let i = 0; i < points.length; i++) {
    const a = points[i]!
    const b = points[i + 1] ?? a
    const from = Math.max(Math.min(a.x, b.x), x - halfWidth)
    const to = Math.min(Math.max(a.x, b.x), x + halfWidth)
    if (from > to) continue
    const slope = b.x === a.x ? 0 : (b.y - a.y) / (b.x - a.x)
    const ends = b.x === a.x ? [a.y, b.y] : [a.y + slope * (from - a.x), a.y + slope * (to - a.x)]
    if (Math.min(...ends) <= y + nameReach && Math.max(...ends) >= y - nameReach) return true
  }
  return false
}

/**
 * A free place inside the chart for each series' name: near its own line, touching no line and no other name.
 * @param widths of the names, px
 * @returns middles of the names; null for a series without points or where nothing is free
 */
export function placeNames(
  drawn: readonly DrawnSeries[],
  widths: readonly number[],
  box: Box,
): (Place | null)[] {
  const taken: { x: number; y: number; halfWidth: number }[] = []
  return drawn.map(({ points }, i) => {
    if (points.length === 0) return null
    const halfWidth = widths[i]! / 2 + 2
    let best: Place | null = null
    let least = Number.POSITIVE_INFINITY
    for (let share = 0.1; share <= 0.9; share += 0.05) {
      const own = points[Math.round(share * (points.length - 1))]!
      for (let away = 10; away <= 60; away += 5) {
        for (const side of [1, -1]) {
          for (const x of [own.x, own.x - halfWidth, own.x + halfWidth]) {
            const y = own.y + side * away
            const score = away + 12 * Math.abs(share - 0.5)
            const inside =
              x - halfWidth >= box.left &&
              x + halfWidth <= box.right &&
              y - 6 >= box.top &&
              y + 6 <= box.bottom
            if (score >= least || !inside) continue
            if (drawn.some((other) => touches(other.points, x, y, halfWidth))) continue
            const meets = taken.some(
              (name) =>
                Math.abs(name.x - x) < name.halfWidth + halfWidth && Math.abs(name.y - y) < 2 * nameReach,
            )
            if (meets) continue
            best = { x, y }
            least = score
          }
        }
      }
    }
    if (best) taken.push({ ...best, halfWidth })
    return best
  })
}
