import { describe, expect, it } from 'vitest'
import { random } from '../../shared/random'
import { pictureSet, type Picture } from './picture-set'
import { cropPicture, fitPicture, greyPicture, preprocess, resizePicture, stretchPicture } from './preprocess'

const grey = (width: number, ...pixels: number[]): Picture => ({
  height: pixels.length / width,
  width,
  channels: 1,
  pixels: Uint8Array.from(pixels),
})

function noise(height: number, width: number, channels: 1 | 3): Picture {
  const source = random(1)
  const pixels = Uint8Array.from({ length: height * width * channels }, () => source.integer(256))
  return { height, width, channels, pixels }
}

const mean = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length

describe('resizing', () => {
  it('takes the mean of what each pixel covers', () => {
    expect([
      ...resizePicture(grey(4, 0, 10, 100, 100, 20, 30, 100, 100), { height: 1, width: 2 }).pixels,
    ]).toEqual([15, 100])
    // Three to two: each covers one and a half, weights 2/3 and 1/3.
    expect([...resizePicture(grey(3, 0, 90, 180), { height: 1, width: 2 }).pixels]).toEqual([30, 150])
  })

  it.each([
    [28, 20, 8, 8],
    [112, 92, 64, 64],
    [7, 5, 3, 4],
  ])('keeps the mean of %d × %d noise made %d × %d', (height, width, toHeight, toWidth) => {
    const source = noise(height, width, 3)
    const small = resizePicture(source, { height: toHeight, width: toWidth })
    // Equal shares of every pixel keep the mean; rounding to bytes moves it by less than half a step, much less on average.
    expect(Math.abs(mean(small.pixels) - mean(source.pixels))).toBeLessThan(0.2)
  })

  it('leaves a picture of one tone as it is, larger or smaller', () => {
    const flat = grey(3, ...new Array<number>(9).fill(77))
    for (const side of [1, 2, 5, 64]) {
      expect(new Set(resizePicture(flat, { height: side, width: side }).pixels)).toEqual(new Set([77]))
    }
  })

  it('goes evenly from one to the next where it enlarges', () => {
    expect([...resizePicture(grey(2, 0, 100), { height: 1, width: 4 }).pixels]).toEqual([0, 25, 75, 100])
    expect([...resizePicture(grey(1, 9), { height: 1, width: 3 }).pixels]).toEqual([9, 9, 9])
  })

  it('refuses sides that are none', () => {
    expect(() => resizePicture(grey(1, 0), { height: 0, width: 4 })).toThrow('got 4 × 0')
  })
})

describe('fitting other proportions', () => {
  const wide = grey(6, ...[1, 1, 50, 50, 9, 9], ...[1, 1, 50, 50, 9, 9])

  it('cuts out the middle', () => {
    expect([...fitPicture(wide, { height: 2, width: 2 }, 'crop').pixels]).toEqual([50, 50, 50, 50])
  })

  it('keeps all of it, with black beside', () => {
    const whole = fitPicture(wide, { height: 3, width: 3 }, 'fit')
    expect([...whole.pixels]).toEqual([0, 0, 0, 1, 50, 9, 0, 0, 0])
  })

  it('is the same for both where the proportions agree', () => {
    const source = noise(8, 12, 3)
    const size = { height: 4, width: 6 }
    expect(fitPicture(source, size, 'fit')).toEqual(fitPicture(source, size, 'crop'))
  })

  it('meets the size for any proportions', () => {
    for (const [height, width] of [
      [1, 300],
      [300, 1],
      [93, 57],
    ] as const) {
      for (const fit of ['crop', 'fit'] as const) {
        const made = fitPicture(noise(height, width, 1), { height: 16, width: 24 }, fit)
        expect([made.height, made.width, made.pixels.length]).toEqual([16, 24, 384])
      }
    }
  })
})

it('cuts out a part and refuses one that reaches outside', () => {
  const source = grey(3, 1, 2, 3, 4, 5, 6)
  expect([...cropPicture(source, { top: 0, left: 1, height: 2, width: 2 }).pixels]).toEqual([2, 3, 5, 6])
  expect(() => cropPicture(source, { top: 1, left: 0, height: 2, width: 1 })).toThrow(
    'inside the picture of 3 × 2',
  )
})

it('weighs red, green and blue by how bright they look', () => {
  const colours = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255)
  expect([...greyPicture({ height: 1, width: 4, channels: 3, pixels: colours }).pixels]).toEqual([
    76, 150, 29, 255,
  ])
})

it('stretches a range of values over all greys', () => {
  expect([...stretchPicture(grey(4, 0, 8, 16, 99), { low: 0, high: 16 }).pixels]).toEqual([0, 128, 255, 255])
  expect(() => stretchPicture(grey(1, 0), { low: 5, high: 5 })).toThrow('got 5 to 5')
})

it('prepares a whole set, keeping what is known of its pictures', () => {
  const { pixels } = noise(4, 4, 3)
  const set = pictureSet({
    name: 'two',
    height: 2,
    width: 4,
    channels: 3,
    pixels,
    labels: Int32Array.of(1, 0),
    fileNames: ['a', 'b'],
  })
  const made = preprocess(set, { size: { height: 1, width: 1 }, grey: true })
  expect(made).toMatchObject({
    count: 2,
    height: 1,
    width: 1,
    channels: 1,
    labels: set.labels,
    fileNames: ['a', 'b'],
  })
})
