import { describe, expect, it } from 'vitest'
import { checkPictures, epochOrder, gatherPixels, scalePixels, splitPictures } from './batches'
import { blobs } from './blobs.fixture'

describe('batches', () => {
  it('split pictures into two parts that share none and lose none, the same for the same seed', () => {
    const { training, heldOut } = splitPictures(1000, 0.1, 3)
    expect([training.length, heldOut.length]).toEqual([900, 100])
    expect(new Set([...training, ...heldOut]).size).toBe(1000)
    expect(splitPictures(1000, 0.1, 3).heldOut).toEqual(heldOut)
    expect(splitPictures(1000, 0.1, 4).heldOut).not.toEqual(heldOut)
    expect(splitPictures(1, 0.5, 1).training).toHaveLength(1)
  })

  it('visit every picture once an epoch, in another order each', () => {
    const indices = Uint32Array.from([2, 3, 5, 7, 11, 13, 17, 19])
    const orders = [0, 1].map((epoch) => epochOrder(indices, epoch, 1))
    for (const order of orders) expect(order.slice().sort()).toEqual(indices)
    expect(orders[0]).not.toEqual(orders[1])
    expect(epochOrder(indices, 1, 1)).toEqual(orders[1])
  })

  it('hold the chosen pictures scaled to [0, 1]', () => {
    const source = {
      count: 3,
      height: 1,
      width: 2,
      channels: 1,
      pixels: Uint8Array.of(0, 51, 102, 153, 204, 255),
    }
    expect([...scalePixels(gatherPixels(source, [2, 0]))].map((value) => value * 5)).toEqual(
      [4, 5, 0, 1].map((value) => expect.closeTo(value, 5)),
    )
  })

  it('refuse pictures that are not of the model’s size, or none', () => {
    const source = blobs(2, { height: 8, width: 8, channels: 1 })
    expect(() => checkPictures(source, { height: 8, width: 9, channels: 1 })).toThrow(
      /8 × 9 × 1, got 8 × 8 × 1/,
    )
    expect(() => checkPictures({ ...source, count: 3 }, source)).toThrow(/192 pixel values, got 128/)
    expect(() => checkPictures({ ...source, count: 0, pixels: new Uint8Array() }, source)).toThrow(
      /at least one/,
    )
  })
})
