import { unzipSync, zipSync, type Unzipped } from 'fflate'
import { BrenierError, asBrenierError } from '../../shared/errors'
import { decodeNpy, encodeNpy, type NpyArray } from './npy'
import { bounds, inWords } from './source-file'

/** Named arrays as the bytes of a .npz file, which `numpy.load` opens: a zip of .npy files, not compressed. */
export function encodeNpz(arrays: Readonly<Record<string, NpyArray>>): Uint8Array {
  const entries = Object.entries(arrays).map(
    ([name, { data, shape }]) => [`${name}.npy`, encodeNpy(data, shape)] as const,
  )
  // One date for all, so that the same arrays give the same bytes.
  return zipSync(Object.fromEntries(entries), { level: 0, mtime: new Date(1980, 0, 1) })
}

/**
 * Reads every array of a .npz file.
 * @param where the file, for the error's sentence
 * @throws BrenierError as `unpackNpz`, and what the reader of .npy files throws
 */
export function decodeNpz(bytes: Uint8Array, where: string): Record<string, NpyArray> {
  return Object.fromEntries(
    Object.entries(unpackNpz(bytes, where)).map(([name, file]) => [
      name,
      decodeNpy(file, `${name} of ${where}`),
    ]),
  )
}

/**
 * The .npy files of a .npz file by the names of their arrays.
 * @throws BrenierError `file-format` for what is no zip, `file-too-large` where they would unpack to more than memory has room for
 */
export function unpackNpz(bytes: Uint8Array, where: string): Record<string, Uint8Array> {
  let unpacked = 0
  const fits = ({ originalSize }: { readonly originalSize: number }): boolean => {
    unpacked += originalSize
    return unpacked <= bounds.setBytes
  }
  let files: Unzipped
  try {
    files = unzipSync(bytes, { filter: fits })
  } catch (error) {
    throw new BrenierError(
      'file-format',
      `Expected a .npz file at ${where}, but it is no zip: ${asBrenierError(error).message}.`,
    )
  }
  if (unpacked > bounds.setBytes) {
    throw new BrenierError(
      'file-too-large',
      `Expected at most ${inWords(bounds.setBytes)} unpacked, but the arrays of ${where} take more. Save the one you want by itself with numpy.save.`,
      { path: where },
    )
  }
  return Object.fromEntries(
    Object.entries(files).map(([name, content]) => [name.replace(/\.npy$/, ''), content]),
  )
}
