/**
 * Files of a study that are written while work goes on and read one at a time: `epochs/` beside `parts/`.
 *
 * A file is written before the manifest that names it, and removed only after a manifest that no longer does, so that
 * whichever `study.json` is on the disk finds all it names.
 */
import { copyFile, mkdir, readFile, readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { BrenierError, asBrenierError } from '../../shared/errors'
import { replaceFile, type FileContent } from '../data/replace-file'
import { writingReason } from '../data/writing-reason'
import { exists, sha256, sizeOf, type StoredFile } from './stored-file'

const keptFolder = 'epochs'
const reasonOf = (error: unknown) => writingReason(error) ?? asBrenierError(error).message
const inside = (folder: string, file: string) => path.join(folder, keptFolder, file)

/**
 * Writes a file into a study's folder.
 * @param name such as `epoch-45.npz`; lower case, digits and dashes; its content's checksum is added to it
 * @throws BrenierError `disk-full`
 */
export async function keepFile(folder: string, name: string, content: FileContent): Promise<StoredFile> {
  const hash = await sha256(content)
  const extension = path.extname(name)
  const file = `${path.basename(name, extension)}-${hash.slice(0, 16)}${extension}`
  try {
    await mkdir(path.join(folder, keptFolder), { recursive: true })
    await replaceFile(inside(folder, file), content)
  } catch (error) {
    throw new BrenierError(
      'disk-full',
      `${name} could not be written to ${folder}: ${reasonOf(error)}. Mend that or save the study elsewhere; what was kept before is unchanged.`,
      { folder },
      { cause: error },
    )
  }
  return { file, bytes: sizeOf(content), sha256: hash }
}

/** @throws BrenierError `study-damaged` where the file is missing or not as it was written */
export async function readKeptFile(
  folder: string,
  { file, bytes, sha256: expected }: StoredFile,
): Promise<Uint8Array> {
  const found = await readFile(inside(folder, file)).catch(() => null)
  if (found?.byteLength === bytes && (await sha256(found)) === expected) return found
  const reason = found ? 'it is not as it was written' : 'it is missing'
  throw new BrenierError(
    'study-damaged',
    `${keptFolder}/${file} cannot be read: ${reason}. Restore it from a copy of the study, or use another epoch.`,
    { file },
  )
}

/** Whether a file is there with its size; its content is checked when it is read. */
export const isKept = (folder: string, { file, bytes }: StoredFile): Promise<boolean> =>
  stat(inside(folder, file)).then(
    (found) => found.size === bytes,
    () => false,
  )

/**
 * Takes files along to another folder. What is missing here is left out; its absence shows when it is opened.
 * @throws BrenierError `disk-full`
 */
export async function copyKeptFiles(from: string, to: string, files: readonly StoredFile[]): Promise<void> {
  try {
    await mkdir(path.join(to, keptFolder), { recursive: true })
    for (const { file } of files) {
      if (!(await exists(inside(from, file)))) continue
      await copyFile(inside(from, file), inside(to, file))
    }
  } catch (error) {
    throw new BrenierError(
      'disk-full',
      `The kept epochs could not be copied to ${to}: ${reasonOf(error)}. Mend that or choose another folder.`,
      { folder: to },
      { cause: error },
    )
  }
}

/** Names as `keepFile` gives them, also half written: a person's own files in a folder of this name are left alone. */
const ownName = /-[0-9a-f]{16}\.[a-z0-9]+(\.new)?$/

/** Removes every kept file that is not among `files`. Called once a manifest that names just these is in place. */
export async function sweepKeptFiles(folder: string, files: readonly StoredFile[]): Promise<void> {
  const named = new Set(files.map(({ file }) => file))
  const there = await readdir(path.join(folder, keptFolder)).catch(() => [])
  for (const file of there) {
    if (ownName.test(file) && !named.has(file)) await rm(inside(folder, file), { force: true })
  }
}
