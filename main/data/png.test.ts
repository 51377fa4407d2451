import { describe, expect, it } from 'vitest'
import { decodePicture } from './decode-picture'
import { encodePng, pictureGrid } from './png'

const grey = { height: 2, width: 2, channels: 1, pixels: Uint8Array.of(0, 100, 200, 255) } as const
const colour = { height: 1, width: 2, channels: 3, pixels: Uint8Array.of(1, 2, 3, 250, 251, 252) } as const

describe('a PNG', () => {
  it.each([
    ['grey', grey],
    ['colour', colour],
  ])('holds the exact values of a %s picture', async (_what, source) => {
    const { height, width, channels, pixels } = await decodePicture(await encodePng(source), 'x')
    expect({ height, width, channels, pixels: [...pixels] }).toEqual({
      ...source,
      pixels: [...source.pixels],
    })
  })

  it('repeats pixels where it is scaled', async () => {
    const { width, pixels } = await decodePicture(await encodePng(grey, 2), 'x')
    expect(width).toBe(4)
    expect([...pixels.subarray(0, 8)]).toEqual([0, 0, 100, 100, 0, 0, 100, 100])
  })

  it('refuses values that do not fill it', async () => {
    await expect(encodePng({ ...grey, width: 3 })).rejects.toMatchObject({ code: 'bad-shape' })
  })
})

describe('a grid', () => {
  const three = { height: 1, width: 1, channels: 1, pixels: Uint8Array.of(1, 2, 3) } as const

  it('fills rows from the left, the rest with background', () => {
    const grid = pictureGrid(three, 2, { gap: 1, background: 9 })
    expect([grid.height, grid.width]).toEqual([3, 3])
    expect([...grid.pixels]).toEqual([1, 9, 2, 9, 9, 9, 3, 9, 9])
  })

  it('is a strip where all stand in one row', () => {
    expect([...pictureGrid(three, 8).pixels]).toEqual([1, 2, 3])
    expect(() => pictureGrid(three, 0)).toThrow('at least one column')
  })
})
