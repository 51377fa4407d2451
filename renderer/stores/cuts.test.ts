import { describe, expect, it } from 'vitest'
import type { Crossing } from '../../shared/contracts/results'
import { tearLabel, tornSegments } from './cuts'

const crossing = (at: number, angle: number, jump = 1): Crossing => ({
  at,
  from: 0,
  to: 1,
  angle,
  jump,
  relativeJump: jump,
})
const angle = { test: 'angle', value: 0.6 } as const

describe('tornSegments', () => {
  it('keeps what is past the threshold, grouped by the step before it', () => {
    const trace = {
      steps: 16,
      crossings: [crossing(9.2, 0.7), crossing(3.5, 0.61), crossing(9.9, 0.9), crossing(5, 0.6)],
    }
    const torn = tornSegments(trace, angle)
    expect(torn.map(({ segment, crossings }) => [segment, crossings.length])).toEqual([
      [3, 1],
      [9, 2],
    ])
    expect(torn[1]!.worst.angle).toBe(0.9)
    expect(torn.map((one) => tearLabel(one, angle))).toEqual(['θ 0.61', 'θ 0.90 × 2'])
  })

  it('puts a crossing on the last step before it, since no segment follows', () => {
    const torn = tornSegments({ steps: 8, crossings: [crossing(7, 1), crossing(0, 1)] }, angle)
    expect(torn.map(({ segment }) => segment)).toEqual([0, 6])
  })

  it('goes by distance where the test is by distance', () => {
    const distance = { test: 'distance', value: 2 } as const
    const torn = tornSegments(
      { steps: 8, crossings: [crossing(1.5, 1, 1.9), crossing(2.5, 0.1, 2.5)] },
      distance,
    )
    expect(torn.map((one) => tearLabel(one, distance))).toEqual(['ε 2.50'])
  })

  it('finds no tear while no threshold is known', () => {
    expect(tornSegments({ steps: 8, crossings: [crossing(1.5, 3)] }, null)).toEqual([])
  })
})
