/**
 * NumPy's array files, format 1.0 to 3.0 (numpy/lib/format). Read: all floats up to 64 bits, all integers (64-bit ones
 * where a double holds them exactly) and booleans; both orders and both byte orders. Written: little-endian C order,
 * version 1.0.
 */
import { BrenierError } from '../../shared/errors'
import { matrix, type Matrix } from '../../shared/matrix'
import { halfToNumber } from './safetensors'
import { bounds, readBounded } from './source-file'

export type NpyData = Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array

export interface NpyArray {
  readonly shape: readonly number[]
  /** C order. */
  readonly data: NpyData
}

const magic = '\u0093NUMPY'

const writtenTypes: readonly [new (length: number) => NpyData, string][] = [
  [Float32Array, '<f4'],
  [Float64Array, '<f8'],
  [Int32Array, '<i4'],
  [Uint32Array, '<u4'],
  [Uint8Array, '|u1'],
]

/** An array as the bytes of a .npy file. */
export function encodeNpy(data: NpyData, shape: readonly number[]): Uint8Array {
  const size = shape.reduce((product, side) => product * side, 1)
  if (size !== data.length) {
    throw new BrenierError(
      'bad-shape',
      `Expected ${size} values for shape [${shape.join(', ')}], got ${data.length}.`,
    )
  }
  const type = writtenTypes.find(([constructor]) => data instanceof constructor)![1]
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${tuple}), }`
  const padded = header + ' '.repeat(63 - ((10 + header.length) % 64)) + '\n'
  const bytes = new Uint8Array(10 + padded.length + data.byteLength)
  for (let i = 0; i < 6; i++) bytes[i] = magic.charCodeAt(i)
  bytes[6] = 1
  new DataView(bytes.buffer).setUint16(8, padded.length, true)
  for (let i = 0; i < padded.length; i++) bytes[10 + i] = padded.charCodeAt(i)
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 10 + padded.length)
  return bytes
}

export interface NpyHeader {
  /** NumPy's type text, such as `<f4`. */
  readonly type: string
  readonly fortran: boolean
  readonly shape: readonly number[]
  /** Where the values start, bytes. */
  readonly start: number
}

/** Whether a file starts as .npy files do. */
export function looksLikeNpy(start: Uint8Array): boolean {
  return start.length >= 6 && [...magic].every((letter, i) => start[i] === letter.charCodeAt(0))
}

/**
 * Reads the header at the start of a .npy file.
 * @throws BrenierError `file-format`, `file-truncated`
 */
export function decodeNpyHeader(bytes: Uint8Array, where: string): NpyHeader {
  const format = (reason: string) =>
    new BrenierError(
      'file-format',
      `Expected a .npy array in ${where}, but ${reason}. Save it again with numpy.save.`,
      { path: where },
    )
  const cut = () =>
    new BrenierError('file-truncated', `The .npy file ${where} ends inside its header. Copy it again.`, {
      path: where,
    })
  if (!looksLikeNpy(bytes)) {
    throw format(bytes.length === 0 ? 'it is empty' : 'its first bytes are not those of NumPy')
  }
  if (bytes.length < 12) throw cut()
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const version = bytes[6]!
  if (version < 1 || version > 3) throw format(`its format version ${version} is not known`)
  const headerStart = version === 1 ? 10 : 12
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true)
  const start = headerStart + length
  if (start > bytes.length) throw cut()
  const text = new TextDecoder().decode(bytes.subarray(headerStart, start))
  if (/'descr':\s*\[/.test(text)) throw format('it holds records of several fields; save one field')
  const type = /'descr':\s*'([^']+)'/.exec(text)?.[1]
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1]
  const tuple = /'shape':\s*\(([^)]*)\)/.exec(text)?.[1]
  if (!type || !order || tuple === undefined) throw format('its header lists no single type, order and shape')
  const shape = tuple
    .split(',')
    .map((side) => side.trim())
    .filter((side) => side !== '')
    .map(Number)
  if (shape.some((side) => !Number.isSafeInteger(side) || side < 0)) {
    throw format(`its shape (${tuple}) is not one`)
  }
  return { type, fortran: order === 'True', shape, start }
}

interface Reader {
  readonly bytes: number
  readonly make: (size: number) => NpyData
  readonly get: (view: DataView, at: number, little: boolean) => number
}

const readers: Readonly<Record<string, Reader>> = {
  f2: {
    bytes: 2,
    make: (n) => new Float32Array(n),
    get: (view, at, little) => halfToNumber(view.getUint16(at, little)),
  },
  f4: { bytes: 4, make: (n) => new Float32Array(n), get: (view, at, little) => view.getFloat32(at, little) },
  f8: { bytes: 8, make: (n) => new Float64Array(n), get: (view, at, little) => view.getFloat64(at, little) },
  u1: { bytes: 1, make: (n) => new Uint8Array(n), get: (view, at) => view.getUint8(at) },
  b1: { bytes: 1, make: (n) => new Uint8Array(n), get: (view, at) => view.getUint8(at) },
  i1: { bytes: 1, make: (n) => new Int32Array(n), get: (view, at) => view.getInt8(at) },
  u2: { bytes: 2, make: (n) => new Int32Array(n), get: (view, at, little) => view.getUint16(at, little) },
  i2: { bytes: 2, make: (n) => new Int32Array(n), get: (view, at, little) => view.getInt16(at, little) },
  u4: { bytes: 4, make: (n) => new Uint32Array(n), get: (view, at, little) => view.getUint32(at, little) },
  i4: { bytes: 4, make: (n) => new Int32Array(n), get: (view, at, little) => view.getInt32(at, little) },
  i8: {
    bytes: 8,
    make: (n) => new Float64Array(n),
    get: (view, at, little) => Number(view.getBigInt64(at, little)),
  },
  u8: {
    bytes: 8,
    make: (n) => new Float64Array(n),
    get: (view, at, little) => Number(view.getBigUint64(at, little)),
  },
}

/** Types whose little-endian bytes are those of the typed array they become. */
const sameBits = new Set(['f4', 'f8', 'u1', 'b1', 'i4', 'u4'])

/**
 * Reads a .npy file's bytes.
 * @param where the file, for the error's sentence
 * @throws BrenierError `file-format`, `file-truncated`
 */
export function decodeNpy(bytes: Uint8Array, where: string): NpyArray {
  const { type, fortran, shape, start } = decodeNpyHeader(bytes, where)
  const reader = readers[type.slice(1)]
  if (!reader || !'<>|='.includes(type[0]!)) {
    const objects = type.includes('O')
      ? ' Arrays of Python objects are refused, since reading them runs code.'
      : ''
    throw new BrenierError(
      'file-format',
      `Expected real numbers in ${where}, got NumPy type "${type}".${objects} Save it as float32, float64 or uint8.`,
      { path: where, type },
    )
  }
  const size = shape.reduce((product, side) => product * side, 1)
  const needed = size * reader.bytes
  const present = bytes.length - start
  if (present !== needed) {
    const problem = present < needed ? 'file-truncated' : 'file-format'
    throw new BrenierError(
      problem,
      `Expected ${needed} bytes of values in ${where} for shape (${shape.join(', ')}), got ${present}. Copy the file again.`,
      { path: where, needed, present },
    )
  }
  const data = reader.make(size)
  const little = type[0] !== '>'
  if (little && !fortran && sameBits.has(type.slice(1))) {
    new Uint8Array(data.buffer).set(bytes.subarray(start, start + needed))
    return { shape, data }
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, needed)
  const place = fortran ? fromFortran(shape) : (index: number) => index
  for (let i = 0; i < size; i++) data[place(i)] = reader.get(view, i * reader.bytes, little)
  if (/[iu]8$/.test(type)) refuseInexact(data, where)
  return { shape, data }
}

/** Numbers are doubles here: a 64-bit integer beyond 2^53 would change silently. */
function refuseInexact(data: NpyData, where: string): void {
  const bad = data.findIndex((value) => !Number.isSafeInteger(value))
  if (bad < 0) return
  throw new BrenierError(
    'bad-argument',
    `Expected integers up to 2^53 in ${where}, got ${data[bad]} at ${bad}. Save them as float64 if their last digits do not matter.`,
    { path: where },
  )
}

/**
 * Reads a .npy file.
 * @throws BrenierError as `decodeNpy`, and `file-not-found`, `file-too-large`
 */
export async function readNpy(file: string): Promise<NpyArray> {
  return decodeNpy(await readBounded(file, bounds.setBytes), file)
}

/**
 * A two-dimensional array as a matrix of floats; a list becomes one column.
 * @throws BrenierError `bad-shape`, `not-finite` for a number that only doubles hold
 */
export function asMatrix({ shape, data }: NpyArray, where: string): Matrix {
  if (shape.length !== 1 && shape.length !== 2) {
    throw new BrenierError(
      'bad-shape',
      `Expected an array of shape (rows, columns) in ${where}, got (${shape.join(', ')}). Reshape it.`,
    )
  }
  const [rows = 0, columns = 1] = shape
  return matrix(rows, columns, singles(data, where))
}

/** @throws BrenierError `not-finite` for a number that only doubles hold */
function singles(data: NpyData, where: string): Float32Array {
  if (data instanceof Float32Array) return data
  const values = Float32Array.from(data)
  const bad = values.findIndex((value, i) => !Number.isFinite(value) && Number.isFinite(data[i]!))
  if (bad < 0) return values
  throw new BrenierError(
    'not-finite',
    `Expected numbers up to 3.4e38 in ${where}, which are kept in single precision, got ${data[bad]} at ${bad}. Scale them first.`,
    { path: where },
  )
}

/** Where the i-th value of a Fortran-ordered array lies in C order. */
function fromFortran(shape: readonly number[]): (index: number) => number {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, side) => product * side, 1))
  return (index) => {
    let rest = index
    let place = 0
    for (let axis = 0; axis < shape.length; axis++) {
      place += (rest % shape[axis]!) * strides[axis]!
      rest = Math.floor(rest / shape[axis]!)
    }
    return place
  }
}
