import { describe, expect, it } from 'vitest'
import { pictureSet, pointSet } from '../../data/picture-set'
import { matrix } from '../../../shared/matrix'
import { orderFrom } from './order-from'

describe('the order of distance', () => {
  it('begins with the item itself, also among equal ones', async () => {
    const points = pointSet('line', matrix(5, 1, Float32Array.of(4, 0, 4, 1, 9)))
    expect([...(await orderFrom(points, 2))]).toEqual([1, 3, 0, 2, 4])
  })

  it('is by the pixels of pictures', async () => {
    const pixels = Uint8Array.from([0, 100, 10, 255].flatMap((grey) => Array<number>(64).fill(grey)))
    const set = pictureSet({ name: 'greys', height: 8, width: 8, channels: 1, pixels })
    expect([...(await orderFrom(set, 3))]).toEqual([3, 1, 2, 0])
  })

  it('is refused from an item outside the set', async () => {
    const points = pointSet('one', matrix(1, 1, Float32Array.of(4)))
    await expect(orderFrom(points, 1)).rejects.toThrow(/0 to 0, got 1/)
  })
})
