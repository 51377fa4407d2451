import { describe, expect, it } from 'vitest'
import { matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import { sinkhornStepper, type EntropicPotentials, type SinkhornOptions } from './sinkhorn'
import { transportPlan, type TransportationProblem } from './transportation'
import { costsOf } from './transportation-problem'

function potentials(problem: TransportationProblem, options: SinkhornOptions): EntropicPotentials {
  const stepper = sinkhornStepper(problem, options)
  while (!stepper.step()) continue
  return stepper.result()
}

function uneven(n: number, seed: number): Float64Array {
  const source = random(seed)
  const made = Float64Array.from({ length: n }, (_, i) => (i % 7 === 6 ? 0 : source.uniform()))
  const sum = made.reduce((total, mass) => total + mass, 0)
  return made.map((mass) => mass / sum)
}

function normals(n: number, d: number, seed: number) {
  const source = random(seed)
  return matrix(
    n,
    d,
    Float32Array.from({ length: n * d }, () => source.normal()),
  )
}

const cloud: TransportationProblem = {
  cost: 'sqeuclidean',
  a: normals(60, 3, 1),
  b: normals(45, 3, 2),
  massesA: uneven(60, 3),
  massesB: uneven(45, 4),
}

describe('entropic transport', () => {
  it('between two points and two points is the closed form, for any ε', () => {
    const half = Float64Array.of(0.5, 0.5)
    const costs = Float64Array.of(0, 1, 1, 0)
    const problem = { cost: { rows: 2, columns: 2, costs }, massesA: half, massesB: half }
    for (const share of [0.01, 0.2, 1]) {
      const { u, v, epsilon, cost } = potentials(problem, { share, tolerance: 1e-12 })
      // The mean cost is ½.
      expect(epsilon).toBeCloseTo(share / 2, 12)
      const stays = 0.5 / (1 + Math.exp(-1 / epsilon))
      expect(0.25 * Math.exp((u[0]! + v[0]!) / epsilon)).toBeCloseTo(stays, 9)
      expect(cost).toBeCloseTo(1 - 2 * stays, 9)
    }
  })

  it.each([1, 0.1, 0.01])(
    'leaves both sides what they have, and brackets exact transport, at ε of %f',
    (share) => {
      const made = potentials(cloud, { share })
      const costs = new Float64Array(45)
      const into = new Float64Array(45)
      cloud.massesA.forEach((mass, i) => {
        costsOf(cloud)(i, costs)
        let out = 0
        costs.forEach((cost, j) => {
          const moved = mass * cloud.massesB[j]! * Math.exp((made.u[i]! + made.v[j]! - cost) / made.epsilon)
          out += moved
          into[j] = into[j]! + moved
        })
        expect(Math.abs(out - mass)).toBeLessThan(2e-6)
      })
      into.forEach((mass, j) => expect(Math.abs(mass - cloud.massesB[j]!)).toBeLessThan(2e-6))
      const exact = transportPlan(cloud).cost
      expect(made.bound).toBeLessThanOrEqual(exact * (1 + 1e-6))
      expect(made.cost).toBeGreaterThanOrEqual(exact * (1 - 1e-6))
      // Its entropy is worth at most ε log of the number of arcs.
      expect(made.cost - exact).toBeLessThan(made.epsilon * Math.log(60 * 45))
    },
  )

  it('comes to the exact cost as ε falls', () => {
    const exact = transportPlan(cloud).cost
    const far = [0.3, 0.03, 0.003].map(
      (share) => potentials(cloud, { share, tolerance: 1e-4 }).cost / exact - 1,
    )
    expect(far[1]!).toBeLessThan(far[0]! / 3)
    expect(far[2]!).toBeLessThan(far[1]! / 3)
    expect(far[2]!).toBeLessThan(0.02)
  })

  it('refuses an ε of 0', () => {
    expect(() => sinkhornStepper(cloud, { share: 0 })).toThrow('above 0, got 0')
  })
})
