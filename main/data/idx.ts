/**
 * IDX, the format of MNIST and its kin: two zero bytes, a type, the number of dimensions, each dimension as a
 * big-endian 32-bit integer, then the values row-major. Files may be gzipped.
 */
import path from 'node:path'
import { BrenierError } from '../../shared/errors'
import { limited, pictureSet, type PictureSet } from './picture-set'
import { bounds, exists, inWords, withBytes, type ByteSource } from './source-file'

const unsignedByte = 0x08
const typeNames: Readonly<Record<number, string>> = {
  0x08: 'unsigned bytes',
  0x09: 'signed bytes',
  0x0b: '16-bit integers',
  0x0c: '32-bit integers',
  0x0d: '32-bit floats',
  0x0e: '64-bit floats',
}

/** deflate packs at most 1032 to 1: a header that claims more than this is wrong, whatever follows. */
const highestPacking = 1040

interface IdxHeader {
  readonly shape: readonly number[]
}

/** Whether a file, unpacked, starts as IDX of unsigned bytes does. */
export function looksLikeIdx(start: Uint8Array): boolean {
  return start.length >= 4 && start[0] === 0 && start[1] === 0 && start[2]! in typeNames && start[3]! > 0
}

/**
 * Reads an array of unsigned bytes.
 * @returns its shape, its values, and how many bytes follow the last one
 * @throws BrenierError `file-format`, `file-truncated`, `file-not-found`, `file-too-large`
 */
export function readIdxArray(
  file: string,
): Promise<{ readonly shape: readonly number[]; readonly data: Uint8Array; readonly trailing: number }> {
  return withBytes(file, async (source) => {
    const { shape } = await nextHeader(file, source)
    const claimed = shape.reduce((product, side) => product * side, 1)
    const packedBound = source.fileBytes * (source.gzipped ? highestPacking : 1)
    if (claimed > packedBound) {
      const holds = source.gzipped ? `the packed file has only ${inWords(source.fileBytes)}` : undefined
      throw truncated(file, shape, claimed, holds ?? `the file holds ${inWords(source.fileBytes)}`)
    }
    if (claimed > bounds.setBytes) {
      throw new BrenierError(
        'file-too-large',
        `Expected at most ${inWords(bounds.setBytes)} of values, but ${file} says it unpacks to ${inWords(claimed)}. Take a part of it.`,
        { path: file, bytes: claimed, bound: bounds.setBytes },
      )
    }
    const data = new Uint8Array(claimed)
    const got = await source.fill(data)
    if (got < claimed) throw truncated(file, shape, claimed, `the file ends after ${inWords(got)}`)
    return { shape, data, trailing: await source.fill(new Uint8Array(2 ** 16)) }
  })
}

async function nextHeader(file: string, source: ByteSource): Promise<IdxHeader> {
  const magic = new Uint8Array(4)
  const got = await source.fill(magic)
  if (got < 4) {
    throw new BrenierError(
      'file-truncated',
      `Expected an IDX file at ${file}, got ${got} bytes, fewer than its magic number has. Download or copy it again.`,
      { path: file },
    )
  }
  if (!looksLikeIdx(magic)) {
    const hex = [...magic].map((byte) => byte.toString(16).padStart(2, '0')).join('')
    throw new BrenierError(
      'file-format',
      `Expected an IDX file at ${file}, whose magic number is 0x00000803 for pictures or 0x00000801 for labels, got 0x${hex}. Choose an IDX file.`,
      { path: file },
    )
  }
  if (magic[2] !== unsignedByte) {
    throw new BrenierError(
      'file-format',
      `Expected unsigned bytes in ${file}, got ${typeNames[magic[2]!]}. Save the values as bytes, or as .npy.`,
      { path: file },
    )
  }
  const sides = new Uint8Array(magic[3]! * 4)
  if ((await source.fill(sides)) < sides.length) {
    throw new BrenierError(
      'file-truncated',
      `Expected ${magic[3]} dimensions in the header of ${file}, but the file ends before them. Download or copy it again.`,
      { path: file },
    )
  }
  const view = new DataView(sides.buffer)
  return { shape: Array.from({ length: magic[3]! }, (_, axis) => view.getUint32(axis * 4)) }
}

function truncated(file: string, shape: readonly number[], claimed: number, holds: string): BrenierError {
  return new BrenierError(
    'file-truncated',
    `Expected ${shape.join(' × ')} = ${claimed.toLocaleString('en')} values in ${file} as its header says, but ${holds}. Download or copy it again.`,
    { path: file, expected: claimed },
  )
}

const pictureMark = /images([-.])idx[34]/
const labelMark = /labels[-.]idx1/

/** The usual name of the labels that belong to an images file: train-images-idx3-ubyte.gz → train-labels-idx1-ubyte.gz. */
export function labelsBeside(imagesFile: string): string | null {
  const name = path.basename(imagesFile)
  return pictureMark.test(name)
    ? path.join(path.dirname(imagesFile), name.replace(pictureMark, 'labels$1idx1'))
    : null
}

