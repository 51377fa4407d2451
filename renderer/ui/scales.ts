import { powerOfTen } from './numbers'

/** A chart axis: values to pixels and back, with its ticks. */
export interface Scale {
  readonly domain: readonly [number, number]
  /** Position of a value; values outside the domain lie outside the range. */
  at(value: number): number
  /** Value at a position. */
  value(position: number): number
  ticks(wanted: number): readonly Tick[]
}

export interface Tick {
  readonly value: number
  readonly label: string
}

/** The smallest of 1, 2, 5 × 10^k that is at least `rough`. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= rough * 0.999)
  return (factor ?? 10) * power
}

/** Decimals needed to tell ticks of this step apart. */
const decimalsOf = (step: number): number => Math.max(0, -Math.floor(Math.log10(step) + 1e-9))

/** Linear axis. A domain of no width is widened, so that one value still has a place. */
export function linearScale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const [low, wantedHigh] = domain
  const high = wantedHigh > low ? wantedHigh : low + 1
  const slope = (range[1] - range[0]) / (high - low)
  return {
    domain: [low, high],
    at: (value) => range[0] + (value - low) * slope,
    value: (position) => low + (position - range[0]) / slope,
    ticks(wanted) {
      const step = niceStep((high - low) / Math.max(1, wanted))
      const decimals = decimalsOf(step)
      const ticks: Tick[] = []
      for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) {
        ticks.push({ value: k * step, label: (k * step).toFixed(decimals).replace('-', '−') })
      }
      return ticks
    },
  }
}

/**
 * Logarithmic axis. Over four decades or more its ticks are powers of ten, below that 1, 2 and 5 of each.
 * Values at or below zero have no place on it: they lie at the low end.
 */
export function logScale(domain: readonly [number, number], range: readonly [number, number]): Scale {
  const low = domain[0] > 0 ? domain[0] : Number.MIN_VALUE
  const high = domain[1] > low ? domain[1] : low * 10
  const from = Math.log10(low)
  const span = Math.log10(high) - from
  const at = (value: number) =>
    range[0] + ((Math.log10(Math.max(value, low)) - from) / span) * (range[1] - range[0])
  return {
    domain: [low, high],
    at,
    value: (position) => 10 ** (from + ((position - range[0]) / (range[1] - range[0])) * span),
    ticks(wanted) {
      const first = Math.ceil(from - 1e-9)
      const last = Math.floor(from + span + 1e-9)
      const ticks: Tick[] = []
      if (span >= 4) {
        const every = Math.max(1, niceStep(span / Math.max(1, wanted)))
        for (let k = last; k >= first; k -= 1) {
          if (k % every === 0) ticks.unshift({ value: 10 ** k, label: powerOfTen(k) })
        }
        return ticks
      }
      for (let k = first - 1; k <= last; k++) {
        for (const factor of [1, 2, 5]) {
          const value = factor * 10 ** k
          if (value < low * 0.999 || value > high * 1.001) continue
          ticks.push({
            value,
            label: k < -4 ? `${factor} · ${powerOfTen(k)}` : String(Number(value.toPrecision(1))),
          })
        }
      }
      return ticks
    },
  }
}

/** Lowest and highest of all positive values, or of all; null where there is none. */
export function extent(
  series: readonly ArrayLike<number>[],
  positiveOnly: boolean,
): readonly [number, number] | null {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const values of series) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!
      if (!Number.isFinite(value) || (positiveOnly && value <= 0)) continue
      if (value < low) low = value
      if (value > high) high = value
    }
  }
  return low <= high ? [low, high] : null
}
