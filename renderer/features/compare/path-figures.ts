import type { PathTrace } from '../../../shared/contracts/results'

/** A path through a model in figures. */
export interface PathFigures {
  /** In the model's normalised codes, a step. */
  readonly largestJump: number
  /** Over the local spacing of the model's codes. */
  readonly farthest: number
  /** Steps at which the vote of the nearest codes changes; null where nothing is labelled. */
  readonly labelChanges: number | null
}

export function pathFigures({
  jumps,
  offData,
  votes,
}: Pick<PathTrace, 'jumps' | 'offData' | 'votes'>): PathFigures {
  const labelled = votes.some((vote) => vote >= 0)
  return {
    largestJump: Math.max(...jumps),
    farthest: Math.max(...offData),
    labelChanges: labelled
      ? votes.reduce((sum, vote, step) => sum + Number(step > 0 && vote !== votes[step - 1]), 0)
      : null,
  }
}
