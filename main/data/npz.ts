import { unzipSync, zipSync, type Unzipped } from 'fflate'
import { BrenierError, asBrenierError } from '../../shared/errors'
import { decodeNpy, encodeNpy, type NpyArray } from './npy'

/** Named arrays as the bytes of a .npz file, which `numpy.load` opens: a zip of .npy files, not compressed. */
export function encodeNpz(arrays: Readonly<Record<string, NpyArray>>): Uint8Array {
  const entries = Object.entries(arrays).map(
    ([name, { data, shape }]) => [`${name}.npy`, encodeNpy(data, shape)] as const,
  )
  // One date for all, so that the same arrays give the same bytes.
  return zipSync(Object.fromEntries(entries), { level: 0, mtime: new Date(1980, 0, 1) })
}

/**
 * Reads a .npz file that `encodeNpz` wrote.
 * @param where the file, for the error's sentence
 * @throws BrenierError `file-format` and what the reader of .npy files throws
 */
export function decodeNpz(bytes: Uint8Array, where: string): Record<string, NpyArray> {
  let files: Unzipped
  try {
    files = unzipSync(bytes)
  } catch (error) {
    throw new BrenierError(
      'file-format',
      `Expected a .npz file at ${where}, but it is no zip: ${asBrenierError(error).message}.`,
    )
  }
  return Object.fromEntries(
    Object.entries(files).map(([name, content]) => [
      name.replace(/\.npy$/, ''),
      decodeNpy(content, `${name} of ${where}`),
    ]),
  )
}
