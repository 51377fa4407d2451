import { describe, expect, it } from 'vitest'
import type { StochasticProgress, StochasticStepper } from '../../ot/stochastic'
import { withinSeconds } from './transport-tasks'

/** A solver that draws a thousand samples a step, each step as long as `milliseconds` says, until its budget is drawn. */
function drawing(budget: number, milliseconds: (step: number) => number) {
  let now = 0
  let steps = 0
  const solver: StochasticStepper = {
    step() {
      now += milliseconds(steps++)
      return steps * 1000 >= budget
    },
    setBudget: (samples) => (budget = samples),
    progress: () => ({ samples: steps * 1000, budget }) as StochasticProgress,
    result: () => {
      throw new Error('not asked for here')
    },
    close: () => undefined,
  }
  return { solver, clock: () => now, pause: (by: number) => (now += by) }
}

describe('a budget of time', () => {
  it.each([
    ['is filled where the trial before it was too slow', 200_000, 20],
    ['is kept to where the trial before it was too fast', 10_000_000, 20],
  ])('%s', async (_, guess, milliseconds) => {
    const { solver, clock } = drawing(guess, () => milliseconds)
    const timed = withinSeconds(solver, 10, clock)
    while (!(await timed.step()));
    expect(clock() / 1000).toBeGreaterThan(9.9)
    expect(clock() / 1000).toBeLessThan(10.2)
  })

  it('does not count pauses', async () => {
    const { solver, clock, pause } = drawing(1_000_000, () => 20)
    const timed = withinSeconds(solver, 10, clock)
    for (let step = 0; !(await timed.step()); step++) if (step === 100) pause(60_000)
    expect(clock() / 1000).toBeGreaterThan(69.9)
    expect(clock() / 1000).toBeLessThan(70.2)
  })

  it('follows a machine that becomes slower', async () => {
    const { solver, clock } = drawing(1_000_000, (step) => (step < 200 ? 10 : 40))
    const timed = withinSeconds(solver, 10, clock)
    while (!(await timed.step()));
    expect(clock() / 1000).toBeLessThan(10.2)
  })
})
