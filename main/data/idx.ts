/**
 * IDX, the format of MNIST: a big-endian header (0, 0, type, number of dimensions, then each dimension as 32 bits) and
 * the values. Only unsigned bytes are read; that is what picture and label files hold. Gzip is recognised by its
 * first bytes.
 */
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { gunzip } from 'node:zlib'
import { promisify } from 'node:util'
import { BrenierError, asBrenierError } from '../../shared/errors'
import { checkedSize } from './file-bounds'
import { numberedClasses, pictureSet, type PictureSet } from './picture-set'

const unsignedByte = 0x08
const mostDimensions = 4
/** Unpacked bytes of one file: 70,000 pictures of 128×128 in colour are 3.4 GB and would not fit beside a model. */
const unpackedBound = 2 ** 31 - 1

export interface IdxArray {
  readonly shape: readonly number[]
  readonly data: Uint8Array
}

const inflate = promisify(gunzip)

/**
 * Parses unpacked IDX bytes.
 * @throws BrenierError `file-format`, `file-truncated`
 */
export function parseIdx(bytes: Uint8Array, where: string): IdxArray {
  const magic = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
  const dimensions = bytes[3] ?? 0
  if (
    bytes.length < 4 ||
    bytes[0] !== 0 ||
    bytes[1] !== 0 ||
    bytes[2] !== unsignedByte ||
    dimensions < 1 ||
    dimensions > mostDimensions
  ) {
    throw new BrenierError(
      'file-format',
      `Expected an IDX file of unsigned bytes (magic 00 00 08 01 to 00 00 08 04) in ${where}, got ${magic || 'an empty file'}. Choose a picture file such as train-images-idx3-ubyte.gz.`,
      { magic },
    )
  }
  const start = 4 + 4 * dimensions
  if (bytes.length < start) {
    throw new BrenierError('file-truncated', `The IDX file ${where} ends inside its header. Copy it again.`)
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const shape = Array.from({ length: dimensions }, (_, axis) => view.getUint32(4 + 4 * axis))
  const needed = shape.reduce((product, side) => product * side, 1)
  const present = bytes.length - start
  if (present < needed) {
    throw new BrenierError(
      'file-truncated',
      `Expected ${needed} values in ${where} for ${shape.join(' × ')}, got ${present}. The file was cut off: copy or download it again.`,
      { needed, present },
    )
  }
  if (present > needed) {
    throw new BrenierError(
      'file-format',
      `Expected ${needed} values in ${where} for ${shape.join(' × ')}, got ${present - needed} more. The header does not fit the file.`,
      { needed, present },
    )
  }
  return { shape, data: bytes.subarray(start, start + needed) }
}

/** @throws BrenierError `file-not-found`, `file-too-large`, `file-truncated`, `file-format` */
export async function readIdx(file: string): Promise<IdxArray> {
  await checkedSize(file)
  const raw = await readFile(file)
  const zipped = raw[0] === 0x1f && raw[1] === 0x8b
  if (!zipped) return parseIdx(raw, file)
  try {
    return parseIdx(await inflate(raw, { maxOutputLength: unpackedBound }), file)
  } catch (error) {
    if (error instanceof BrenierError) throw error
    const { message } = asBrenierError(error)
    if (message.includes('unexpected end')) {
      throw new BrenierError(
        'file-truncated',
        `The gzip file ${file} ends too early. Copy or download it again.`,
      )
    }
    throw new BrenierError(
      'file-format',
      `The gzip file ${file} cannot be unpacked: ${message}. Copy it again.`,
    )
  }
}

/** Where the labels of a picture file lie by the naming of MNIST: `…-images-idx3-ubyte` beside `…-labels-idx1-ubyte`. */
export async function labelsBeside(file: string): Promise<string | null> {
  const name = path.basename(file)
  const wanted = name.replace('images', 'labels').replace('idx3', 'idx1')
  if (wanted === name) return null
  const stem = wanted.replace(/\.gz$/, '')
  for (const candidate of [wanted, stem, `${stem}.gz`]) {
    const beside = path.join(path.dirname(file), candidate)
    if (
      await stat(beside).then(
        (found) => found.isFile(),
        () => false,
      )
    )
      return beside
  }
  return null
}

/**
 * Pictures of an IDX file, with the labels found beside it.
 * @throws BrenierError as `readIdx`; `bad-shape` where labels and pictures differ in number
 */
export async function readIdxPictures(
  file: string,
  name: string,
  classNames?: readonly string[],
): Promise<PictureSet> {
  const { shape, data } = await readIdx(file)
  if (shape.length < 3) {
    throw new BrenierError(
      'file-format',
      `Expected pictures (3 or 4 dimensions) in ${file}, got ${shape.length}: these look like labels. Choose the file of pictures; its labels are found beside it.`,
    )
  }
  const [count, height, width, channels = 1] = shape as [number, number, number, number?]
  if (channels !== 1 && channels !== 3) {
    throw new BrenierError('bad-shape', `Expected 1 or 3 channels in ${file}, got ${channels}.`)
  }
  const beside = await labelsBeside(file)
  const labels = beside ? Int32Array.from((await readIdx(beside)).data) : null
  return pictureSet({
    name,
    count,
    height,
    width,
    channels,
    pixels: data,
    labels,
    classNames: labels && (classNames ?? numberedClasses(labels)),
  })
}
