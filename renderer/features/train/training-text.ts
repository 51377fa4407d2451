import type { TrainingExtension, TrainingHistory } from '../../../shared/contracts/training'
import type { DataSummary } from '../../../shared/contracts/study'
import { formatCount, formatSignificant } from '../../ui/numbers'

/** A loss with four decimals, as long as they say something: 0.0078, below 0.001 "4.2 · 10⁻⁴". */
export const lossText = (loss: number): string =>
  loss >= 0.001 || loss === 0 ? loss.toFixed(4) : formatSignificant(loss, 2)

/** Theorem 1 of AE-OT-GAN in figures: "W₂(μ_ε, μ̂) ≤ 0.42 ≤ ε = 0.91". */
export const extensionText = ({ bound, epsilon }: TrainingExtension): string =>
  `W₂(μ_ε, μ̂) ≤ ${formatSignificant(bound, 2)} ≤ ε = ${formatSignificant(epsilon, 2)}`

/** The same in a sentence. */
export const extensionMeaning = ({ draws, bound, epsilon }: TrainingExtension): string =>
  `Theorem 1 of AE-OT-GAN: the ${formatCount(draws)} generated codes that this learns from lie on edges between codes, the longest ${formatSignificant(epsilon, 2)} (ε). The extension moved them by ${formatSignificant(bound, 2)} in the root mean square, in units of the codes, so their distribution is no farther from that of the map’s own codes.`

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
