/** Places a command writes to: tried before the work, so that no work is lost for want of a folder. */
import { access, constants, mkdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { BrenierError } from '../../shared/errors'

/** Why the disk refused, in words. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'its permissions do not allow it',
  EPERM: 'its permissions do not allow it',
  EROFS: 'it lies on a disk that is only read',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is used up',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EEXIST: 'there is a file of this name already',
  EISDIR: 'there is a folder of this name',
  ENAMETOOLONG: 'its name is too long',
}

/** A failure of writing as an error a person can act on; anything else unchanged. */
export function writingError(thrown: unknown, place?: string): unknown {
  if (!(thrown instanceof Error) || !('code' in thrown) || !('syscall' in thrown)) return thrown
  const where = place ?? ('path' in thrown ? String(thrown.path) : 'the result')
  const because = reasons[String(thrown.code)] ?? `the disk answered: ${thrown.message}`
  return new BrenierError(
    'disk-full',
    `Expected to write ${where}, but ${because}. Choose another place with --out.`,
    { path: where },
    { cause: thrown },
  )
}

/** Makes a folder, where it is missing, and finds out whether it may be written to. @throws BrenierError `disk-full` */
export async function claimFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
    await access(folder, constants.W_OK)
  } catch (thrown) {
    throw writingError(thrown, folder)
  }
}

/** Finds out whether a file may be written, and makes the folder it is to lie in. @throws BrenierError `disk-full` */
export async function claimFile(file: string): Promise<void> {
  const found = await stat(file).catch(() => null)
  if (found?.isDirectory()) {
    throw writingError(Object.assign(new Error(), { code: 'EISDIR', syscall: 'open' }), file)
  }
  // A device or a pipe is written to as it is; a plain file is replaced, which its folder has to allow.
  if (!found || found.isFile()) await claimFolder(path.dirname(file))
}
