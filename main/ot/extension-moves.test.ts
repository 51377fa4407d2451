import { expect, it } from 'vitest'
import { matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import { assign } from './assignment'
import { extensionMoves } from './extension-moves'

it('mixed codes are as far from the data’s as the share of each edge says, W₂ at most that, and at most ε', () => {
  const source = random(3)
  const targets = matrix(
    40,
    3,
    Float32Array.from({ length: 120 }, () => source.normal()),
  )
  const n = 200
  const first = Uint32Array.from({ length: n }, () => source.integer(40))
  const second = Uint32Array.from({ length: n }, () => source.integer(40))
  const weight = Float32Array.from({ length: n }, () => source.uniform() / 4)
  const at = (i: number, k: number) => targets.data[3 * i + k]!
  const plain = matrix(
    n,
    3,
    Float32Array.from({ length: 3 * n }, (_, i) => at(first[Math.floor(i / 3)]!, i % 3)),
  )
  const mixed = matrix(
    n,
    3,
    plain.data.map((value, i) => {
      const draw = Math.floor(i / 3)
      return value + weight[draw]! * (at(second[draw]!, i % 3) - value)
    }),
  )
  const { epsilon, rootMeanSquare } = extensionMoves(targets, { first, second, weight })
  const coupled = mixed.data.reduce((sum, value, i) => sum + (value - plain.data[i]!) ** 2, 0) / n
  expect(rootMeanSquare).toBeCloseTo(Math.sqrt(coupled), 5)
  const exact = Math.sqrt(assign({ a: mixed, b: plain, cost: 'sqeuclidean' }).cost / n)
  expect(exact).toBeGreaterThan(0)
  expect(exact).toBeLessThanOrEqual(rootMeanSquare + 1e-6)
  expect(rootMeanSquare).toBeLessThanOrEqual(epsilon)
})
