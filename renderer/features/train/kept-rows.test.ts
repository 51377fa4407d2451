import { describe, expect, it } from 'vitest'
import { keepRows, type KeptRows } from './kept-rows'

const frame = (epochs: readonly number[], first = 0): KeptRows => ({
  shown: Uint32Array.of(first, 5),
  pictures: new Uint8Array(8),
  rows: epochs.map((epoch) => ({ epoch, loss: 1 / (epoch + 1), pixels: new Uint8Array(8) })),
})

describe('frames of a training', () => {
  it('keep the arrays of rows that are the same, and take new ones', () => {
    const last = frame([0, 1])
    const next = frame([0, 1, 2])
    const kept = keepRows(last, next)
    expect(kept.pictures).toBe(last.pictures)
    expect(kept.rows.map(({ pixels }) => pixels)).toEqual(
      [...last.rows, next.rows[2]!].map(({ pixels }) => pixels),
    )
    expect(kept.rows[0]).toBe(last.rows[0])
    expect(kept.rows[2]).toBe(next.rows[2])
  })
  it('drop rows that the engine has thinned out', () => {
    expect(keepRows(frame([0, 1, 2]), frame([0, 2])).rows.map(({ epoch }) => epoch)).toEqual([0, 2])
  })
  it('keep nothing of another training: same epoch, other loss', () => {
    const next = frame([1])
    const other = { ...frame([1]), rows: [{ ...frame([1]).rows[0]!, loss: 9 }] }
    expect(keepRows(other, next).rows[0]).toBe(next.rows[0])
  })
  it('keep nothing of other pictures', () => {
    const next = frame([0], 3)
    expect(keepRows(frame([0]), next)).toBe(next)
  })
})
