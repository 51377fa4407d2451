import { added, means, noSums, type Figures } from './figures'
import type { EpochPoint, LossPoint, TrainingCheckpoint } from './training'
import type { Phase } from './training-phases'

/** What a training has measured so far: points of the live curve, epochs, and sums towards the next of each. */
export type Measured = Pick<TrainingCheckpoint, 'losses' | 'epochs' | 'sincePoint' | 'sinceEpoch'>

export const nothingMeasured: Measured = { losses: [], epochs: [], sincePoint: noSums, sinceEpoch: noSums }

/** The figures of a training by step and by epoch. */
export class TrainingCurve {
  private points: LossPoint[]
  private ended: EpochPoint[]
  private sincePoint: Measured['sincePoint']
  private sinceEpoch: Measured['sinceEpoch']

  constructor({ losses, epochs, sincePoint, sinceEpoch }: Measured) {
    this.points = [...losses]
    this.ended = [...epochs]
    this.sincePoint = sincePoint
    this.sinceEpoch = sinceEpoch
  }

  get losses(): readonly LossPoint[] {
    return this.points
  }

  get epochs(): readonly EpochPoint[] {
    return this.ended
  }

  /** @param count pictures of the step */
  stepTaken(figures: Figures, count: number): void {
    this.sincePoint = added(this.sincePoint, figures, count)
    this.sinceEpoch = added(this.sinceEpoch, figures, count)
  }

  /** Ends a point of the live curve after so many steps, the last of which were of a phase. */
  endPoint(step: number, phase: Phase): void {
    // A function that runs in every tenth step may miss a point: its figures are then those of its last.
    const figures = { ...lastOf(this.points, phase)?.figures, ...means(this.sincePoint) }
    this.points.push({ step, figures })
    this.sincePoint = noSums
  }

  /** The same of an epoch. */
  endEpoch(step: number, phase: Phase, heldOutLoss: number | null, seconds: number): void {
    const figures = { ...lastOf(this.ended, phase)?.figures, ...means(this.sinceEpoch) }
    this.ended.push({ epoch: this.ended.length + 1, step, figures, heldOutLoss, seconds })
    this.sinceEpoch = noSums
  }

  /** As of now; what is measured later does not change it. */
  measured(): Measured {
    const { sincePoint, sinceEpoch } = this
    return { losses: [...this.points], epochs: [...this.ended], sincePoint, sinceEpoch }
  }
}

/** The last point of a phase; what another phase measured says nothing of it. */
function lastOf<Point extends { readonly step: number }>(
  points: readonly Point[],
  { from }: Phase,
): Point | undefined {
  const last = points.at(-1)
  return last && last.step > from ? last : undefined
}
