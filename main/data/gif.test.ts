import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { encodeGif } from './gif'

describe('an animation', () => {
  it.each([1, 3])(
    'of %i channels runs there and back, each picture enlarged, its ends longer',
    async (channels) => {
      const [count, height, width] = [4, 5, 6]
      // Frame f is 60 f all over but for its first pixel, which is white.
      const size = height * width * channels
      const pixels = Uint8Array.from({ length: count * size }, (_, c) =>
        c % size < channels ? 255 : 60 * Math.floor(c / size),
      )
      const frames = { count, height, width, channels, pixels }
      const gif = await encodeGif(frames, {
        millisecondsPerFrame: 100,
        course: 'there-and-back',
        scale: 3,
      })
      const image = sharp(gif, { animated: true })
      const meta = await image.metadata()
      expect(meta).toMatchObject({ format: 'gif', pages: 6, pageHeight: 15, width: 18, loop: 0 })
      expect(meta.delay).toEqual([300, 100, 100, 300, 100, 100])
      const { data, info } = await image.raw().toBuffer({ resolveWithObject: true })
      const at = (frame: number, x: number, y: number) =>
        data[((frame * 15 + y) * info.width + x) * info.channels]!
      for (const [page, frame] of [0, 1, 2, 3, 2, 1].entries()) {
        expect(at(page, 17, 14)).toBe(60 * frame)
        expect(at(page, 2, 2)).toBe(255)
        expect(at(page, 3, 2)).toBe(60 * frame)
      }
    },
  )

  it('around a circle shows each picture once and as long', async () => {
    const frames = {
      count: 3,
      height: 1,
      width: 2,
      channels: 1,
      pixels: Uint8Array.of(0, 0, 90, 90, 180, 180),
    }
    const gif = await encodeGif(frames, { millisecondsPerFrame: 40, course: 'around', scale: 1 })
    const image = sharp(gif, { animated: true })
    expect(await image.metadata()).toMatchObject({ pages: 3, loop: 0, delay: [40, 40, 40] })
    const { data, info } = await image.raw().toBuffer({ resolveWithObject: true })
    expect([0, 1, 2].map((page) => data[2 * page * info.channels])).toEqual([0, 90, 180])
  })

  it('of one picture stands still, and none is refused', async () => {
    const still = { millisecondsPerFrame: 50, course: 'there-and-back', scale: 1 } as const
    const one = { count: 1, height: 2, width: 2, channels: 1, pixels: Uint8Array.of(0, 255, 255, 0) }
    const meta = await sharp(await encodeGif(one, still)).metadata()
    expect(meta).toMatchObject({ format: 'gif', width: 2, height: 2 })
    const none = { ...one, count: 0, pixels: new Uint8Array(0) }
    await expect(encodeGif(none, still)).rejects.toMatchObject({ code: 'bad-shape' })
  })
})
