import * as v from 'valibot'
import { BrenierError, asBrenierError } from '../../shared/errors'
import type { NpyArray, NpyData } from './npy'
import { decodeNpz, encodeNpz } from './npz'

/** The array of a .npz file that holds the value without its arrays: JSON in UTF-8. */
const valueName = 'value'

const isArray = (value: unknown): value is NpyData => ArrayBuffer.isView(value)

/**
 * A plain value with typed arrays somewhere in it as the bytes of one .npz file: an array each, and the rest as JSON
 * that names them where they stand.
 */
export function packValue(value: unknown): Uint8Array {
  const arrays: Record<string, NpyArray> = {}
  const json = JSON.stringify(value, (_key, held: unknown) => {
    if (!isArray(held)) return held
    const array = `array-${Object.keys(arrays).length}`
    arrays[array] = { data: held, shape: [held.length] }
    return { array }
  })
  const data = new TextEncoder().encode(json)
  return encodeNpz({ [valueName]: { data, shape: [data.length] }, ...arrays })
}

const named = v.strictObject({ array: v.string() })

/**
 * Reads what `packValue` wrote and holds it to a schema.
 * @param where the file, for the error's sentence
 * @throws BrenierError `file-format`, also where the value is another than the schema says
 */
export function unpackValue<S extends v.GenericSchema>(
  bytes: Uint8Array,
  where: string,
  schema: S,
): v.InferOutput<S> {
  const arrays = decodeNpz(bytes, where)
  const unfit = (what: string) =>
    new BrenierError('file-format', `Expected a value with its arrays in ${where}, got ${what}.`)
  const json = arrays[valueName]?.data
  if (!(json instanceof Uint8Array)) throw unfit('no value')
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder().decode(json), (_key, held: unknown) => {
      const name = v.safeParse(named, held)
      return name.success ? arrays[name.output.array]?.data : held
    })
  } catch (error) {
    throw unfit(`no JSON: ${asBrenierError(error).message}`)
  }
  const outcome = v.safeParse(schema, value)
  if (outcome.success) return outcome.output
  const [issue] = outcome.issues
  throw unfit(`at ${v.getDotPath(issue) ?? 'its top'}: ${issue.message}`)
}
