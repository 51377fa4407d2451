import { describe, expect, it } from 'vitest'
import { matrix } from '../../shared/matrix'
import type { Matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import { conditionalProbabilities, symmetrise } from './affinities'
import { neighbourSearch } from './neighbours'
import { klDivergence, neighbourPreservation, trustworthiness } from './quality'

function normals(n: number, d: number, seed: number): Matrix {
  const source = random(seed)
  const points = matrix(n, d)
  for (let c = 0; c < points.data.length; c++) points.data[c] = source.normal()
  return points
}

describe('how far a layout can be trusted', () => {
  const points = normals(200, 3, 1)

  it('is perfect for the points themselves and near chance for unrelated ones', () => {
    expect(trustworthiness(points, points, 10)).toBe(1)
    expect(neighbourPreservation(points, points, 10)).toBe(1)
    const unrelated = normals(200, 3, 2)
    // By chance a neighbour is kept with probability 10 / 199, and trustworthiness is about one half.
    expect(neighbourPreservation(points, unrelated, 10)).toBeLessThan(0.1)
    expect(Math.abs(trustworthiness(points, unrelated, 10) - 0.5)).toBeLessThan(0.06)
  })

  it('counts how far a false neighbour was, as the definition says', () => {
    const line = matrix(5, 1, Float32Array.from([0, 1, 2, 3, 4]))
    const folded = matrix(5, 1, Float32Array.from([0, 1, 2, 3, 0.1]))
    // Nearest in the layout: 0→4, 1→4, 2→1, 3→2, 4→0. Of these 4 is the 4th nearest of 0, the 4th of 1
    // (0, 2 and 3 come first), and 0 the 4th of 4: three excesses of 3. 1 − 2 · 9 / (5 · 1 · (10 − 3 − 1)).
    expect(trustworthiness(line, folded, 1)).toBeCloseTo(1 - 18 / 30, 12)
  })

  it('refuses layouts of other points', () => {
    expect(() => trustworthiness(points, normals(199, 3, 1), 5)).toThrow('a layout of 200 points, got 199')
    expect(() => trustworthiness(points, points, 100)).toThrow('fewer than 100 neighbours')
  })
})

describe('klDivergence', () => {
  it('is estimated by a sample of rows', () => {
    const points = normals(1500, 4, 3)
    const neighbours = neighbourSearch(points).nearestOthers(0, 1500, 30)
    const affinities = symmetrise(
      neighbours,
      conditionalProbabilities(neighbours.squaredDistances, 1500, 30, 10),
    )
    const exact = klDivergence(affinities, points, 2)
    const sampled = klDivergence(affinities, points, 2, 300)
    expect([exact.rows, sampled.rows]).toEqual([1500, 300])
    expect(sampled.value).not.toBe(exact.value)
    // Rows of Z vary by about 40 %: the mean of 300 by 2.3 %, and that is the error of log Z. Three of them.
    expect(Math.abs(sampled.value - exact.value)).toBeLessThan(0.07)
  })
})
