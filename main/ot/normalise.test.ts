import { describe, expect, it } from 'vitest'
import { matrix } from '../../shared/matrix'
import { random } from '../../shared/random'
import { denormalise, fitNormalisation, normalise } from './normalise'
import { prepareTargets } from './targets'

function cloud(rows: number, columns: number, scale: number, offset: number) {
  const source = random(1)
  const codes = matrix(rows, columns)
  for (let i = 0; i < codes.data.length; i++) codes.data[i] = offset + scale * source.normal()
  return codes
}

describe('normalisation', () => {
  it.each([1e-30, 1e-6, 1, 1e6, 1e30])(
    'gives mean 0 and overall deviation 1 to codes of size %d',
    (scale) => {
      const codes = cloud(400, 3, scale, 2 * scale)
      const { data } = normalise(codes, fitNormalisation(codes))
      const mean = data.reduce((sum, v) => sum + v, 0) / data.length
      const square = data.reduce((sum, v) => sum + v * v, 0) / data.length
      // Rounding of 32-bit values of size 1.
      expect(Math.abs(mean)).toBeLessThan(1e-6)
      expect(Math.abs(square - 1)).toBeLessThan(1e-5)
    },
  )

  it('is undone by its inverse', () => {
    const codes = cloud(50, 4, 3, 10)
    const normalisation = fitNormalisation(codes)
    const back = denormalise(normalise(codes, normalisation), normalisation)
    back.data.forEach((value, i) => expect(Math.abs(value - codes.data[i]!)).toBeLessThan(1e-5))
  })

  it('keeps proportions: one scale for all coordinates', () => {
    const codes = matrix(2, 2, new Float32Array([0, 0, 3, 4]))
    const { data } = normalise(codes, fitNormalisation(codes))
    expect((data[3]! - data[1]!) / (data[2]! - data[0]!)).toBeCloseTo(4 / 3, 6)
  })

  it('names the code that holds NaN', () => {
    const codes = cloud(5, 2, 1, 0)
    codes.data[7] = Number.NaN
    expect(() => fitNormalisation(codes)).toThrow(/Code 3 holds NaN in coordinate 1/)
    expect(() => fitNormalisation(matrix(0, 2))).toThrow(/at least one code/)
  })
})

describe('targets', () => {
  it('merge equal codes, add their masses and keep who went where', () => {
    const codes = matrix(5, 1, new Float32Array([1, 2, 1, 3, 2]))
    const targets = prepareTargets(codes, [1, 2, 3, 4, 5])
    expect(targets.points.rows).toBe(3)
    expect([...targets.targetOf]).toEqual([0, 1, 0, 2, 1])
    expect([...targets.codeOf]).toEqual([0, 1, 3])
    expect([...targets.masses].map((m) => Math.round(m * 15))).toEqual([4, 7, 4])
  })

  it('merge codes that differ in the sign of zero only', () => {
    expect(prepareTargets(matrix(3, 1, new Float32Array([0, -0, 0]))).points.rows).toBe(1)
    expect(prepareTargets(matrix(4, 1, new Float32Array([0, -0, 1, -1]))).points.rows).toBe(3)
  })

  it('merge tens of thousands without comparing all pairs', () => {
    const codes = matrix(60_000, 2)
    for (let i = 0; i < codes.rows; i++) codes.data.set([i % 300, (i >> 3) % 200], 2 * i)
    const distinct = new Set(Array.from({ length: codes.rows }, (_, i) => `${i % 300},${(i >> 3) % 200}`))
    expect(prepareTargets(codes).points.rows).toBe(distinct.size)
  })

  it('refuse masses that are missing, negative or zero', () => {
    const codes = matrix(2, 1, new Float32Array([1, 2]))
    expect(() => prepareTargets(codes, [1])).toThrow(/2 masses, one a code, got 1/)
    expect(() => prepareTargets(codes, [1, 0])).toThrow(/got 0 for code 1/)
    expect(() => prepareTargets(codes, [1, Number.NaN])).toThrow(/got NaN/)
  })
})
