import type { LatentPath, StudyView } from '../../../shared/contracts/study'
import { defaultModel, proposedModel } from '../../../shared/model-defaults'
import { readCodesSet } from '../../data/codes-set'
import { openData } from '../../data/open'
import type { DataSet } from '../../data/picture-set'
import type { OwnNets } from '../../../shared/contracts/own-model'
import { attachOwnModel } from '../own-model/attach'
import { Study, type DataOrigin, type StudyParameters } from './study'
import { defaultParameters } from './recipe'
import type { Tools } from '../tools'

/** What a study grows from: a recipe that was read, or data with default parameters. */
export interface StudySeed {
  readonly title: string
  readonly data: DataOrigin
  /** A model of the person's own, its files by their paths; null: none. */
  readonly nets?: OwnNets | null
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
  ownPictures: [],
  grid: null,
  shownCodes: 'real',
  showNames: false,
  projection: 'perspective',
}

/** Points are their own codes: their model is never trained. */
const proposedFor = (data: DataSet) => (data.kind === 'pictures' ? proposedModel(data) : defaultModel)

function openOrigin(origin: DataOrigin, resources: string): Promise<DataSet> {
  switch (origin.kind) {
    case 'sample':
      return openData(origin.name, { resources, sample: true })
    case 'file': {
      const { path, fitting } = origin
      const sized = fitting && { size: { height: fitting.height, width: fitting.width }, resize: fitting.fit }
      return openData(path, { resources, sample: false, ...sized })
    }
    case 'codes':
      return readCodesSet(origin, { resources, sample: false })
  }
}

/**
 * Opens the data and makes a study of it, with nothing computed yet.
 * @throws BrenierError of the data readers, and of the nets of a model of the person's own
 */
export async function createStudy(
  id: string,
  title: string,
  seed: StudySeed,
  tools: Pick<Tools, 'resources'>,
): Promise<Study> {
  const data = await openOrigin(seed.data, tools.resources)
  const parameters: StudyParameters = { ...defaultParameters, model: proposedFor(data), ...seed.parameters }
  const [first] = seed.paths
  const study = new Study(id, title, data, seed.data, parameters, {
    ...emptyView,
    paths: [...seed.paths],
    activePath: first?.id ?? null,
  })
  if (seed.nets) await attachOwnModel(study, seed.nets, null)
  return study
}
