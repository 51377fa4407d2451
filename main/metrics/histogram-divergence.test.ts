import { describe, expect, it } from 'vitest'
import { random } from '../../shared/random'
import { histogramJsd, histogramKl } from './histogram-divergence'

describe('divergences of histograms', () => {
  it('have their closed forms', () => {
    // Eight of ten equal bins left empty: KL against all ten is log 5; JSD by hand with M = (.3, .3, .05 × 8).
    const two = [5, 5, 0, 0, 0, 0, 0, 0, 0, 0]
    const ten = new Array<number>(10).fill(1)
    expect(histogramKl(two, ten)).toBeCloseTo(Math.log(5), 12)
    const byHand = 0.5 * Math.log(0.5 / 0.3) + 0.5 * (0.2 * Math.log(0.1 / 0.3) + 0.8 * Math.log(2))
    expect(histogramJsd(two, ten)).toBeCloseTo(byHand, 12)
    expect(histogramJsd([1, 0], [0, 1])).toBeCloseTo(Math.log(2), 12)
    expect(histogramKl([1, 3], [2, 6])).toBe(0)
  })

  it('are infinite, or bounded, where the second is empty and the first is not', () => {
    expect(histogramKl([1, 1], [1, 0])).toBe(Infinity)
    expect(histogramKl([1, 0], [1, 1])).toBeCloseTo(Math.log(2), 12)
  })

  it('of a perfect generator are as large as counting makes them: bins − 1 over twice the draws', () => {
    // 25 bins: 24 / 1024 for 512 draws against the truth. Its scatter is √(2 · 24) / 1024; the mean of 400 has a
    // twentieth of that, and the next term of the expansion is below 1 %.
    const source = random(5)
    const rounds = 400
    let sum = 0
    for (let round = 0; round < rounds; round++) {
      const counts = new Array<number>(25).fill(0)
      for (let i = 0; i < 512; i++) counts[source.integer(25)]!++
      sum += histogramKl(counts, new Array<number>(25).fill(1))
    }
    expect(Math.abs(sum / rounds / (24 / 1024) - 1)).toBeLessThan(0.05)
  })

  it('refuse empty histograms and different bins', () => {
    expect(() => histogramKl([0, 0], [1, 1])).toThrow('got none')
    expect(() => histogramJsd([1], [1, 1])).toThrow('got 1 and 2')
  })
})
