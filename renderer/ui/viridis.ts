/** Nine colours of matplotlib's viridis, evenly spaced; between them it is straight to within the eye. */
const stops: readonly (readonly [number, number, number])[] = [
  [68, 1, 84],
  [71, 44, 122],
  [59, 81, 139],
  [44, 113, 142],
  [33, 144, 141],
  [39, 173, 129],
  [92, 200, 99],
  [170, 220, 50],
  [253, 231, 37],
]

/** Red, green and blue, 0 … 255, of a share 0 … 1 of the ramp. */
export function viridis(share: number): readonly [number, number, number] {
  const place = Math.min(1, Math.max(0, share)) * (stops.length - 1)
  const below = Math.min(stops.length - 2, Math.floor(place))
  const part = place - below
  const [from, to] = [stops[below]!, stops[below + 1]!]
  const between = (channel: 0 | 1 | 2) => Math.round(from[channel] + part * (to[channel] - from[channel]))
  return [between(0), between(1), between(2)]
}

export const cssViridis = (share: number): string => `rgb(${viridis(share).join(' ')})`
