/** Places a command writes to: tried before the work, so that no work is lost for want of a folder. */
import { access, constants, mkdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { BrenierError } from '../../shared/errors'
import { writingReason } from '../data/writing-reason'

/** A failure of writing as an error a person can act on; anything else unchanged. */
export function writingError(thrown: unknown, place?: string): unknown {
  const because = writingReason(thrown)
  if (because === null) return thrown
  const named = thrown instanceof Error && 'path' in thrown ? String(thrown.path) : 'the result'
  const where = place ?? named
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
