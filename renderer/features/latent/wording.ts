import type { DataSummary, PathRule, Waypoint } from '../../../shared/contracts/study'
import { formatCount, formatFixed } from '../../ui/numbers'

/** Nearest codes of a point that a key or a menu selects: as many as a study keeps of each. */
export const neighboursToGrow = 8

/** Mass of a cell over its target: "0.97 ν". */
export function massText(mass: number | null | undefined): string {
  if (mass === null || mass === undefined) return 'no map'
  return mass === 0 ? 'no cell' : `${formatFixed(mass, 2)} ν`
}

/** A length over the local spacing of the codes: "1.31 ×". */
export function timesSpacing(value: number): string {
  return `${formatFixed(value, 2)} ×`
}

/** What a rule between waypoints is called. */
export const ruleNames: Readonly<Record<PathRule, string>> = {
  straight: 'Straight',
  spherical: 'Spherical',
  noise: 'Through noise',
  learned: 'Through learned map',
  around: 'Around the tear',
}

/** What one item of the set is called. */
export type Noun = 'picture' | 'point'

export function nounOf(data: DataSummary | null | undefined): Noun {
  return data?.kind === 'points' ? 'point' : 'picture'
}

export const capital = (noun: Noun): string => (noun === 'point' ? 'Point' : 'Picture')

/** What a handle stands for: "mean of 8 codes", "picture 4,217". */
export function waypointText(waypoint: Waypoint, noun: Noun): string {
  if (waypoint.kind === 'picture') return `${noun} ${formatCount(waypoint.index)}`
  if (waypoint.kind === 'own') return 'a picture of yours'
  return waypoint.kind === 'mean' ? `mean of ${waypoint.indices.length} codes` : 'being looked up'
}
