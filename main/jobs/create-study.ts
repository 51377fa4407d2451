import type { LatentPath, StudyView } from '../../shared/contracts/study'
import { defaultModel, proposedModel } from '../../shared/model-defaults'
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
  shownCodes: 'real',
  showNames: false,
  projection: 'perspective',
}

/** Points are their own codes: their model is never trained. */
const proposedFor = (data: DataSet) => (data.kind === 'pictures' ? proposedModel(data) : defaultModel)

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
  const parameters: StudyParameters = { ...defaultParameters, model: proposedFor(data), ...seed.parameters }
  const [first] = seed.paths
  return new Study(id, title, data, origin, parameters, {
    ...emptyView,
    paths: [...seed.paths],
    activePath: first?.id ?? null,
  })
}
