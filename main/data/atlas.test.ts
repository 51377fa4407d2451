import { describe, expect, it } from 'vitest'
import { pictureAtlas } from './atlas'
import { pictureSet } from './picture-set'

const set = pictureSet({
  name: 'three',
  height: 2,
  width: 1,
  channels: 1,
  pixels: Uint8Array.of(10, 20, 30, 40, 50, 60),
})

describe('an atlas', () => {
  it('centres each picture in its cell, opaque, with transparent room beside', () => {
    const atlas = pictureAtlas(set, [2, 0], 2)
    expect(atlas).toMatchObject({ width: 4, height: 2, columns: 2, cell: 2 })
    expect([...atlas.pixels]).toEqual([
      ...[50, 50, 50, 255, 0, 0, 0, 0, 10, 10, 10, 255, 0, 0, 0, 0],
      ...[60, 60, 60, 255, 0, 0, 0, 0, 20, 20, 20, 255, 0, 0, 0, 0],
    ])
  })

  it('repeats the pixels of pictures smaller than a cell', () => {
    const { pixels } = pictureAtlas(set, [0], 4)
    const grey = Array.from({ length: 16 }, (_, i) => pixels[4 * i]!)
    expect(grey).toEqual([0, 10, 10, 0, 0, 10, 10, 0, 0, 20, 20, 0, 0, 20, 20, 0])
  })

  it('takes means of pictures larger than a cell, in colour', () => {
    const colour = pictureSet({
      name: 'c',
      height: 1,
      width: 2,
      channels: 3,
      pixels: Uint8Array.of(0, 2, 4, 10, 20, 30),
    })
    expect([...pictureAtlas(colour, [0], 1).pixels]).toEqual([5, 11, 17, 255])
  })

  it('holds thousands of thumbnails in a square', () => {
    const many = pictureAtlas(set, new Uint32Array(10_000), 4)
    expect([many.width, many.height, many.columns]).toEqual([400, 400, 100])
    expect(pictureAtlas(set, [], 8)).toMatchObject({ width: 8, height: 8 })
  })

  it('refuses what no texture holds and what is not in the set', () => {
    expect(() => pictureAtlas(set, new Uint32Array(20_000), 64)).toThrow('20000 of side 64')
    expect(() => pictureAtlas(set, [3], 4)).toThrow('from 0 to 2')
  })
})
