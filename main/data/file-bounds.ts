import { stat } from 'node:fs/promises'
import { BrenierError } from '../../shared/errors'

/** Largest single file that is read into memory whole. */
export const fileBound = 3 * 1024 ** 3

const megabytes = (bytes: number) => `${(bytes / 1024 ** 2).toFixed(0)} MB`

/**
 * The size of a file that is about to be read, judged before a byte of it is.
 * @throws BrenierError `file-not-found`, `file-format` for a folder, `file-too-large`
 */
export async function checkedSize(file: string, bound = fileBound): Promise<number> {
  const found = await stat(file).catch(() => null)
  if (!found)
    throw new BrenierError(
      'file-not-found',
      `Expected a file at ${file}, found none. Check the name and choose it again.`,
    )
  if (!found.isFile())
    throw new BrenierError(
      'file-format',
      `Expected a file at ${file}, found a folder. Choose a file inside it.`,
    )
  if (found.size > bound) {
    throw new BrenierError(
      'file-too-large',
      `${file} holds ${megabytes(found.size)}; files up to ${megabytes(bound)} are read. Split it, or take part of its pictures.`,
      { bytes: found.size, bound },
    )
  }
  return found.size
}
