import { describe, expect, it } from 'vitest'
import { checkObjective, defaultObjective, objectiveKinds } from './objectives'

describe('objectives', () => {
  it('survive a trip through JSON with the settings of their papers', () => {
    for (const kind of objectiveKinds) {
      const objective = defaultObjective(kind)
      expect(checkObjective(JSON.parse(JSON.stringify(objective)))).toEqual(objective)
    }
  })

  it('are refused with the setting, what it may be and what came', () => {
    const refusal = (value: unknown) => () => checkObjective(value)
    expect(refusal(null)).toThrow(/an object/)
    expect(refusal({ kind: 'toString' })).toThrow(/objective .* ae, vae, .*, got "toString"/)
    expect(refusal({ kind: 'vae', beta: 1, likelihood: 'toString' })).toThrow(/bernoulli or gaussian/)
    expect(refusal({ kind: 'vae', beta: Number.NaN, likelihood: 'gaussian' })).toThrow(/beta/)
    expect(refusal({ kind: 'swae', beta: 2, alpha: 1, pseudoInputs: 5 })).toThrow(
      /beta .* from 0 to 1, got 2/,
    )
    expect(refusal({ kind: 'swae', beta: 1, alpha: 1, pseudoInputs: 5.5 })).toThrow(/a whole number/)
    expect(refusal({ kind: 'ae', beta: 1 })).toThrow(/beta .* absent/)
  })
})
