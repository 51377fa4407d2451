import type { LatentPath, ModelParameters, StudyView } from '../../shared/contracts/study'
import { openData } from '../data/open'
import type { DataSet } from '../data/picture-set'
import { Study, type DataOrigin, type StudyParameters } from './study'
import { defaultParameters } from './recipe'
import type { Tools } from './tools'

/** What a study grows from: a recipe that was read, or data with default parameters. */
export interface StudySeed {
  readonly title: string
  readonly data:
    { readonly kind: 'sample'; readonly name: string } | { readonly kind: 'path'; readonly path: string }
  /** Null proposes parameters that fit the data. */
  readonly parameters: Partial<StudyParameters> | null
  readonly paths: readonly LatentPath[]
}

export const emptyView: StudyView = {
  page: 'latent',
  camera: null,
  colourBy: 'class',
  hiddenCategories: [],
  threshold: null,
  showSingularSet: true,
  showPictures: true,
  paths: [],
  activePath: null,
  selections: [],
  showNames: false,
  projection: 'perspective',
}

/** Above this many values a picture's dense layers grow larger than strided convolutions of the same quality. */
const densePictures = 32 * 32 * 3

/** Filters of the first convolution: more cost much and gain little on pictures of these sizes. */
const proposedFilters = 16

/**
 * A model that fits the pictures, for a person who has not chosen one.
 * @param kind where that much was chosen: a width for dense layers is far too many filters for a convolution
 */
export function proposedModel(data: DataSet, kind?: ModelParameters['kind']): ModelParameters {
  const { model } = defaultParameters
  if (data.kind === 'points') return model
  const large = data.height * data.width * data.channels > densePictures
  const proposed = kind ?? (large ? 'ae-conv' : 'ae-dense')
  return {
    ...model,
    kind: proposed,
    latent: large ? 32 : model.latent,
    width: proposed === 'ae-conv' ? proposedFilters : model.width,
  }
}

/**
 * Opens the data and makes a study of it, with nothing computed yet.
 * @throws BrenierError of the data readers
 */
export async function createStudy(
  id: string,
  title: string,
  seed: StudySeed,
  tools: Pick<Tools, 'resources'>,
): Promise<Study> {
  const { data: from } = seed
  const origin: DataOrigin = from.kind === 'sample' ? from : { kind: 'file', path: from.path }
  const source = from.kind === 'sample' ? from.name : from.path
  const data = await openData(source, { resources: tools.resources, sample: from.kind === 'sample' })
  const parameters: StudyParameters = { ...defaultParameters, model: proposedModel(data), ...seed.parameters }
  const [first] = seed.paths
  return new Study(id, title, data, origin, parameters, {
    ...emptyView,
    paths: [...seed.paths],
    activePath: first?.id ?? null,
  })
}
