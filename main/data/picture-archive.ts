import path from 'node:path'
import { openPromise, type Entry, type ZipFile } from 'yauzl'
import { BrenierError, asBrenierError } from '../../shared/errors'
import { readPictureFiles, type NamedFile, type PictureFileOptions } from './picture-files'
import type { PictureSet } from './picture-set'
import { bounds, fileSize, inWords } from './source-file'

/**
 * Opens a zip, lets `use` read files out of it, and closes it. Nothing is unpacked to disk. Each file is bounded by what
 * it unpacks to, which is enforced while it unpacks, whatever the archive's directory says.
 * @throws BrenierError `file-not-found`, `file-format` (no zip, damaged, or a name that points outside it),
 *   `file-truncated`, `file-too-large`
 */
export async function withArchive<T>(file: string, use: (files: NamedFile[]) => Promise<T>): Promise<T> {
  await fileSize(file, bounds.archiveBytes)
  const zip = await openPromise(file, { lazyEntries: true, autoClose: false }).catch((thrown: unknown) => {
    throw archiveError(thrown, file)
  })
  try {
    return await use(await listArchive(zip, file))
  } finally {
    zip.close()
  }
}

/** Reads a zip of pictures; its folders are classes. @throws BrenierError as `withArchive` and `readPictureFiles` */
export function readPictureArchive(file: string, options: PictureFileOptions = {}): Promise<PictureSet> {
  const name = path.basename(file).replace(/\.zip$/i, '')
  return withArchive(file, (files) => readPictureFiles(name, file, files, options))
}

async function listArchive(zip: ZipFile, file: string): Promise<NamedFile[]> {
  if (zip.entryCount > bounds.pictures) {
    throw new BrenierError(
      'file-too-large',
      `Expected at most ${bounds.pictures} files in ${file}, found ${zip.entryCount}. Split it.`,
      { path: file },
    )
  }
  const files: NamedFile[] = []
  let unpacked = 0
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue
      unpacked += entry.uncompressedSize
      files.push({ name: entry.fileName, read: () => readEntry(zip, entry) })
    }
  } catch (thrown) {
    throw archiveError(thrown, file)
  }
  if (unpacked > bounds.archiveBytes) {
    throw new BrenierError(
      'file-too-large',
      `Expected at most ${inWords(bounds.archiveBytes)} unpacked, but ${file} says it unpacks to ${inWords(unpacked)}. Split it.`,
      { path: file, bytes: unpacked, bound: bounds.archiveBytes },
    )
  }
  return files
}

async function readEntry(zip: ZipFile, entry: Entry): Promise<Uint8Array> {
  const { fileName, uncompressedSize } = entry
  if (entry.isEncrypted()) {
    throw new BrenierError('file-format', `${fileName} is locked by a password. Pack it again without one.`)
  }
  if (uncompressedSize > bounds.pictureBytes) {
    throw new BrenierError(
      'file-too-large',
      `Expected at most ${inWords(bounds.pictureBytes)}, but ${fileName} unpacks to ${inWords(uncompressedSize)}.`,
    )
  }
  try {
    const stream = await zip.openReadStreamPromise(entry)
    const bytes = new Uint8Array(uncompressedSize)
    let at = 0
    // The reader itself stops with an error where more comes than the directory says.
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      bytes.set(chunk, at)
      at += chunk.length
    }
    return bytes.subarray(0, at)
  } catch (thrown) {
    throw new BrenierError(
      'file-format',
      `Expected to unpack ${fileName}, but it is damaged: ${asBrenierError(thrown).message}.`,
      {},
      { cause: thrown },
    )
  }
}

function archiveError(thrown: unknown, file: string): BrenierError {
  const { message } = asBrenierError(thrown)
  const outside = /^(?:invalid relative path|absolute path|invalid characters in fileName): (.*)$/s.exec(
    message,
  )
  const error = (code: 'file-format' | 'file-truncated', sentence: string) =>
    new BrenierError(code, sentence, { path: file }, { cause: thrown })
  if (outside) {
    return error(
      'file-format',
      `Expected names inside the archive ${file}, got "${outside[1]}", which points outside it. Pack it again from a folder you trust.`,
    )
  }
  if (/end of central directory|truncated|unexpected EOF/i.test(message)) {
    return error(
      'file-truncated',
      `Expected a whole zip at ${file}, but its directory, which stands at the end, is missing: it is cut off or no zip. Download or copy it again.`,
    )
  }
  return error(
    'file-format',
    `Expected a sound zip at ${file}, but it cannot be read: ${message}. Pack it again.`,
  )
}
