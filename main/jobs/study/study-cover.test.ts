import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { pictureSet, type PictureSet } from '../../data/picture-set'
import { studyCover } from './study-cover'

/** Pictures of one grey each: the i-th is 10 i. */
function greys(count: number, height: number, width: number): PictureSet {
  const pixels = new Uint8Array(count * height * width)
  for (let i = 0; i < count; i++) pixels.fill(10 * i, i * height * width, (i + 1) * height * width)
  return pictureSet({ name: 'greys', height, width, channels: 1, pixels })
}

const read = async (cover: string) => {
  const { data, info } = await sharp(Buffer.from(cover.split(',')[1]!, 'base64'))
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { first: data[0], size: [info.height, info.width] }
}

describe('the cover of a study', () => {
  it('is its first, middle and last picture, small ones as they are', async () => {
    const covers = await Promise.all((await studyCover(greys(5, 8, 8))).map(read))
    expect(covers).toEqual([
      { first: 0, size: [8, 8] },
      { first: 20, size: [8, 8] },
      { first: 40, size: [8, 8] },
    ])
  })

  it('brings large pictures to 28 pixels and keeps their proportions', async () => {
    expect((await read((await studyCover(greys(3, 64, 128)))[2]!)).size).toEqual([14, 28])
  })

  it('has as many pictures as there are', async () => {
    expect(await studyCover(greys(1, 8, 8))).toHaveLength(1)
  })

  it('fits a line of the list: a few kilobytes even for coloured noise', async () => {
    const noise = { ...greys(3, 64, 64), channels: 3 as const, pixels: new Uint8Array(3 * 64 * 64 * 3) }
    for (let i = 0; i < noise.pixels.length; i++) noise.pixels[i] = (i * 2654435761) >>> 24
    for (const cover of await studyCover(noise)) expect(cover.length).toBeLessThan(10_000)
  })
})
