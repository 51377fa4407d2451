import { describe, expect, it } from 'vitest'
import type { ItemGroup } from '../../../shared/contracts/study'
import { matrix } from '../../../shared/matrix'
import { pointSet } from '../../data/picture-set'
import { codesOf } from '../training/make-codes'
import { neighbourSearch } from '../../embedding/neighbours'
import { directionOf } from './direction'
import { anchorsAlong } from './resolve-waypoint'

/** Four codes at the corners of a square, the right two labelled, the upper two with an attribute. */
const points = matrix(4, 2, Float32Array.of(0, 0, 2, 0, 0, 2, 2, 2))
const data = pointSet('square', points, Int32Array.of(0, 1, 0, 1), ['left', 'right'], {
  attributes: [{ name: 'height', values: ['low', 'high', 'none'], codes: Int32Array.of(0, 0, 1, 1) }],
  fileNames: null,
  warnings: [],
})
const codes = () =>
  codesOf(
    points,
    { centre: Float64Array.of(0, 0), scale: 1 },
    { rows: 4, k: 1, indices: Uint32Array.of(1, 0, 3, 2), squaredDistances: Float32Array.of(4, 4, 4, 4) },
  )
const category = (field: string, value: string): ItemGroup => ({ kind: 'category', field, value })
const rest: ItemGroup = { kind: 'rest' }

describe('the direction between two groups', () => {
  it('is the difference of their mean codes', () => {
    const high = { plus: category('height', 'high'), minus: category('height', 'low') }
    expect([...directionOf(codes(), data, high)]).toEqual([0, 2])
    const right = { plus: category('class', 'right'), minus: rest }
    expect([...directionOf(codes(), data, right)]).toEqual([2, 0])
    const left = { plus: rest, minus: category('class', 'right') }
    expect([...directionOf(codes(), data, left)]).toEqual([-2, 0])
  })

  it('takes selections as they were, and tells two of one name apart', () => {
    const of = codes()
    const items = (ranges: string) => ({ kind: 'items' as const, name: 'Selection 1', items: ranges })
    expect([...directionOf(of, data, { plus: items('3'), minus: items('0-1') })]).toEqual([1, 2])
    expect([...directionOf(of, data, { plus: items('0'), minus: items('0-1') })]).toEqual([-1, 0])
  })

  it('says which group is unknown, empty or doubled', () => {
    const ask = (plus: ItemGroup, minus = rest) => directionOf(codes(), data, { plus, minus })
    expect(() => ask(category('height', 'none'))).toThrow(/height = none has none/)
    expect(() => ask(category('height', 'tall'))).toThrow(/\(low, high, none\), got "tall"/)
    expect(() => ask(category('colour', 'red'))).toThrow(/one of class, height, got "colour"/)
    expect(() => ask(rest)).toThrow(/the rest twice/)
  })

  it('leads as far to one side as to the other, through the picture', () => {
    const through = { code: Float32Array.of(2, 0), noise: Float32Array.of(9), item: 1 }
    const space = {
      codeSearch: neighbourSearch(points),
      layoutSearch: neighbourSearch(points),
      noiseOf: (item: number) => Float32Array.of(item),
      ownCodes: new Map<string, Float32Array>(),
    }
    const strength = { plus: rest, minus: rest, strength: 0.5 }
    const [start, middle, end] = anchorsAlong(through, strength, Float32Array.of(0, 4), space)
    expect(middle).toBe(through)
    expect(start).toEqual({ code: Float32Array.of(2, -2), item: 1, noise: Float32Array.of(1) })
    expect(end).toEqual({ code: Float32Array.of(2, 2), item: 3, noise: Float32Array.of(3) })
  })
})
