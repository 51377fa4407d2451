import { describe, expect, it } from 'vitest'
import { permutation, random } from './random'

describe('random', () => {
  it('repeats itself for the same seed and differs for another', () => {
    const draw = (seed: number) => Array.from({ length: 5 }, random(seed).uniform)
    expect(draw(7)).toEqual(draw(7))
    expect(draw(7)).not.toEqual(draw(8))
  })

  it('draws uniforms and normals with the right first two moments', () => {
    const source = random(1)
    const n = 200_000
    let uniform = 0
    let normal = 0
    let square = 0
    for (let i = 0; i < n; i++) {
      uniform += source.uniform()
      const z = source.normal()
      normal += z
      square += z * z
    }
    // Five standard errors: 5·0.289/√n, 5/√n and 5·√2/√n.
    expect(Math.abs(uniform / n - 0.5)).toBeLessThan(0.0033)
    expect(Math.abs(normal / n)).toBeLessThan(0.0112)
    expect(Math.abs(square / n - 1)).toBeLessThan(0.0159)
  })

  it('forks a stream that does not disturb its parent', () => {
    const parent = random(3)
    const twin = random(3)
    parent.fork('batch order').uniform()
    expect(parent.uniform()).toBe(twin.uniform())
    expect(random(3).fork('a').uniform()).not.toBe(random(3).fork('b').uniform())
  })

  it('permutes without losing an index', () => {
    const order = permutation(1000, random(5))
    expect([...order].sort((p, q) => p - q)).toEqual(Array.from({ length: 1000 }, (_, i) => i))
    expect([...order]).not.toEqual(Array.from({ length: 1000 }, (_, i) => i))
  })
})
