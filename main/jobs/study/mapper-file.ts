import * as v from 'valibot'
import { mapSpec, mapTraining } from '../../../shared/contracts/mapper'
import type { MapperMethod } from '../../../shared/mapper-settings'
import { BrenierError, asBrenierError } from '../../../shared/errors'
import { decodeSafetensors, safetensorsPieces } from '../../data/safetensors'
import type { Mapper } from '../mappers/mapper-fit'
import { figures } from './model-file'
import { normalisation } from './study-content'

/** The part of a saved study that holds its newest mapper, and those of its others by their methods. */
export const mapperPart = 'mapper.safetensors'
export const otherMapperPart = (method: MapperMethod): string => `mapper-${method}.safetensors`

/**
 * A mapper as one safetensors file: the arrays are its weights, the rest is JSON in the file's metadata under `brenier`.
 * @returns the file in pieces that follow one another and share the weights' memory
 */
export function mapperPieces({ checkpoint, normalisation }: Mapper): Uint8Array[] {
  const { weights, ...rest } = checkpoint
  const { centre, scale } = normalisation
  const facts = { ...rest, normalisation: { centre: [...centre], scale } }
  return safetensorsPieces(weights, { brenier: JSON.stringify(facts) })
}

const finite = v.pipe(v.number(), v.finite())
const restSchema = v.strictObject({
  format: v.literal(1),
  spec: mapSpec,
  training: mapTraining,
  step: finite,
  seconds: finite,
  losses: v.array(v.strictObject({ step: finite, figures })),
  normalisation,
})

/**
 * Reads a mapper's file.
 * @param where the file, for the error's sentence
 * @throws BrenierError `file-format` and what the safetensors reader throws
 */
export function decodeMapper(bytes: Uint8Array, where: string): Mapper {
  const { arrays, metadata } = decodeSafetensors(bytes, where)
  let parsed: unknown
  try {
    parsed = JSON.parse(metadata['brenier'] ?? 'null')
  } catch (error) {
    throw unfit(where, `no JSON: ${asBrenierError(error).message}`)
  }
  const outcome = v.safeParse(restSchema, parsed)
  if (!outcome.success) {
    const [issue] = outcome.issues
    throw unfit(where, `at ${v.getDotPath(issue) ?? 'their top'}: ${issue.message}`)
  }
  const { normalisation: saved, ...rest } = outcome.output
  return {
    checkpoint: { ...rest, weights: arrays },
    normalisation: { centre: Float64Array.from(saved.centre), scale: saved.scale },
  }
}

const unfit = (where: string, what: string) =>
  new BrenierError(
    'file-format',
    `Expected the settings of a mapper in ${where}, got ${what}. Train it again.`,
  )
