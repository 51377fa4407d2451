import type { Waypoint } from '../../../shared/contracts/study'
import { formatCount, formatFixed } from '../../ui/numbers'

/** Mass of a cell over its target: "0.97 ν". */
export function massText(mass: number | null | undefined): string {
  if (mass === null || mass === undefined) return 'no map'
  return mass === 0 ? 'no cell' : `${formatFixed(mass, 2)} ν`
}

/** A length over the local spacing of the codes: "1.31 ×". */
export function timesSpacing(value: number): string {
  return `${formatFixed(value, 2)} ×`
}

/** What a handle stands for: "mean of 8 codes", "picture 4,217". */
export function waypointText(waypoint: Waypoint): string {
  if (waypoint.kind === 'picture') return `picture ${formatCount(waypoint.index)}`
  return waypoint.kind === 'mean' ? `mean of ${waypoint.indices.length} codes` : 'being looked up'
}
