import { describe, expect, it } from 'vitest'
import { decodeSafetensors, encodeSafetensors, halfToNumber } from './safetensors'

const arrays = {
  'encoder/0': { shape: [2, 2], data: Float32Array.of(1, -2.5, 3e-9, 4) },
  bias: { shape: [1], data: Float32Array.of(7) },
  none: { shape: [0, 3], data: new Float32Array(0) },
}

/** A file with any header and values. */
function file(header: unknown, values: Uint8Array = new Uint8Array(0)): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header))
  const bytes = new Uint8Array(8 + text.length + values.length)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true)
  bytes.set(text, 8)
  bytes.set(values, 8 + text.length)
  return bytes
}

describe('safetensors', () => {
  it('gives back the arrays and texts that were written', () => {
    const bytes = encodeSafetensors(arrays, { brenier: '{"a": 1}' })
    const read = decodeSafetensors(bytes, 'm')
    expect(read.metadata).toEqual({ brenier: '{"a": 1}' })
    expect(read.arrays).toEqual(arrays)
    expect(decodeSafetensors(encodeSafetensors({}), 'm')).toEqual({ arrays: {}, metadata: {} })
  })

  it('gives the same bytes whatever the order of names', () => {
    const turned = { bias: arrays.bias, none: arrays.none, 'encoder/0': arrays['encoder/0'] }
    expect(encodeSafetensors(turned)).toEqual(encodeSafetensors(arrays))
  })

  it('reads a view that starts anywhere in its memory', () => {
    const bytes = encodeSafetensors(arrays)
    const moved = new Uint8Array(bytes.length + 3)
    moved.set(bytes, 3)
    expect(decodeSafetensors(moved.subarray(3), 'm').arrays).toEqual(arrays)
  })

  it('reads a file as the reference writer lays it out, in half and double precision too', () => {
    const values = new Uint8Array(16)
    const view = new DataView(values.buffer)
    view.setUint16(0, 0x3e00, true)
    view.setUint16(2, 0xbfc0, true)
    view.setFloat64(8, 0.1, true)
    const read = decodeSafetensors(
      file(
        {
          h: { dtype: 'F16', shape: [1], data_offsets: [0, 2] },
          b: { dtype: 'BF16', shape: [], data_offsets: [2, 4] },
          d: { dtype: 'F64', shape: [1], data_offsets: [8, 16] },
        },
        values,
      ),
      'm',
    )
    expect(read.arrays['h']!.data[0]).toBe(1.5)
    expect(read.arrays['b']).toEqual({ shape: [], data: Float32Array.of(-1.5) })
    expect(read.arrays['d']!.data[0]).toBe(Math.fround(0.1))
  })

  it('knows the least, the largest and the special half precision numbers', () => {
    expect([0x0001, 0x7bff, 0x8000, 0x7c00].map(halfToNumber)).toEqual([2 ** -24, 65504, -0, Infinity])
    expect(halfToNumber(0x7e00)).toBeNaN()
  })

  const entry = { dtype: 'F32', shape: [2], data_offsets: [0, 8] }
  it.each([
    ['shorter than its first number', new Uint8Array(5), 'file-truncated'],
    ['cut off in its header', file({ a: entry }).subarray(0, 20), 'file-truncated'],
    ['cut off in its values', file({ a: entry }, new Uint8Array(7)), 'file-truncated'],
    ['of a header length beyond all bounds', new Uint8Array(16).fill(255), 'file-format'],
    ['of a header that is no JSON', file('{"a": '), 'file-format'],
    ['of a header that is a list', file([]), 'file-format'],
    [
      'of a shape that does not fit its place',
      file({ a: { ...entry, shape: [3] } }, new Uint8Array(8)),
      'file-format',
    ],
    ['of a negative side', file({ a: { ...entry, shape: [-2] } }, new Uint8Array(8)), 'file-format'],
    [
      'of a place that runs backwards',
      file({ a: { ...entry, data_offsets: [8, 0] } }, new Uint8Array(8)),
      'file-format',
    ],
    ['of integers', file({ a: { ...entry, dtype: 'I64' } }, new Uint8Array(16)), 'file-format'],
    ['of metadata that are no texts', file({ __metadata__: { a: 1 } }), 'file-format'],
  ])('refuses a file %s', (_what, bytes, code) => {
    expect(() => decodeSafetensors(bytes, 'weights.safetensors')).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining('weights.safetensors') }),
    )
  })

  it('refuses to write values that do not fill their shape', () => {
    expect(() => encodeSafetensors({ a: { shape: [3], data: new Float32Array(2) } })).toThrow(
      'Expected 3 values',
    )
  })
})
