import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { transportParameters, type NoiseSource } from '../../../shared/contracts/study'
import { BrenierError } from '../../../shared/errors'
import { matrix } from '../../../shared/matrix'
import { exactDomain } from '../../ot/domain'
import { defaultParameters } from '../study/recipe'
import { chosenSource } from './chosen-source'
import { transportTask } from './transport-tasks'

function refusalOf(work: () => unknown): BrenierError {
  try {
    work()
  } catch (error) {
    if (error instanceof BrenierError) return error
  }
  throw new Error('Expected a BrenierError.')
}

describe('the source of noise that was chosen', () => {
  it('is a name in the dimension of the codes, or the hull of points', () => {
    expect(chosenSource('cube', 7)).toEqual({ kind: 'cube', dimension: 7 })
    expect(chosenSource('disc', 2)).toMatchObject({ kind: 'polygon', dimension: 2 })
    expect(chosenSource('ball', 3)).toMatchObject({ kind: 'polytope', dimension: 3 })
    const triangle = [
      [0, 0],
      [0.2, 0.2],
      [0, 1],
      [1, 0],
    ]
    expect(chosenSource({ points: triangle }, 2)).toEqual({
      kind: 'polygon',
      dimension: 2,
      corners: Float64Array.of(0, 0, 1, 0, 0, 1),
    })
    const raised = [...triangle.map((point) => [...point, 0]), [0, 0, 6]]
    expect(exactDomain(chosenSource({ points: raised }, 3))!.measure).toBeCloseTo(1, 12)
  })

  const line = [0, 1, 2, 3].map((x) => [x, 2 * x])
  const circle = Array.from({ length: 501 }, (_, k) => [Math.cos(k / 80), Math.sin(k / 80)])
  it.each<[string, NoiseSource, number, string, RegExp]>([
    ['a disc for codes of space', 'disc', 3, 'bad-argument', /codes of 2 coordinates .* got 3/],
    ['a ball for codes of the plane', 'ball', 2, 'bad-argument', /codes of 3 coordinates .* got 2/],
    ['corners for many dimensions', { points: line }, 64, 'bad-argument', /2 or 3 coordinates .* got 64/],
    ['corners of another dimension', { points: line }, 3, 'bad-shape', /corners of 3 coordinates, .* got 2/],
    ['too few corners', { points: line.slice(0, 2) }, 2, 'bad-shape', /at least 3 corners .* got 2/],
    ['a line', { points: line }, 2, 'bad-argument', /points on one line/],
    ['a plane', { points: line.map((p) => [...p, p[0]! ** 2]) }, 3, 'bad-argument', /points on one plane/],
    ['NaN', { points: [...line, [Number.NaN, 0]] }, 2, 'not-finite', /finite corners/],
    ['more corners than cells bear', { points: circle }, 2, 'bad-argument', /at most 500 corners/],
  ])('refuses %s', (_, choice, dimension, code, message) => {
    const refusal = refusalOf(() => chosenSource(choice, dimension))
    expect(refusal.code).toBe(code)
    expect(refusal.message).toMatch(message)
  })

  it.each(['stochastic', 'paper'] as const)('is refused by the %s method where it has corners', (method) => {
    const codes = matrix(3, 2, Float32Array.of(0, 0, 1, 0, 0, 1))
    const parameters = { ...defaultParameters.transport, source: 'disc', method } as const
    const refusal = refusalOf(() => transportTask(null).create({ codes, parameters }))
    expect(refusal.code).toBe('bad-argument')
    expect(refusal.message).toMatch(/leave the method at auto/)
  })

  it('crosses processes as a name or as points, and nothing else', () => {
    const fits = (source: unknown) => v.is(transportParameters, { ...defaultParameters.transport, source })
    for (const source of ['cube', 'gaussian', 'disc', 'ball', { points: line }])
      expect(fits(source)).toBe(true)
    for (const source of [
      'square',
      { points: [[1, Number.NaN]] },
      { points: [[]] },
      { points: [[1, 2, 3, 4]] },
      {},
    ])
      expect(fits(source)).toBe(false)
  })
})
