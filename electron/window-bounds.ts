import * as v from 'valibot'

export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Where the window was: its bounds when not maximised, and whether it was. Null before the first close. */
export interface WindowState {
  readonly bounds: Rectangle | null
  readonly maximised: boolean
}

const whole = v.pipe(v.number(), v.integer(), v.minValue(-1_000_000), v.maxValue(1_000_000))

export const windowStateSchema = v.object({
  bounds: v.nullable(v.object({ x: whole, y: whole, width: whole, height: whole })),
  maximised: v.boolean(),
})

export const firstState: WindowState = { bounds: null, maximised: false }

export const smallest = { width: 960, height: 600 } as const
const preferred = { width: 1440, height: 900 } as const
/** Enough of the title bar to take hold of and drag. */
const graspable = { width: 120, height: 40 } as const

/**
 * Bounds to open the window with. What was remembered holds where its title bar can still be reached on one of
 * today's displays, cut to that display's size; otherwise the window opens in the middle of the first display.
 * @param workAreas the displays' areas free of docks and bars, the primary one first, in device-independent pixels
 */
export function openingBounds(remembered: Rectangle | null, workAreas: readonly Rectangle[]): Rectangle {
  const home = remembered && workAreas.find((area) => reachable(remembered, area))
  if (remembered && home) {
    return {
      x: remembered.x,
      y: remembered.y,
      width: clamp(remembered.width, smallest.width, home.width),
      height: clamp(remembered.height, smallest.height, home.height),
    }
  }
  const area = workAreas[0] ?? { x: 0, y: 0, ...preferred }
  const width = Math.min(preferred.width, area.width)
  const height = Math.min(preferred.height, area.height)
  return {
    x: area.x + Math.floor((area.width - width) / 2),
    y: area.y + Math.floor((area.height - height) / 2),
    width,
    height,
  }
}

function reachable(bounds: Rectangle, area: Rectangle): boolean {
  const across = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x)
  const titleBarOn = bounds.y >= area.y && bounds.y + graspable.height <= area.y + area.height
  return across >= graspable.width && titleBarOn
}

const clamp = (value: number, least: number, most: number) => Math.max(least, Math.min(value, most))
