import { correctedRate } from './adam'
import type { Objective, ObjectiveStep } from './objectives/objective'
import { scheduleFactor } from './schedule'
import type { TrainingSettings } from './training'

/** A part of a training, with its learning rate's schedule to itself. */
export interface Phase {
  /** Functions of the program that run in each of its steps. */
  readonly steps: readonly Pick<ObjectiveStep, 'name' | 'every' | 'rate'>[]
  /** Of the whole training, from 0; `to` is the first of the next phase. */
  readonly from: number
  readonly to: number
}

/** The objective's phase, and after it that of the decoder alone where the settings ask for one. */
export function phasesOf(
  { steps }: Objective,
  { epochs, refineEpochs }: TrainingSettings,
  batchesPerEpoch: number,
): readonly [Phase, ...Phase[]] {
  const turn = epochs * batchesPerEpoch
  const main = { steps, from: 0, to: turn }
  if (refineEpochs === 0) return [main]
  return [main, { steps: [{ name: 'refine' }], from: turn, to: turn + refineEpochs * batchesPerEpoch }]
}

/** The highest learning rate among a step's functions. @param step of the whole training, from 0 */
export function learningRateAt({ from, to }: Phase, settings: TrainingSettings, step: number): number {
  return settings.learningRate * scheduleFactor(settings.schedule, step - from, to - from)
}

/**
 * The functions that run in a step, each with its rate and ε, and the step before which it does not run again.
 * @param step of the whole training, from 0
 */
export function callsAt(phase: Phase, settings: TrainingSettings, step: number) {
  const own = step - phase.from
  return phase.steps.flatMap(({ name, every = 1, rate = 1 }) =>
    own % every === 0
      ? [
          {
            name,
            until: step + every,
            rates: correctedRate(settings, learningRateAt(phase, settings, step) * rate, own / every + 1),
          },
        ]
      : [],
  )
}
