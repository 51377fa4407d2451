/**
 * Safetensors: named arrays in one file. 8 bytes of header length (little-endian), a JSON header
 * { name: { dtype, shape, data_offsets }, __metadata__: { … } }, then the values of all arrays without gaps.
 * Format: huggingface/safetensors, README "Format".
 */
import { BrenierError, asBrenierError } from '../../shared/errors'

export interface NamedArray {
  readonly shape: readonly number[]
  readonly data: Float32Array
}

export interface SafetensorsContent {
  readonly arrays: Record<string, NamedArray>
  /** Texts by name, as the format has them. */
  readonly metadata: Record<string, string>
}

/** The format's own bound on its header. */
const headerBound = 100_000_000

const sizeOf = (shape: readonly number[]) => shape.reduce((product, side) => product * side, 1)

/**
 * Named float32 arrays as the bytes of a safetensors file, in pieces that follow one another: its header, then the
 * arrays' own memory, so that nothing large is copied. The same content gives the same bytes: names are sorted.
 * @throws BrenierError `bad-shape`; `bad-argument` for the reserved name `__metadata__`
 */
export function safetensorsPieces(
  arrays: Readonly<Record<string, NamedArray>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array[] {
  const names = Object.keys(arrays).sort()
  const entries: [string, unknown][] = []
  let end = 0
  if (Object.keys(metadata).length > 0) entries.push(['__metadata__', metadata])
  for (const name of names) {
    const { shape, data } = arrays[name]!
    if (name === '__metadata__') {
      throw new BrenierError('bad-argument', 'Expected another name than __metadata__, which is reserved.')
    }
    if (sizeOf(shape) !== data.length) {
      throw new BrenierError(
        'bad-shape',
        `Expected ${sizeOf(shape)} values in "${name}" for shape [${shape.join(', ')}], got ${data.length}.`,
      )
    }
    const start = end
    end += data.byteLength
    entries.push([name, { dtype: 'F32', shape, data_offsets: [start, end] }])
  }
  // `fromEntries` defines properties, so that even a name such as `__proto__` stays a plain entry.
  const json = JSON.stringify(Object.fromEntries(entries))
  const unpadded = new TextEncoder().encode(json)
  // Spaces bring the values to a multiple of 8, as the reference writer does.
  const headerLength = Math.ceil(unpadded.length / 8) * 8
  const header = new Uint8Array(8 + headerLength)
  new DataView(header.buffer).setBigUint64(0, BigInt(headerLength), true)
  header.fill(0x20, 8)
  header.set(unpadded, 8)
  const values = names.map((name) => {
    const { data } = arrays[name]!
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  })
  return [header, ...values]
}

/** The pieces of `safetensorsPieces` as one. @throws BrenierError as it does */
export function encodeSafetensors(
  arrays: Readonly<Record<string, NamedArray>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const pieces = safetensorsPieces(arrays, metadata)
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}

/**
 * Reads a safetensors file's bytes. Half and double precision become float32; integers are refused.
 * @param where the file, for the error's sentence
 * @throws BrenierError `file-format`, `file-truncated`
 */
export function decodeSafetensors(bytes: Uint8Array, where: string): SafetensorsContent {
  const wrong = (reason: string) =>
    new BrenierError('file-format', `Expected a safetensors file at ${where}, but ${reason}. Save it again.`)
  if (bytes.length < 8) {
    throw new BrenierError(
      'file-truncated',
      `Expected a safetensors file at ${where}, got ${bytes.length} bytes, fewer than its header's length takes. Copy it again.`,
    )
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const declared = view.getBigUint64(0, true)
  if (declared > BigInt(headerBound)) throw wrong('its first bytes are no header length')
  const start = 8 + Number(declared)
  if (start > bytes.length) {
    throw new BrenierError(
      'file-truncated',
      `Expected ${declared} bytes of header in ${where}, but the file ends before. Copy it again.`,
    )
  }
  let header: unknown
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, start)))
  } catch (thrown) {
    throw wrong(`its header is no JSON (${asBrenierError(thrown).message})`)
  }
  if (!isRecord(header)) throw wrong('its header lists no arrays')

  const arrays: [string, NamedArray][] = []
  let metadata: Record<string, string> = {}
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') {
      if (!isRecord(entry) || Object.values(entry).some((value) => typeof value !== 'string')) {
        throw wrong('its metadata holds more than texts')
      }
      metadata = entry as Record<string, string>
      continue
    }
    const described = description(entry)
    if (!described) throw wrong(`its entry "${name}" names no type, shape and place`)
    const { dtype, shape, from, to } = described
    const reader = readers[dtype]
    if (!reader) {
      throw new BrenierError(
        'file-format',
        `Expected floating-point values (F16, BF16, F32, F64) in "${name}" of ${where}, got ${dtype}. Save it as float32.`,
      )
    }
    if (to - from !== sizeOf(shape) * reader.bytes) {
      throw wrong(`"${name}" of shape [${shape.join(', ')}] takes ${to - from} bytes`)
    }
    if (start + to > bytes.length) {
      throw new BrenierError(
        'file-truncated',
        `Expected ${start + to} bytes in ${where} for "${name}", got ${bytes.length}. Copy it again.`,
        { expected: start + to, got: bytes.length },
      )
    }
    const data = new Float32Array(sizeOf(shape))
    if (dtype === 'F32') new Uint8Array(data.buffer).set(bytes.subarray(start + from, start + to))
    else for (let i = 0; i < data.length; i++) data[i] = reader.get(view, start + from + i * reader.bytes)
    arrays.push([name, { shape, data }])
  }
  return { arrays: Object.fromEntries(arrays), metadata }
}

interface Reader {
  readonly bytes: number
  readonly get: (view: DataView, at: number) => number
}

const word = new DataView(new ArrayBuffer(4))

const readers: Readonly<Record<string, Reader>> = {
  F16: { bytes: 2, get: (view, at) => halfToNumber(view.getUint16(at, true)) },
  // bfloat16 is the upper half of a float32.
  BF16: {
    bytes: 2,
    get: (view, at) => {
      word.setUint32(0, view.getUint16(at, true) << 16)
      return word.getFloat32(0)
    },
  },
  F32: { bytes: 4, get: (view, at) => view.getFloat32(at, true) },
  F64: { bytes: 8, get: (view, at) => view.getFloat64(at, true) },
}

/** IEEE 754 binary16: sign, 5 bits of exponent biased by 15, 10 bits of fraction. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 31
  const fraction = bits & 1023
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY
  if (exponent === 0) return sign * fraction * 2 ** -24
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

function description(entry: unknown) {
  if (!isRecord(entry)) return null
  const { dtype, shape, data_offsets: offsets } = entry
  if (typeof dtype !== 'string' || !Array.isArray(shape) || !shape.every(isSize)) return null
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize)) return null
  const [from, to] = offsets as [number, number]
  return { dtype, shape: shape as number[], from, to }
}
