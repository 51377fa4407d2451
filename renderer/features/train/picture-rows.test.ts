import { describe, expect, it } from 'vitest'
import type { EpochView, PictureRow } from '../../../shared/contracts/training'
import { pictureRows } from './picture-rows'

const row = (item: number, loss: number): PictureRow => ({
  items: Uint32Array.of(item),
  pictures: Uint8Array.of(item),
  made: Uint8Array.of(item + 100),
  loss,
})
const view = (epoch: number): EpochView => ({
  run: 'run-1',
  epoch,
  height: 1,
  width: 1,
  channels: 1,
  same: row(1, 0.1 / epoch),
  worst: row(10 + epoch, 0.5),
  measured: 40,
  random: row(20 + epoch, 0.2),
  codes: { items: new Uint32Array(0), positions: new Float32Array(0) },
})

describe('pictureRows', () => {
  it('puts the same pictures once above what each epoch makes of them', () => {
    const rows = pictureRows([1, 5], 5, 'same', view)
    expect(rows.map(({ name, loss, looked }) => [name, loss, looked])).toEqual([
      ['Picture', '', false],
      ['Epoch 1', '0.1000', false],
      ['Epoch 5', '0.0200', true],
    ])
    expect(rows.map(({ pixels }) => pixels?.[0])).toEqual([1, 101, 101])
  })

  it('puts above each epoch its own worst pictures', () => {
    const rows = pictureRows([1, 5], 1, 'worst', view)
    expect(rows.map(({ name }) => name)).toEqual(['Picture', 'Epoch 1', 'Picture', 'Epoch 5'])
    expect(rows.map(({ items }) => items[0])).toEqual([11, 11, 15, 15])
    expect(new Set(rows.map(({ key }) => key)).size).toBe(4)
  })

  it('holds the place of an epoch that is not fetched yet, with originals from one that is', () => {
    const rows = pictureRows([1, 5], 5, 'same', (epoch) => (epoch === 5 ? view(5) : null))
    expect(rows.map(({ name, pixels }) => [name, pixels?.[0] ?? null])).toEqual([
      ['Picture', 1],
      ['Epoch 1', null],
      ['Epoch 5', 101],
    ])
    expect(pictureRows([], null, 'same', () => null)).toEqual([])
  })
})
