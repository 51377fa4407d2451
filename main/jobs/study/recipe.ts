import * as v from 'valibot'
import {
  cloudParameters,
  facetParameters,
  latentPath,
  modelParameters,
  setFitting,
  transportParameters,
  type CloudParameters,
  type FacetParameters,
  type ModelParameters,
  type TransportParameters,
} from '../../../shared/contracts/study'
import { ownNets } from '../../../shared/contracts/own-model'
import { BrenierError, asBrenierError } from '../../../shared/errors'
import { defaultModel } from '../../../shared/model-defaults'
import { itemCount } from '../../data/picture-set'
import type { Study } from './study'

/** Files of codes by their paths, as recipes and studies have them. */
export const codesFiles = {
  codes: v.string(),
  metadata: v.nullable(v.string()),
  pictures: v.nullable(v.string()),
}

/** What makes a study: data by sample name or path, and the parameters of every stage. */
export const studyRecipe = v.strictObject({
  format: v.literal('brenier-recipe'),
  version: v.literal(1),
  name: v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/)),
  title: v.string(),
  description: v.string(),
  /** A short line for the card: size, expected time. */
  facts: v.string(),
  data: v.variant('kind', [
    v.strictObject({ kind: v.literal('sample'), name: v.string() }),
    v.strictObject({ kind: v.literal('path'), path: v.string(), fitting: v.optional(setFitting) }),
    v.strictObject({ kind: v.literal('codes'), ...codesFiles }),
  ]),
  /** Null where codes came with the data. */
  model: v.nullable(modelParameters),
  /** A model of the person's own, its files by their paths; none where one is trained or codes came alone. */
  nets: v.optional(v.nullable(ownNets), null),
  transport: transportParameters,
  facets: facetParameters,
  cloud: cloudParameters,
  paths: v.array(latentPath),
})
export type StudyRecipe = v.InferOutput<typeof studyRecipe>

export const defaultParameters: {
  readonly model: ModelParameters
  readonly transport: TransportParameters
  readonly facets: FacetParameters
  readonly cloud: CloudParameters
} = {
  model: defaultModel,
  transport: { method: 'auto', source: 'cube', tolerance: 0.02, seconds: 30, targets: 0, seed: 1 },
  facets: { samples: 200_000, seed: 1 },
  cloud: { method: 'tsne', dimensions: 3, perplexity: 30, iterations: 750, degreesOfFreedom: 2, seed: 1 },
}

/** A study's name as recipes and files have it. */
export const plainName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '') || 'study'

/** The recipe that makes this study again: its data, the parameters of every stage and its paths. */
export function recipeOf(study: Study): StudyRecipe {
  const { name, origin, data, parameters, view } = study
  const { model, transport, facets, cloud } = parameters
  return {
    format: 'brenier-recipe',
    version: 1,
    name: plainName(name),
    title: name,
    description: `Made from the study “${name}”.`,
    facts: `${itemCount(data)} ${data.kind}`,
    data: origin.kind === 'file' ? { ...origin, kind: 'path' } : origin,
    model: study.trains ? model : null,
    nets: study.ownModel?.chosen ?? null,
    transport,
    facets,
    cloud,
    paths: [...view.paths],
  }
}

/**
 * Reads a recipe's JSON.
 * @param where its file, for the error's sentence
 * @throws BrenierError `file-format` with the field that does not fit
 */
export function parseRecipe(text: string, where: string): StudyRecipe {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    throw new BrenierError(
      'file-format',
      `Expected a recipe in ${where}, got no JSON: ${asBrenierError(error).message}.`,
    )
  }
  const outcome = v.safeParse(studyRecipe, parsed)
  if (outcome.success) return outcome.output
  const issue = outcome.issues[0]
  throw new BrenierError(
    'file-format',
    `The recipe in ${where} does not fit: at ${v.getDotPath(issue) ?? 'its top'}: ${issue.message}. Compare it with a recipe from \`brenier study list\`.`,
  )
}
