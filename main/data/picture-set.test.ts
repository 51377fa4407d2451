import { describe, expect, it } from 'vitest'
import { matrix } from '../../shared/matrix'
import { picture, pictureSet, pointSet, selectPictures, spreadIndices } from './picture-set'

const four = () =>
  pictureSet({
    name: 'four',
    height: 1,
    width: 2,
    channels: 1,
    pixels: Uint8Array.of(0, 1, 10, 11, 20, 21, 30, 31),
    labels: Int32Array.of(0, 1, -1, 1),
    attributes: [{ name: 'hair', values: ['bald', 'long'], codes: Int32Array.of(1, 0, 1, -1) }],
    fileNames: ['a', 'b', 'c', 'd'],
  })

describe('a picture set', () => {
  it('counts its pictures and names its classes by number where nobody named them', () => {
    expect(four()).toMatchObject({ count: 4, classNames: ['0', '1'], warnings: [] })
    expect([...picture(four(), 2)]).toEqual([20, 21])
  })

  it.each([
    ['pixels that make no whole picture', { pixels: new Uint8Array(7) }, 'bad-shape'],
    ['no pixels', { pixels: new Uint8Array(0) }, 'empty-set'],
    ['a side of 0', { width: 0 }, 'bad-shape'],
    ['too few labels', { labels: new Int32Array(3) }, 'bad-shape'],
    ['a label without a name', { classNames: ['only one'] }, 'bad-shape'],
    [
      'an attribute code without a name',
      { attributes: [{ name: 'x', values: [], codes: new Int32Array(4) }] },
      'bad-shape',
    ],
    ['too few file names', { fileNames: ['a'] }, 'bad-shape'],
  ])('refuses %s', (_what, change, code) => {
    expect(() => pictureSet({ ...four(), ...change })).toThrow(expect.objectContaining({ code }))
  })

  it('selects pictures with their labels, attributes and names', () => {
    const selected = selectPictures(four(), [3, 0])
    expect([...selected.pixels]).toEqual([30, 31, 0, 1])
    expect([...selected.labels!]).toEqual([1, 0])
    expect([...selected.attributes[0]!.codes]).toEqual([-1, 1])
    expect(selected.fileNames).toEqual(['d', 'a'])
    expect(() => selectPictures(four(), [4])).toThrow('from 0 to 3')
  })
})

describe('a point set', () => {
  it('refuses coordinates that are not finite, naming the point', () => {
    expect(() => pointSet('p', matrix(2, 2, Float32Array.of(0, 0, 1, NaN)))).toThrow('point 1 holds NaN')
  })

  it('refuses an empty matrix', () => {
    expect(() => pointSet('p', matrix(0, 2))).toThrow(expect.objectContaining({ code: 'empty-set' }))
  })
})

it('spreads a limited choice over the whole set', () => {
  expect([...spreadIndices(10, 4)]).toEqual([0, 2, 5, 7])
  expect([...spreadIndices(3, 9)]).toEqual([0, 1, 2])
})
