/** The binary version of CIFAR-10 and CIFAR-100: bytes of a label, or two, then a red, a green and a blue plane. */
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { BrenierError } from '../../shared/errors'
import { pictureSet, type Attribute, type PictureSet } from './picture-set'
import { bounds, diskError, exists, fileSize, readBounded } from './source-file'

const side = 32
const planeBytes = side * side
const pictureBytes = 3 * planeBytes

/** By the bytes of a picture with its labels: CIFAR-100 has a coarse label before the fine one. */
const versions = [
  { labels: 1, bytes: pictureBytes + 1, classes: 10, names: 'batches.meta.txt' },
  { labels: 2, bytes: pictureBytes + 2, classes: 100, names: 'fine_label_names.txt' },
] as const
type Version = (typeof versions)[number]

const coarseClasses = 20
const coarseNames = 'coarse_label_names.txt'

/** The classes of CIFAR-10, for where `batches.meta.txt` does not lie beside the pictures. */
const tenClasses = [
  ...['airplane', 'automobile', 'bird', 'cat', 'deer'],
  ...['dog', 'frog', 'horse', 'ship', 'truck'],
]

const versionOf = (bytes: number): Version | undefined =>
  versions.find((version) => bytes > 0 && bytes % version.bytes === 0)

/** Whether something is one of CIFAR's batches: a file, by its ending and its size. @throws BrenierError `file-not-found` */
export async function looksLikeCifar(file: string): Promise<boolean> {
  if (!/\.bin$/i.test(file)) return false
  const found = await stat(file).catch((thrown: unknown) => {
    throw diskError(thrown, file)
  })
  return found.isFile() && versionOf(found.size) !== undefined
}

/** The batches that lie in a folder, in the order of their names. @throws BrenierError `file-not-found` */
export async function cifarBatches(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((thrown: unknown) => {
    throw diskError(thrown, folder)
  })
  const batches: string[] = []
  for (const name of names.sort()) {
    const file = path.join(folder, name)
    if (await looksLikeCifar(file)) batches.push(file)
  }
  return batches
}

/**
 * Reads batches as one set of colour pictures, 32 × 32. The fine label is the class; the coarse one and the batch are
 * attributes. Names of classes are read from the lists that lie beside the batches.
 * @param name of the set
 * @throws BrenierError `file-format` for batches of both versions, a size that fits neither, or a label beyond the
 *   classes; `file-too-large`, `file-not-found`
 */
export async function readCifar(files: readonly string[], name: string): Promise<PictureSet> {
  const sizes = await Promise.all(files.map((file) => fileSize(file, bounds.setBytes)))
  const version = versionOf(sizes[0] ?? 0)
  const other = sizes.findIndex((size) => versionOf(size) !== version)
  if (!version || other >= 0) {
    const where = files[Math.max(0, other)]!
    throw new BrenierError(
      'file-format',
      `Expected batches of one version of CIFAR, ${versions.map(({ bytes }) => bytes).join(' or ')} bytes a picture, got ${sizes[Math.max(0, other)]} bytes in ${where}. Open one of them by itself.`,
      { path: where },
    )
  }
  const counts = sizes.map((size) => size / version.bytes)
  const count = counts.reduce((sum, one) => sum + one, 0)
  const pixels = new Uint8Array(count * pictureBytes)
  const labels = new Int32Array(count)
  const coarse = new Int32Array(count)
  const batches = new Int32Array(count)
  let at = 0
  for (const [batch, file] of files.entries()) {
    const bytes = await readBounded(file, bounds.setBytes)
    for (let start = 0; start < bytes.length; start += version.bytes, at++) {
      labels[at] = bytes[start + version.labels - 1]!
      coarse[at] = bytes[start]!
      batches[at] = batch
      if (labels[at]! >= version.classes) {
        throw new BrenierError(
          'file-format',
          `Expected labels below ${version.classes} in ${file}, got ${labels[at]} for picture ${start / version.bytes}: it is no batch of CIFAR, or a damaged one.`,
          { path: file },
        )
      }
      const planes = bytes.subarray(start + version.labels, start + version.bytes)
      interleave(planes, pixels.subarray(at * pictureBytes, (at + 1) * pictureBytes))
    }
  }
  const folder = path.dirname(files[0]!)
  const attributes: Attribute[] = []
  if (version.labels === 2) {
    const values = await namesBeside(path.join(folder, coarseNames), coarseClasses)
    attributes.push({ name: 'superclass', values, codes: coarse })
  }
  if (files.length > 1) {
    const values = files.map((file) => path.basename(file).replace(/\.bin$/i, ''))
    attributes.push({ name: 'batch', values, codes: batches })
  }
  return pictureSet({
    name,
    height: side,
    width: side,
    channels: 3,
    pixels,
    labels,
    classNames: await namesBeside(path.join(folder, version.names), version.classes),
    attributes,
  })
}

/** Planes of red, green and blue as values side by side. */
function interleave(planes: Uint8Array, target: Uint8Array): void {
  for (let i = 0; i < planeBytes; i++) {
    target[3 * i] = planes[i]!
    target[3 * i + 1] = planes[planeBytes + i]!
    target[3 * i + 2] = planes[2 * planeBytes + i]!
  }
}

/** Names of classes, a line each; where there is no such list, the usual ones or their numbers. */
async function namesBeside(file: string, classes: number): Promise<string[]> {
  if (await exists(file)) {
    const text = new TextDecoder().decode(await readBounded(file, 2 ** 20))
    const names = text.split(/\r?\n/).filter((line) => line.trim() !== '')
    if (names.length === classes) return names
  }
  return classes === tenClasses.length
    ? [...tenClasses]
    : Array.from({ length: classes }, (_, i) => String(i))
}
