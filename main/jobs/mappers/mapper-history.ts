import type { MapperHistory } from '../../../shared/contracts/mapper'
import type { LossPoint } from '../../nn/training'

/** The curve of a mapper's training, a column a figure. @param steps planned */
export function mapperHistory(losses: readonly LossPoint[], steps: number): MapperHistory {
  return {
    steps,
    at: Uint32Array.from(losses, ({ step }) => step),
    figures: Object.keys(losses[0]?.figures ?? {}).map((name) => ({
      name,
      values: Float32Array.from(losses, ({ figures }) => figures[name]!),
    })),
  }
}
