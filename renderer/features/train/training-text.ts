import type { TrainingHistory } from '../../../shared/contracts/training'
import type { DataSummary } from '../../../shared/contracts/study'
import { formatCount, formatSignificant } from '../../ui/numbers'

/** A loss with four decimals, as long as they say something: 0.0078, below 0.001 "4.2 · 10⁻⁴". */
export const lossText = (loss: number): string =>
  loss >= 0.001 || loss === 0 ? loss.toFixed(4) : formatSignificant(loss, 2)

/** Time of one optimiser step: the engine reports pictures a second. Null before the first report. */
export function millisecondsAStep(history: TrainingHistory, batch: number): number | null {
  return history.picturesPerSecond > 0 ? (1000 * batch) / history.picturesPerSecond : null
}

/** 3.14 → "3.1", 31.4 → "31". */
export const paceText = (milliseconds: number): string =>
  milliseconds < 10 ? milliseconds.toFixed(1) : formatCount(milliseconds)

/** Epoch 0 is what is kept of a training that was stopped before its first epoch ended. */
export const epochName = (epoch: number): string =>
  epoch === 0 ? 'In epoch 1' : `Epoch ${formatCount(epoch)}`

/** Facts of the view for the status bar: "4,800 train, 1,200 held out", "64 × 64 grey", "32 steps a second". */
export function statusFacts(
  data: DataSummary,
  heldOutShare: number,
  history: TrainingHistory | null,
  batch: number,
  running: boolean,
): string[] {
  const heldOut = Math.min(data.count - 1, Math.round(data.count * heldOutShare))
  const colour = data.channels === 1 ? 'grey' : 'colour'
  const facts = [
    `${formatCount(data.count - heldOut)} train, ${formatCount(heldOut)} held out`,
    `${data.width} × ${data.height} ${colour}`,
  ]
  if (running && history && history.picturesPerSecond > 0) {
    const steps = history.picturesPerSecond / batch
    facts.push(`${steps >= 10 ? Math.round(steps) : steps.toFixed(1)} steps a second`)
  }
  return facts
}
