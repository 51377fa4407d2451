import { channels } from './palette'

/** Colours that go evenly from a scale's low end to its high end. */
export type Ramp = readonly string[]

/** viridis of matplotlib (Smith and van der Walt, CC0), nine even samples: safe for the colour-blind, even in lightness. */
const viridis = [
  '#440154',
  '#472D7B',
  '#3B528B',
  '#2C728E',
  '#21918C',
  '#28AE80',
  '#5EC962',
  '#ADDC30',
  '#FDE725',
]
/** The yellow end is left out, for yellow means selected; on the dark ground the end that it would swallow, too. */
const sequential = { dark: viridis.slice(1, 8), light: viridis.slice(0, 8) }
const diverging = {
  dark: ['#4FA3F7', '#6B7685', '#F28E2B'],
  light: ['#0F62C4', '#9AA3AE', '#C45A00'],
}

export function ramp(kind: 'sequential' | 'diverging', theme: 'dark' | 'light'): Ramp {
  return kind === 'sequential' ? sequential[theme] : diverging[theme]
}

/** 256 colours along a ramp, RGB, row-major [256, 3]: a value is looked up, not mixed anew for each point. */
export function rampTable(stops: Ramp): Uint8Array {
  const table = new Uint8Array(3 * 256)
  for (let level = 0; level < 256; level++) {
    const at = (level / 255) * (stops.length - 1)
    const below = Math.min(stops.length - 2, Math.floor(at))
    const [from, to] = [channels(stops[below]!), channels(stops[below + 1]!)]
    for (let c = 0; c < 3; c++)
      table[3 * level + c] = Math.round(from[c]! + (at - below) * (to[c]! - from[c]!))
  }
  return table
}
