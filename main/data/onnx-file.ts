/** ONNX models at rest: their bytes with those of the weights that lie in files beside them. */
import { createHash } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import path from 'node:path'
import { BrenierError } from '../../shared/errors'
import { bounds, diskError, readBounded } from './source-file'

export interface OnnxFile {
  /** The file's name, and the first 12 digits of the SHA-256 of all its bytes: what results call the model. */
  readonly name: string
  readonly hash: string
  readonly bytes: Uint8Array
  /** Weights outside the model, by their path as the model has it. */
  readonly external: readonly { readonly path: string; readonly data: Uint8Array }[]
}

/**
 * Reads a model. Weights outside of it are read from its own folder and folders below alone, also where a link leads
 * elsewhere: a model could otherwise read any file of the person's.
 * @throws BrenierError `file-format` for what is no ONNX model, or one whose weights lie outside its folder; those of reading
 */
export async function readOnnxFile(file: string): Promise<OnnxFile> {
  const bytes = await readBounded(file, bounds.setBytes)
  const hash = createHash('sha256').update(bytes)
  const external = []
  for (const location of externalLocations(bytes, file)) {
    const data = await readBounded(await placeBeside(file, location), bounds.setBytes)
    hash.update(data)
    external.push({ path: location, data })
  }
  return { name: path.basename(file), hash: hash.digest('hex').slice(0, 12), bytes, external }
}

async function placeBeside(file: string, location: string): Promise<string> {
  const folder = await realpath(path.dirname(file))
  const wanted = path.resolve(folder, location)
  const outside = (place: string) => {
    const within = path.relative(folder, place)
    return within === '' || within.split(path.sep)[0] === '..' || path.isAbsolute(within)
  }
  const refused = () =>
    new BrenierError(
      'file-format',
      `Expected the weights of ${file} in its own folder, but it names “${location}”, which lies outside. Export it again with its weights beside it.`,
      { path: file, location },
    )
  if (outside(wanted)) throw refused()
  const real = await realpath(wanted).catch((thrown: unknown) => {
    throw diskError(thrown, wanted)
  })
  if (outside(real)) throw refused()
  return real
}

/** Fields of the messages (onnx.proto) that lead to tensors: by message, the number of a field and the message it holds. */
const leadsTo: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  model: { 7: 'graph', 20: 'training', 25: 'function' },
  training: { 1: 'graph', 2: 'graph' },
  function: { 7: 'node', 11: 'attribute' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
  tensor: { 13: 'entry' },
}

/**
 * Paths of the weights outside a model, each once.
 * @throws BrenierError `file-format` where the bytes are no model
 */
export function externalLocations(bytes: Uint8Array, where: string): string[] {
  const locations = new Set<string>()
  const walk = (message: string, part: Uint8Array): void => {
    if (message === 'entry') {
      const [key, value] = entryOf(part, where)
      if (key === 'location') locations.add(value)
      return
    }
    for (const { field, content } of fieldsOf(part, where)) {
      const next = leadsTo[message]?.[field]
      if (next && content) walk(next, content)
    }
  }
  walk('model', bytes)
  return [...locations]
}

function entryOf(bytes: Uint8Array, where: string): readonly [string, string] {
  let [key, value] = ['', '']
  for (const { field, content } of fieldsOf(bytes, where)) {
    if (field === 1) key = new TextDecoder().decode(content ?? undefined)
    if (field === 2) value = new TextDecoder().decode(content ?? undefined)
  }
  return [key, value]
}

/** Fields of a protobuf message in turn; `content` is null for numbers. */
function* fieldsOf(
  bytes: Uint8Array,
  where: string,
): Generator<{ readonly field: number; readonly content: Uint8Array | null }> {
  let at = 0
  const broken = () =>
    new BrenierError(
      'file-format',
      `Expected an ONNX model in ${where}, but its fields do not fit. Export it again.`,
      {
        path: where,
      },
    )
  const varint = (): number => {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++]
      if (byte === undefined || scale > 2 ** 63) throw broken()
      value += (byte & 127) * scale
      if (byte < 128) return value
    }
  }
  const skip = (length: number): Uint8Array => {
    if (length > bytes.length - at) throw broken()
    at += length
    return bytes.subarray(at - length, at)
  }
  while (at < bytes.length) {
    const key = varint()
    const field = Math.floor(key / 8)
    const wire = key % 8
    if (field === 0) throw broken()
    if (wire === 2) yield { field, content: skip(varint()) }
    else {
      if (wire === 0) varint()
      else if (wire === 1) skip(8)
      else if (wire === 5) skip(4)
      else throw broken()
      yield { field, content: null }
    }
  }
}
