import { describe, expect, it } from 'vitest'
import { matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import { conditionalProbabilities, symmetrise } from './affinities'
import { neighbourSearch } from './neighbours'

function normals(n: number, d: number, scale: number) {
  const source = random(11)
  const points = matrix(n, d)
  for (let c = 0; c < points.data.length; c++) points.data[c] = scale * source.normal()
  return points
}

function perplexities(probabilities: Float32Array, k: number): number[] {
  const found: number[] = []
  for (let at = 0; at < probabilities.length; at += k) {
    let entropy = 0
    for (const p of probabilities.subarray(at, at + k)) if (p > 0) entropy -= p * Math.log(p)
    found.push(Math.exp(entropy))
  }
  return found
}

describe('conditionalProbabilities', () => {
  it.each([1e-6, 1, 1e6])('reaches the perplexity in every row, at scale %f', (scale) => {
    const { squaredDistances } = neighbourSearch(normals(300, 6, scale)).nearestOthers(0, 300, 91)
    const probabilities = conditionalProbabilities(squaredDistances, 300, 91, 30)
    // Entropy to 1e-6, then Float32 values: 91 roundings of 6e-8, weighted by log p.
    for (const perplexity of perplexities(probabilities, 91))
      expect(Math.abs(perplexity - 30)).toBeLessThan(1e-3)
  })

  it('becomes uniform over a tie that is wider than the perplexity', () => {
    const tied = Float32Array.from([0, 0, 0, 0, 0, 5, 5, 9, 9, 9])
    const [row] = [conditionalProbabilities(tied, 1, 10, 3)]
    expect([...row.subarray(0, 5)].every((p) => Math.abs(p - 0.2) < 1e-6)).toBe(true)
    expect(row[5]).toBeLessThan(1e-6)
    expect([...conditionalProbabilities(new Float32Array(4), 1, 4, 2)]).toEqual([0.25, 0.25, 0.25, 0.25])
  })

  it('stays finite where one neighbour is far nearer than the rest', () => {
    const probabilities = conditionalProbabilities(Float32Array.from([1e-20, 1, 2, 1e12]), 1, 4, 2)
    expect(probabilities.every(Number.isFinite)).toBe(true)
    expect(perplexities(probabilities, 4)[0]).toBeCloseTo(2, 3)
  })

  it('refuses a perplexity that the neighbours cannot carry', () => {
    expect(() => conditionalProbabilities(new Float32Array(4), 1, 4, 4)).toThrow(
      'below the 4 neighbours listed',
    )
    expect(() => conditionalProbabilities(new Float32Array(4), 1, 4, Number.NaN)).toThrow('got NaN')
  })
})

describe('symmetrise', () => {
  it('gives the mean of both directions, each pair once, with sum 1', () => {
    const n = 200
    const neighbours = neighbourSearch(normals(n, 3, 1)).nearestOthers(0, n, 16)
    const conditional = conditionalProbabilities(neighbours.squaredDistances, n, 16, 5)
    const { rowStart, columns, values } = symmetrise(neighbours, conditional)
    const dense = new Float64Array(n * n)
    let doubles = 0
    for (let i = 0; i < n; i++) {
      for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) {
        const at = i * n + columns[e]!
        if (dense[at] !== 0) doubles++
        dense[at] = values[e]!
      }
    }
    expect(doubles).toBe(0)
    const expected = new Float64Array(n * n)
    for (let e = 0; e < n * 16; e++) {
      const i = Math.floor(e / 16)
      const j = neighbours.indices[e]!
      expected[i * n + j]! += conditional[e]! / (2 * n)
      expected[j * n + i]! += conditional[e]! / (2 * n)
    }
    let worst = 0
    dense.forEach((p, at) => (worst = Math.max(worst, Math.abs(p - expected[at]!))))
    // Float32 rounding of values up to 1 / n.
    expect(worst).toBeLessThan(1e-9)
    expect(dense.reduce((a, b) => a + b)).toBeCloseTo(1, 6)
  })
})
