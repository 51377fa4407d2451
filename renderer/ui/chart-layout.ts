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
  readonly dots: readonly { readonly x: number; readonly y: number }[]
  readonly end: { readonly x: number; readonly y: number } | null
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

/** Path and points of each series; a value that has no place (not finite) breaks the line. */
export function drawSeries(all: readonly Series[], x: Scale, y: Scale): DrawnSeries[] {
  return all.map((series) => {
    let path = ''
    let broken = true
    const dots: { x: number; y: number }[] = []
    let end: { x: number; y: number } | null = null
    for (let i = 0; i < series.values.length; i++) {
      const value = series.values[i]!
      if (!Number.isFinite(value)) {
        broken = true
        continue
      }
      const point = { x: x.at(series.xs?.[i] ?? i), y: y.at(value) }
      path += `${broken ? 'M' : 'L'}${point.x.toFixed(2)} ${point.y.toFixed(2)}`
      broken = false
      end = point
      if (series.dots) dots.push(point)
    }
    return { series, path, dots, end }
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
