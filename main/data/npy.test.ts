import { truncate } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { asMatrix, decodeNpy, encodeNpy, readNpy, type NpyData } from './npy'
import { temporaryFolder } from './temporary-folder.fixture'

const folder = temporaryFolder()

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

  it.each<[string, string, Uint8Array, number[]]>([
    ['float16', '<f2', Uint8Array.of(0, 0x3e, 0, 0xc0), [1.5, -2]],
    ['big-endian int16', '>i2', Uint8Array.of(0, 2, 255, 255), [2, -1]],
    ['uint16', '<u2', Uint8Array.of(255, 255, 1, 0), [65535, 1]],
    ['int8', '|i1', Uint8Array.of(255, 1), [-1, 1]],
    ['booleans', '|b1', Uint8Array.of(1, 0), [1, 0]],
    ['uint64', '<u8', Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0), [2 ** 32, 3]],
  ])('reads %s', (_name, type, values, expected) => {
    const bytes = file(`{'descr': '${type}', 'fortran_order': False, 'shape': (2,), }\n`, values)
    expect([...decodeNpy(bytes, 'x').data]).toEqual(expected)
  })

  it('reads versions 2 and 3, whose header length has four bytes', () => {
    const header = "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }\n"
    for (const version of [2, 3]) {
      const bytes = new Uint8Array(12 + header.length + 2)
      bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0, header.length, 0, 0, 0])
      bytes.set(new TextEncoder().encode(header), 12)
      bytes.set([8, 9], 12 + header.length)
      expect([...decodeNpy(bytes, 'x').data]).toEqual([8, 9])
    }
  })

  it('becomes a matrix, a list one column', () => {
    expect(asMatrix({ shape: [2, 2], data: Uint8Array.of(1, 2, 3, 4) }, 'x')).toMatchObject({
      rows: 2,
      columns: 2,
    })
    expect(asMatrix({ shape: [3], data: Float64Array.of(1, 2, 3) }, 'x')).toMatchObject({
      rows: 3,
      columns: 1,
    })
    expect(() => asMatrix({ shape: [1, 2, 2], data: new Uint8Array(4) }, 'x')).toThrow('(1, 2, 2)')
  })
})

describe('an npy file that is not as it should be', () => {
  const header = (type: string) => `{'descr': ${type}, 'fortran_order': False, 'shape': (2,), }\n`
  const whole = encodeNpy(Float32Array.of(1, 2), [2])
  const beyond = new Uint8Array(16).fill(127)
  it.each<[string, Uint8Array, string, RegExp]>([
    ['of pickled objects', file(header("'|O'"), new Uint8Array(64)), 'file-format', /reading them runs code/],
    ['of strings', file(header("'<U4'"), new Uint8Array(64)), 'file-format', /"<U4"/],
    ['of complex numbers', file(header("'<c8'"), new Uint8Array(16)), 'file-format', /"<c8"/],
    ['of records', file(header("[('a', '<f4')]"), new Uint8Array(8)), 'file-format', /several fields/],
    ['of integers that no double holds', file(header("'<i8'"), beyond), 'bad-argument', /up to 2\^53/],
    ['cut off in its values', whole.subarray(0, -1), 'file-truncated', /Expected 8 bytes.*got 7/],
    ['cut off in its header', whole.subarray(0, 40), 'file-truncated', /inside its header/],
    ['cut off in its first bytes', whole.subarray(0, 8), 'file-truncated', /inside its header/],
    ['that goes on after its values', Uint8Array.of(...whole, 0), 'file-format', /got 9/],
    ['of a format yet unknown', whole.map((byte, i) => (i === 6 ? 9 : byte)), 'file-format', /version 9/],
    ['that is text', new TextEncoder().encode('hello there, not npy'), 'file-format', /first bytes/],
    ['that is empty', new Uint8Array(0), 'file-format', /empty/],
  ])('is refused in one sentence: %s', (_what, bytes, code, message) => {
    expect(() => decodeNpy(bytes, 'x.npy')).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    )
  })

  it('is refused by its size before it is read', async () => {
    const path = await folder.write('4gb.npy', whole)
    await truncate(path, 4 * 2 ** 30)
    await expect(readNpy(path)).rejects.toMatchObject({ code: 'file-too-large' })
    await expect(readNpy(folder.at('none.npy'))).rejects.toMatchObject({ code: 'file-not-found' })
  })

  it('is never written', () => {
    expect(() => encodeNpy(new Float32Array(3), [2, 2])).toThrow('Expected 4 values')
  })
})

describe('an array as single-precision numbers', () => {
  it('refuses a number that only doubles hold, instead of calling it infinite', () => {
    const array = { shape: [2, 1], data: Float64Array.of(1, 1e300) }
    expect(() => asMatrix(array, 'x.npy')).toThrow(/up to 3\.4e38 in x\.npy.*got 1e\+300 at 1/)
  })
})
