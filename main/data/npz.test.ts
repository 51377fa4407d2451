import { describe, expect, it } from 'vitest'
import { BrenierError } from '../../shared/errors'
import { decodeNpz, encodeNpz } from './npz'

const arrays = {
  items: { data: Uint32Array.of(3, 1, 4), shape: [3] },
  made: { data: Uint8Array.of(0, 128, 255, 7), shape: [1, 2, 2, 1] },
  positions: { data: Float32Array.of(0.5, -1, 2), shape: [1, 3] },
}

describe('npz files', () => {
  it('read back as they were written, types and shapes included', () => {
    expect(decodeNpz(encodeNpz(arrays), 'x.npz')).toEqual(arrays)
  })

  it('are the same bytes for the same arrays', () => {
    expect(encodeNpz(arrays)).toEqual(encodeNpz(arrays))
  })

  it('that are none are refused with their name', () => {
    expect(() => decodeNpz(Uint8Array.of(1, 2, 3), 'x.npz')).toThrow(BrenierError)
    expect(() => decodeNpz(Uint8Array.of(1, 2, 3), 'x.npz')).toThrow(/x\.npz/)
  })
})
