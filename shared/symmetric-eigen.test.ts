import { describe, expect, it } from 'vitest'
import { random } from './random'
import { symmetricEigen } from './symmetric-eigen'

describe('symmetricEigen', () => {
  it.each([1, 2, 3, 17, 60])('recovers a random symmetric matrix of size %i from its parts', (d) => {
    const source = random(d)
    const a = new Float64Array(d * d)
    for (let i = 0; i < d; i++) {
      for (let j = 0; j <= i; j++) a[i * d + j] = a[j * d + i] = source.normal()
    }
    const { values, vectors } = symmetricEigen(a, d)
    for (let i = 1; i < d; i++) expect(values[i]!).toBeLessThanOrEqual(values[i - 1]!)
    let worst = 0
    for (let i = 0; i < d; i++) {
      for (let j = 0; j < d; j++) {
        let rebuilt = 0
        let product = 0
        for (let k = 0; k < d; k++) {
          rebuilt += values[k]! * vectors[k * d + i]! * vectors[k * d + j]!
          product += vectors[i * d + k]! * vectors[j * d + k]!
        }
        worst = Math.max(worst, Math.abs(rebuilt - a[i * d + j]!), Math.abs(product - (i === j ? 1 : 0)))
      }
    }
    // Backward stability: a few d·ε·‖a‖, with ‖a‖ about 2√d.
    expect(worst).toBeLessThan(1e-13 * d)
  })

  it('copes with zero matrices, repeated eigenvalues and tiny scales', () => {
    expect([...symmetricEigen(new Float64Array(9), 3).values]).toEqual([0, 0, 0])
    const identity = Float64Array.from([1, 0, 0, 0, 1, 0, 0, 0, 1])
    expect([...symmetricEigen(identity, 3).values]).toEqual([1, 1, 1])
    const tiny = symmetricEigen(Float64Array.from([2e-30, 1e-30, 1e-30, 2e-30]), 2)
    expect(tiny.values[0]! / 3e-30).toBeCloseTo(1, 12)
    expect(tiny.values[1]! / 1e-30).toBeCloseTo(1, 12)
  })
})
