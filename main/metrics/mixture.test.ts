import { describe, expect, it } from 'vitest'
import { matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import { labelledMixture, nearestModes, roundMixture } from './mixture'

describe('mixtures', () => {
  it('measure distance in standard deviations of the nearest mode', () => {
    const mixture = roundMixture(matrix(2, 2, Float32Array.of(0, 0, 10, 0)), 0.5)
    const { modes, distances } = nearestModes(mixture, matrix(3, 2, Float32Array.of(0, 1, 9, 0, 5, 0)))
    expect([...modes]).toEqual([0, 1, 0])
    expect([...distances]).toEqual([2, 2, 10])
  })

  it('of labelled points have their means and shapes', () => {
    // Long along one diagonal: deviations 2 and 0.5 along (1, 1) and (1, −1), centre (3, −1).
    const source = random(2)
    const n = 40_000
    const points = matrix(n, 2)
    for (let i = 0; i < n; i++) {
      const [along, across] = [2 * source.normal(), 0.5 * source.normal()]
      points.data[2 * i] = 3 + (along + across) * Math.SQRT1_2
      points.data[2 * i + 1] = -1 + (along - across) * Math.SQRT1_2
    }
    const mixture = labelledMixture(points, new Int32Array(n), 1)
    const probe = (along: number, across: number) =>
      Float32Array.of(3 + (along + across) * Math.SQRT1_2, -1 + (along - across) * Math.SQRT1_2)
    const at = (along: number, across: number) =>
      nearestModes(mixture, matrix(1, 2, probe(along, across))).distances[0]!
    // A deviation estimated from n points is off by 1 / √(2n) = 0.35 %, the centre by 0.5 %; five of them at distance 3.
    expect(Math.abs(at(6, 0) - 3)).toBeLessThan(0.08)
    expect(Math.abs(at(0, 1.5) - 3)).toBeLessThan(0.08)
  })

  it('leave unknown labels out and refuse modes without spread, NaN and other dimensions', () => {
    const points = matrix(4, 1, Float32Array.of(0, 1, 50, 5))
    const mixture = labelledMixture(points, Int32Array.of(0, 0, -1, -1), 1)
    expect(mixture.centres[0]).toBe(0.5)
    expect(() => labelledMixture(points, Int32Array.of(0, 0, 0, 1), 2)).toThrow('mode 1')
    expect(() => labelledMixture(points, Int32Array.of(0, 0), 1)).toThrow('Expected 4 labels')
    const flat = matrix(3, 2, Float32Array.of(0, 0, 1, 1, 2, 2))
    expect(() => labelledMixture(flat, new Int32Array(3), 1)).toThrow('all 2 directions')
    expect(() => roundMixture(points, 0)).toThrow('positive standard deviation')
    expect(() => nearestModes(mixture, matrix(1, 1, Float32Array.of(Number.NaN)))).toThrow('NaN')
    expect(() => nearestModes(mixture, flat)).toThrow('of 1 dimensions, got 2')
  })
})
