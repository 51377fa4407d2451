import * as v from 'valibot'
import { BrenierError, asBrenierError } from '../../../shared/errors'
import { decodeSafetensors } from '../../data/safetensors'
import type { NamedArrays } from '../../nn/weights'

/** Arrays of a safetensors file with the JSON in its metadata under `brenier`. */
export interface DescribedWeights<Description> {
  readonly arrays: NamedArrays
  readonly description: Description
}

/**
 * Reads a safetensors file that says what its arrays are.
 * @param schema of its description
 * @param where the file, for the error's sentence
 * @throws BrenierError `file-format` and what the safetensors reader throws
 */
export function decodeDescribed<Schema extends v.GenericSchema>(
  bytes: Uint8Array,
  schema: Schema,
  where: string,
): DescribedWeights<v.InferOutput<Schema>> {
  const { arrays, metadata } = decodeSafetensors(bytes, where)
  const text = metadata['brenier']
  if (text === undefined) {
    throw new BrenierError(
      'file-format',
      `Expected a model saved by Brenier in ${where}, got weights without its settings.`,
    )
  }
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    throw new BrenierError(
      'file-format',
      `The settings of the model in ${where} are no JSON: ${asBrenierError(error).message}.`,
    )
  }
  const outcome = v.safeParse(schema, parsed)
  if (outcome.success) return { arrays, description: outcome.output }
  const issue = outcome.issues[0]
  throw new BrenierError(
    'file-format',
    `The settings of the model in ${where} do not fit: at ${v.getDotPath(issue) ?? 'their top'}: ${issue.message}.`,
  )
}

/** Arrays with `prefix` before each name. */
export function prefixed(prefix: string, arrays: NamedArrays): NamedArrays {
  return Object.fromEntries(Object.entries(arrays).map(([name, array]) => [prefix + name, array]))
}

/** The arrays whose names begin with `prefix`, by the rest of them. */
export function without(prefix: string, arrays: NamedArrays): NamedArrays {
  const held = Object.entries(arrays).filter(([name]) => name.startsWith(prefix))
  return Object.fromEntries(held.map(([name, array]) => [name.slice(prefix.length), array]))
}
