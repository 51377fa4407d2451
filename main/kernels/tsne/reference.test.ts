import { describe, expect, it } from 'vitest'
import { random } from '../../../shared/random'
import type { TsneProblem } from './layout'
import { referenceLayout } from './reference'

/** Random positions of deviation 3 and a random sparse symmetric P. */
function problem(n: number, dims: 2 | 3, degreesOfFreedom: number, theta: number): TsneProblem {
  const source = random(n)
  const dense = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let s = 0; s < 5; s++) {
      const j = source.integer(n)
      if (j !== i) dense[i * n + j] = dense[j * n + i] = source.uniform()
    }
  }
  const total = dense.reduce((a, b) => a + b)
  const rowStart = new Uint32Array(n + 1)
  const columns: number[] = []
  const values: number[] = []
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      if (dense[i * n + j]! === 0) continue
      columns.push(j)
      values.push(dense[i * n + j]! / total)
    }
    rowStart[i + 1] = columns.length
  }
  return {
    n,
    dims,
    degreesOfFreedom,
    theta,
    rowStart,
    columns: Uint32Array.from(columns),
    values: Float32Array.from(values),
    positions: Float32Array.from({ length: n * dims }, () => 3 * source.normal()),
  }
}

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

function relativeError(approximate: Float32Array, exact: Float32Array): number {
  let error = 0
  let size = 0
  exact.forEach((v, c) => {
    error += (approximate[c]! - v) ** 2
    size += v * v
  })
  return Math.sqrt(error / size)
}

describe('referenceLayout', () => {
  it.each([
    [2, 1],
    [3, 2],
    [3, 1],
    [2, 0.5],
  ] as const)('has the gradient of the divergence in %i dimensions for ν = %f', (dims, freedom) => {
    const given = problem(60, dims, freedom, 0)
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
    const exact = referenceLayout(problem(900, 3, 2, 0)).gradient(0)
    const tree = referenceLayout(problem(900, 3, 2, theta)).gradient(0)
    const error = relativeError(tree, exact)
    expect(error).toBeLessThan(tolerance)
    expect(error).toBeGreaterThan(0)
  })
})
