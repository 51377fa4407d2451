import { describe, expect, it } from 'vitest'
import { labelVote } from './label-vote'

const near = (k: number, ...indices: number[]) => ({
  rows: indices.length / k,
  k,
  indices: Uint32Array.from(indices),
  squaredDistances: new Float32Array(indices.length),
})

describe('labelVote', () => {
  const labels = [0, 1, 1, 2, -1, -1]

  it('takes the commonest label and says how many of the nearest have it', () => {
    const { labels: told, shares } = labelVote(near(3, 0, 1, 2, 3, 0, 0), labels)
    expect([...told]).toEqual([1, 0])
    expect(shares[0]).toBeCloseTo(2 / 3)
  })

  it('gives a tie to the label of the nearest, and lets only so many vote', () => {
    expect([...labelVote(near(4, 3, 1, 2, 3), labels).labels]).toEqual([2])
    expect([...labelVote(near(4, 3, 1, 2, 1), labels, 1).labels]).toEqual([2])
  })

  it('tells none where most of the nearest have none', () => {
    expect([...labelVote(near(3, 4, 5, 0), labels).labels]).toEqual([-1])
  })
})
