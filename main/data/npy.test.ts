import { describe, expect, it } from 'vitest'
import { BrenierError } from '../../shared/errors'
import { decodeNpy, encodeNpy, type NpyData } from './npy'

const code = (work: () => unknown) => {
  try {
    work()
    return 'no error'
  } catch (error) {
    return error instanceof BrenierError ? error.code : String(error)
  }
}

/** A version 1.0 file with any header, as NumPy writes it. */
function file(header: string, values: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(10 + header.length + values.length)
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8])
  for (let i = 0; i < header.length; i++) bytes[10 + i] = header.charCodeAt(i)
  bytes.set(values, 10 + header.length)
  return bytes
}

describe('npy', () => {
  it.each<[string, NpyData]>([
    ['float32', Float32Array.of(1.5, -2, 3, 4, 5, 6)],
    ['float64', Float64Array.of(1.5, Math.PI, 3, 4, 5, 6)],
    ['int32', Int32Array.of(-1, 2, 3, 4, 5, 6)],
    ['uint32', Uint32Array.of(4294967295, 2, 3, 4, 5, 6)],
    ['uint8', Uint8Array.of(255, 2, 3, 4, 5, 6)],
  ])('reads back the %s it wrote', (_name, data) => {
    const read = decodeNpy(encodeNpy(data, [2, 3]), 'x.npy')
    expect(read.shape).toEqual([2, 3])
    expect(read.data).toEqual(data)
  })

  it('starts its values at a multiple of 64 bytes and holds scalars and vectors', () => {
    expect((encodeNpy(Float32Array.of(1), [1]).length - 4) % 64).toBe(0)
    expect(decodeNpy(encodeNpy(Float32Array.of(7), []), 'x').shape).toEqual([])
    expect(decodeNpy(encodeNpy(new Float32Array(0), [0, 3]), 'x').shape).toEqual([0, 3])
  })

  it('turns Fortran order, big-endian and 64-bit integers into C order numbers', () => {
    const fortran = file(
      "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }\n",
      Uint8Array.of(1, 4, 2, 5, 3, 6),
    )
    expect([...decodeNpy(fortran, 'x').data]).toEqual([1, 2, 3, 4, 5, 6])
    const big = file(
      "{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }\n",
      Uint8Array.of(0x3f, 0x80, 0, 0),
    )
    expect([...decodeNpy(big, 'x').data]).toEqual([1])
    const long = new Uint8Array(8).fill(255)
    const labels = file("{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }\n", long)
    expect([...decodeNpy(labels, 'x').data]).toEqual([-1])
  })

  it('refuses objects, strings, truncated files and what is no npy', () => {
    const header = (type: string) => `{'descr': '${type}', 'fortran_order': False, 'shape': (2,), }\n`
    expect(code(() => decodeNpy(file(header('|O'), new Uint8Array(64)), 'x'))).toBe('file-format')
    expect(code(() => decodeNpy(file(header('<U4'), new Uint8Array(64)), 'x'))).toBe('file-format')
    expect(code(() => decodeNpy(file(header('<f4'), new Uint8Array(7)), 'x'))).toBe('file-truncated')
    expect(code(() => decodeNpy(new TextEncoder().encode('hello there, not npy'), 'x'))).toBe('file-format')
    expect(code(() => decodeNpy(new Uint8Array(0), 'x'))).toBe('file-format')
    expect(code(() => encodeNpy(new Float32Array(3), [2, 2]))).toBe('bad-shape')
  })
})
