/** Arrays of codes as files: what commands take and make. */
import { BrenierError } from '../../shared/errors'
import { firstNonFinite, type Matrix } from '../../shared/matrix'
import { asMatrix, encodeNpy, readNpy } from '../data/npy'
import { replaceFile } from '../data/replace-file'

/**
 * Codes of a .npy file as float32 [n, d]; a list is taken as codes of one dimension.
 * @throws BrenierError as the reader, and `bad-shape`, `not-finite`
 */
export async function readCodes(file: string): Promise<Matrix> {
  const codes = asMatrix(await readNpy(file), file)
  const bad = firstNonFinite(codes.data)
  if (bad < 0) return codes
  throw new BrenierError(
    'not-finite',
    `Expected finite numbers in ${file}, but row ${Math.floor(bad / codes.columns)} holds ${codes.data[bad]}. Leave it out or repair it.`,
    { path: file },
  )
}

/** A number for each code, of a .npy file [n] or [n, 1]. @throws BrenierError as the reader, and `bad-shape` */
export async function readMasses(file: string): Promise<Float64Array> {
  const { shape, data } = await readNpy(file)
  if (shape.length === 1 || (shape.length === 2 && shape[1] === 1)) return Float64Array.from(data)
  throw new BrenierError(
    'bad-shape',
    `Expected a list of masses, one a code, in ${file}, got shape (${shape.join(', ')}). Save it as one column.`,
  )
}

/**
 * Corners of a domain of noise, in the precision they were saved in, of a .npy file [k, 2] or [k, 3].
 * @throws BrenierError as the reader, and `bad-shape`, `not-finite`
 */
export async function readCorners(file: string): Promise<number[][]> {
  const { shape, data } = await readNpy(file)
  const [rows = 0, columns = 0] = shape
  if (shape.length !== 2 || (columns !== 2 && columns !== 3)) {
    throw new BrenierError(
      'bad-shape',
      `Expected corners of a domain, [k, 2] or [k, 3], in ${file}, got shape (${shape.join(', ')}). Save a row for each corner.`,
      { path: file },
    )
  }
  const bad = data.findIndex((value) => !Number.isFinite(value))
  if (bad >= 0) {
    throw new BrenierError(
      'not-finite',
      `Expected finite corners in ${file}, but row ${Math.floor(bad / columns)} holds ${data[bad]}. Leave it out or repair it.`,
      { path: file },
    )
  }
  return Array.from({ length: rows }, (_, p) => Array.from(data.subarray(columns * p, columns * (p + 1))))
}

/** A class or cell for each item, -1 where unknown, of a .npy file [n]. @throws BrenierError as `readMasses`, and `bad-argument` */
export async function readLabels(file: string): Promise<Int32Array> {
  const values = await readMasses(file)
  const bad = values.findIndex((value) => !Number.isInteger(value) || value < -1 || value > 0x7fffffff)
  if (bad < 0) return Int32Array.from(values)
  throw new BrenierError(
    'bad-argument',
    `Expected whole numbers from -1 on as labels in ${file}, got ${values[bad]} at ${bad}.`,
    { path: file },
  )
}

export const writeCodes = (file: string, codes: Matrix): Promise<void> =>
  replaceFile(file, encodeNpy(codes.data, [codes.rows, codes.columns]))
