import { describe, expect, it } from 'vitest'
import type { TsneProblem } from './layout'
import { randomProblem, relativeError } from './random-problem.fixture'
import { referenceLayout } from './reference'

/** KL(P ‖ Q) over all pairs from its definition. */
function divergence({ n, dims, degreesOfFreedom, rowStart, columns, values }: TsneProblem, y: Float64Array) {
  const kernel = (i: number, j: number) => {
    let squared = 0
    for (let a = 0; a < dims; a++) squared += (y[i * dims + a]! - y[j * dims + a]!) ** 2
    return (1 + squared / degreesOfFreedom) ** (-(degreesOfFreedom + 1) / 2)
  }
  let z = 0
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) if (j !== i) z += kernel(i, j)
  let sum = 0
  for (let i = 0; i < n; i++) {
    for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) {
      sum += values[e]! * Math.log((values[e]! * z) / kernel(i, columns[e]!))
    }
  }
  return sum
}

describe('referenceLayout', () => {
  it.each([
    [2, 1],
    [3, 2],
    [3, 1],
    [2, 0.5],
  ] as const)('has the gradient of the divergence in %i dimensions for ν = %f', (dims, freedom) => {
    const given = randomProblem(60, dims, freedom, 0)
    const gradient = referenceLayout(given).gradient(1)
    const y = Float64Array.from(given.positions)
    const factor = (2 * (freedom + 1)) / freedom
    const h = 1e-5
    for (let c = 0; c < y.length; c += 7) {
      const at = y[c]!
      y[c] = at + h
      const above = divergence(given, y)
      y[c] = at - h
      const below = divergence(given, y)
      y[c] = at
      // Central differences: h² and 1e-16 / h, far below the Float32 result's rounding.
      expect(Math.abs((above - below) / (2 * h) - factor * gradient[c]!)).toBeLessThan(1e-7)
    }
  })

  // The layouts of kernels with a heavier tail are no harder: mean errors measured are .4 % and 1.6 %.
  it.each([
    [0.5, 0.01],
    [0.85, 0.03],
  ])('approximates the repulsion of all pairs by the tree, θ = %f', (theta, tolerance) => {
    const exact = referenceLayout(randomProblem(900, 3, 2, 0)).gradient(0)
    const tree = referenceLayout(randomProblem(900, 3, 2, theta)).gradient(0)
    const error = relativeError(tree, exact)
    expect(error).toBeLessThan(tolerance)
    expect(error).toBeGreaterThan(0)
  })
})
