import { describe, expect, it } from 'vitest'
import { convergenceLines } from './convergence-lines'

const none = new Float32Array(0)
const state = { cellMass: none, heights: none, averagedRms: none, worstCell: none }

describe('the convergence curves', () => {
  it('of an exact map are its error and the worst cell', () => {
    const lines = convergenceLines({
      ...state,
      relativeRms: Float32Array.of(1, 0.1, 1e-9),
      worstCell: Float32Array.of(2, 0.3, 4e-9),
    })
    expect(lines.map(({ name, role }) => [name, role])).toEqual([
      ['worst cell', 'reference'],
      ['relative RMS', 'main'],
    ])
  })

  it('of a sampled map are the averaged heights, which are the map, and the iterate behind them', () => {
    const averagedRms = Float32Array.of(Number.NaN, 0.2, 0.1)
    const lines = convergenceLines({ ...state, relativeRms: Float32Array.of(1, 0.5, 0.4), averagedRms })
    expect(lines.map(({ name, role }) => [name, role])).toEqual([
      ['before averaging', 'plain'],
      ['relative RMS', 'main'],
    ])
    expect(lines[1]!.values).toBe(averagedRms)
  })

  it('of a map that was not averaged yet are the iterate alone', () => {
    const relativeRms = Float32Array.of(1, 0.5)
    const lines = convergenceLines({
      ...state,
      relativeRms,
      averagedRms: Float32Array.of(Number.NaN, Number.NaN),
    })
    expect(lines.map(({ values }) => values)).toEqual([relativeRms])
  })
})