/** The images file that a labels file belongs to, by the same names. */
function imagesBeside(labelsFile: string): string {
  return path.basename(labelsFile).replace(/labels([-.])idx1/, 'images$1idx3')
}

/** A labels file as found on disk: packed or not, whichever lies there. */
async function findLabels(imagesFile: string): Promise<string | null> {
  const usual = labelsBeside(imagesFile)
  if (!usual) return null
  const other = usual.endsWith('.gz') ? usual.slice(0, -3) : `${usual}.gz`
  for (const candidate of [usual, other]) if (await exists(candidate)) return candidate
  return null
}

/** Height, width and channels that a shape of IDX pictures means. @throws BrenierError `file-format` */
function idxPictureShape(
  file: string,
  shape: readonly number[],
): { readonly count: number; readonly height: number; readonly width: number; readonly channels: 1 | 3 } {
  const [count, height, width, channels = 1] = shape
  if (shape.length === 1) {
    throw new BrenierError(
      'file-format',
      `Expected pictures in ${file}, got a list of ${count} labels. ${labelMark.test(path.basename(file)) ? `Open ${imagesBeside(file)} beside it: its labels are found by themselves.` : 'Open the file of pictures.'}`,
      { path: file },
    )
  }
  if ((shape.length !== 3 && shape.length !== 4) || (channels !== 1 && channels !== 3)) {
    throw new BrenierError(
      'file-format',
      `Expected pictures [count, height, width] or [count, height, width, 1 or 3] in ${file}, got [${shape.join(', ')}]. Save them in that shape.`,
      { path: file },
    )
  }
  if (!count || !height || !width) {
    throw new BrenierError(
      'empty-set',
      `Expected at least one picture in ${file}, got [${shape.join(', ')}]. Choose another file.`,
      { path: file },
    )
  }
  return { count, height, width, channels }
}

export interface IdxOptions {
  /** At most so many pictures, spread evenly over the set. */
  readonly limit?: number | undefined
  /** Name of the set; the file's where there is none. */
  readonly name?: string
  /** Names of the classes; their numbers where there are none. */
  readonly classNames?: readonly string[]
}

/**
 * Reads IDX pictures with the labels that lie beside them under the usual name, if any.
 * @throws BrenierError `file-format`, `file-truncated`, `file-not-found`, `file-too-large`, `empty-set`; `bad-shape`
 *   where there are not as many labels as pictures
 */
export async function readIdxPictures(file: string, options: IdxOptions = {}): Promise<PictureSet> {
  const { shape, data, trailing } = await readIdxArray(file)
  const { count, height, width, channels } = idxPictureShape(file, shape)
  const warnings: string[] = []
  if (trailing > 0) warnings.push(afterTheEnd(file))
  const labelsFile = await findLabels(file)
  let labels: Int32Array | null = null
  if (labelsFile) {
    const found = await readIdxArray(labelsFile)
    if (found.shape.length !== 1 || found.data.length !== count) {
      throw new BrenierError(
        'bad-shape',
        `Expected ${count} labels in ${labelsFile}, one for each picture beside it, got [${found.shape.join(', ')}]. Put the labels that belong to the pictures there, or move the file away.`,
        { path: labelsFile },
      )
    }
    if (found.trailing > 0) warnings.push(afterTheEnd(labelsFile))
    labels = Int32Array.from(found.data)
  }
  const name = options.name ?? idxName(file)
  const classNames = (labels && options.classNames) ?? null
  const set = pictureSet({ name, height, width, channels, pixels: data, labels, classNames, warnings })
  return limited(set, options.limit)
}

/** The name of a file without the endings that say its format. */
function idxName(file: string): string {
  const name = path.basename(file)
  return name.replace(/(-idx\d-ubyte)?(\.idx\d?(-ubyte)?)?(\.gz)?$/, '') || name
}

function afterTheEnd(file: string): string {
  return `${path.basename(file)} goes on after the last value that its header names; what follows was left out.`
}

/** An IDX file of unsigned bytes with the given shape. @throws BrenierError `bad-shape` */
export function encodeIdx(shape: readonly number[], data: Uint8Array): Uint8Array {
  const expected = shape.reduce((product, side) => product * side, 1)
  if (shape.length > 255 || expected !== data.length) {
    throw new BrenierError(
      'bad-shape',
      `Expected ${shape.join(' × ')} = ${expected} values, got ${data.length}.`,
    )
  }
  const bytes = new Uint8Array(4 + 4 * shape.length + data.length)
  bytes.set([0, 0, unsignedByte, shape.length])
  const view = new DataView(bytes.buffer)
  shape.forEach((side, axis) => view.setUint32(4 + 4 * axis, side))
  bytes.set(data, 4 + 4 * shape.length)
  return bytes
}
