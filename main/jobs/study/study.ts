import type { Matrix } from '../../../shared/matrix'
import type {
  CloudParameters,
  FacetParameters,
  ModelParameters,
  SetFitting,
  StageName,
  StageState,
  StudyView,
  Threshold,
  TransportParameters,
  TransportReport,
} from '../../../shared/contracts/study'
import { BrenierError } from '../../../shared/errors'
import type { CodesFiles } from '../../data/codes-set'
import { givenCodes, type DataSet, type PictureSet } from '../../data/picture-set'
import type { Neighbours } from '../../embedding/neighbours'
import type { PictureCoder } from '../../nn/coder'
import type { LearnedMap } from '../../nn/maps/learned-map'
import type { Network } from '../../nn/network'
import type { TrainingCheckpoint } from '../../nn/training'
import type { Transport } from '../../ot/transport'
import type { Facets } from '../../ot/facets'
import type { Normalisation } from '../../ot/normalise'
import type { MeasuredRun } from '../compare/compare-runs'
import type { FoundDiscontinuities } from '../transport/discontinuity'
import type { MeasuredModes } from '../modes/measured-modes'
import type { OwnModel } from '../own-model/own-model'
import type { OwnPicture } from '../own-pictures/own-pictures'
import { mapperFits, methodOf, type Mapper } from '../mappers/mapper-fit'
import type { Run } from '../training/runs'

/** Where the data came from, so that a reopened study can say so and a sample need not be stored. */
export type DataOrigin =
  | { readonly kind: 'sample'; readonly name: string }
  | { readonly kind: 'file'; readonly path: string; readonly fitting?: SetFitting | undefined }
  | ({ readonly kind: 'codes' } & CodesFiles)

/** A trained autoencoder: its network on the backend and the checkpoint training can go on from. */
export interface TrainedModel {
  readonly network: Network
  readonly checkpoint: TrainingCheckpoint
  /** Epochs it is to have: more than the checkpoint's where its training was cut short. */
  readonly epochs: number
  /** The run it is of. */
  readonly run: string
}

/** Codes of all items with their neighbourhoods; the same affine units as the transport's targets. */
export interface Codes {
  /** As the encoder gives them (or the points themselves), [n, d]. */
  readonly raw: Matrix
  /** Centred and scaled: the units of maps, facets and paths. */
  readonly normalised: Matrix
  readonly normalisation: Normalisation
  /** The eight nearest other codes of each code; the fifth's distance is the local spacing. */
  readonly neighbours: Neighbours
  readonly spacing: Float32Array
}

export interface Layout {
  readonly method: 'tsne' | 'pca'
  readonly dimensions: number
  readonly iteration: number
  readonly iterations: number
  readonly kl: number | null
  /** [n, 3]; a layout in the plane has z = 0. */
  readonly positions: Float32Array
}

/** The map with what was measured of it and a point inside each cell. */
export interface SolvedTransport {
  readonly map: Transport
  /** The item (picture) of each target; codes that coincide share the first one's target. */
  readonly items: Uint32Array
  /** Mass of each cell over its target mass, [targets]. */
  readonly cellMass: Float32Array
  /** A point of Ω inside each cell, [targets, d]. */
  readonly centres: Matrix
  readonly report: TransportReport
}

/** The facets of the map's cells, between targets, and a threshold to begin with. */
export interface FoundFacets {
  readonly table: Facets
  readonly suggested: Threshold
}

export interface StudyParameters {
  model: ModelParameters
  transport: TransportParameters
  facets: FacetParameters
  cloud: CloudParameters
}

/** What each stage is made from; a stage that changes makes all that rest on it stale. */
const restsOn: Readonly<Record<StageName, readonly StageName[]>> = {
  data: [],
  model: ['data'],
  codes: ['model'],
  transport: ['codes'],
  facets: ['transport'],
  cloud: ['codes'],
}

export const stageOrder: readonly StageName[] = ['data', 'model', 'codes', 'cloud', 'transport', 'facets']

/** A study in the engine's memory. Each stage is a plain value that the next takes and the study saves. */
export class Study {
  data: DataSet
  origin: DataOrigin
  parameters: StudyParameters
  view: StudyView
  name: string
  /** Folder of the last save or open; null before. */
  location: string | null = null
  saved = false
  /** Why the last save that nobody asked for failed. */
  saveProblem: string | null = null
  damaged: readonly string[] = []

  model: TrainedModel | null = null
  /** The person's own in place of a trained one. */
  ownModel: OwnModel | null = null
  /** Trainings of this study, oldest first. */
  runs: readonly Run[] = []
  codes: Codes | null = null
  transport: SolvedTransport | null = null
  facets: FoundFacets | null = null
  layout: Layout | null = null
  /** Learned maps from noise to the codes, one a method, the newest first. */
  mappers: readonly Mapper[] = []
  /** Learned maps where tensors are computed: they stay open from one step of a drag to the next. */
  readonly openMappers = new Map<Mapper, Promise<LearnedMap>>()
  layoutRevision = 0
  /** The last sample drawn and measured. */
  modes: MeasuredModes | null = null
  /** What was measured of its runs, by their ids. */
  measuredRuns: ReadonlyMap<string, MeasuredRun> = new Map()
  /** Pictures of the person's own that were added since the study was opened; its view says which it has. */
  ownPictures: ReadonlyMap<string, OwnPicture> = new Map()
  /** The last discontinuity test. */
  discontinuities: FoundDiscontinuities | null = null

  readonly stages: Record<StageName, StageState> = {
    data: 'done',
    model: 'none',
    codes: 'none',
    transport: 'none',
    facets: 'none',
    cloud: 'none',
  }

  constructor(
    readonly id: string,
    name: string,
    data: DataSet,
    origin: DataOrigin,
    parameters: StudyParameters,
    view: StudyView,
  ) {
    this.name = name
    this.data = data
    this.origin = origin
    this.parameters = parameters
    this.view = view
  }

  /** Records that a stage was made anew: what rests on it, and stood, is stale now. */
  completed(stage: StageName): void {
    this.stages[stage] = 'done'
    this.saved = false
    const outdated = new Set<StageName>([stage])
    for (const later of stageOrder) {
      if (!restsOn[later].some((base) => outdated.has(base))) continue
      outdated.add(later)
      if (this.stages[later] === 'done') this.stages[later] = 'stale'
    }
  }

  /** Records that a model was trained on behind the same encoder: its codes, and what rests on them, are as before. */
  continued(): void {
    this.stages.model = 'done'
    this.saved = false
  }

  setLayout(layout: Layout): void {
    this.layout = layout
    this.layoutRevision++
  }

  /** Whether a model is trained on the study’s pictures: else their codes came with them, or their model is the person's own. */
  get trains(): boolean {
    return givenCodes(this.data) === null && this.ownModel === null
  }

  /** What stands between pictures and codes, whoever trained it; null where codes have no decoder. */
  get coder(): PictureCoder | null {
    return this.ownModel?.coder ?? this.model?.network ?? null
  }

  /** Whether a picture that is not of the set can be given a code. */
  get encodes(): boolean {
    return this.ownModel ? this.ownModel.coder.encodes : this.model !== null
  }

  /** Puts a person's own model in the place of the study's; its runs stay. */
  takeOwnModel(model: OwnModel): void {
    this.letModelGo()
    this.ownModel = model
    this.completed('model')
  }

  /** Lets the study's model go: one of its runs may be opened, or another trained. */
  letModelGo(): void {
    this.model?.network.dispose()
    this.model = null
    this.ownModel?.coder.dispose()
    this.ownModel = null
  }

  /** @throws BrenierError `missing-stage` for a study of points */
  pictures(): PictureSet {
    if (this.data.kind !== 'pictures') {
      throw new BrenierError('missing-stage', 'This needs pictures, and the study holds points.')
    }
    return this.data
  }

  /** Pictures to train a model on. @throws BrenierError `missing-stage` where their codes came with them */
  trainingPictures(): PictureSet {
    if (this.trains) return this.pictures()
    if (this.ownModel) {
      throw new BrenierError(
        'missing-stage',
        'This study’s model is your own. Let it go in the Train view to train one here.',
      )
    }
    throw new BrenierError(
      'missing-stage',
      'This study’s codes came with its data: there is no model to train. Open the pictures by themselves to train one.',
    )
  }

  /** @throws BrenierError `missing-stage` */
  requireModel(): TrainedModel {
    if (this.ownModel) {
      throw new BrenierError(
        'missing-stage',
        'This needs a model trained here, and this study’s is your own.',
      )
    }
    if (!this.trains) throw codesAlone()
    return present(this.model, 'a trained model', 'Train one first.')
  }

  /** @throws BrenierError `missing-stage` */
  requireCoder(): PictureCoder {
    if (!this.coder && !this.trains) throw codesAlone()
    return present(this.coder, 'a trained model', 'Train one first.')
  }

  /** @throws BrenierError `missing-stage` */
  requireCodes(): Codes {
    return present(this.codes, 'codes', 'Train a model first.')
  }

  /** @throws BrenierError `missing-stage` */
  requireTransport(): SolvedTransport {
    return present(this.transport, 'a transport map', 'Solve the map first.')
  }

  /** @throws BrenierError `missing-stage` */
  requireLayout(): Layout {
    return present(this.layout, 'a cloud', 'Embed the codes first.')
  }

  /** @throws BrenierError `missing-stage` without one, or where it is of other codes than the study's */
  requireMapper(): Mapper {
    const remedy = 'Train one in the Transport view, or by `brenier mapper train`.'
    const mapper = present(this.mapper, 'a mapper', remedy)
    if (mapperFits(mapper, this.codes)) return mapper
    throw new BrenierError(
      'missing-stage',
      `The study’s mapper is of former codes, and the study has others now. ${remedy}`,
    )
  }

  dispose(): void {
    this.letModelGo()
    this.closeMappers(() => true)
  }

  /** The learned map trained last. */
  get mapper(): Mapper | null {
    return this.mappers[0] ?? null
  }

  /** Keeps a learned map, instead of an earlier one of its method and of those of former codes. */
  keepMapper(mapper: Mapper): void {
    const others = this.mappers.filter(
      (other) => methodOf(other) !== methodOf(mapper) && mapperFits(other, this.codes),
    )
    this.mappers = [mapper, ...others]
    this.saved = false
    this.closeMappers((open) => !this.mappers.includes(open))
  }

  private closeMappers(which: (mapper: Mapper) => boolean): void {
    for (const [mapper, map] of this.openMappers) {
      if (!which(mapper)) continue
      this.openMappers.delete(mapper)
      // One that did not open has nothing to give back.
      map.then(
        (open) => open.dispose(),
        () => undefined,
      )
    }
  }
}

const codesAlone = (): BrenierError =>
  new BrenierError(
    'missing-stage',
    'This needs a model that decodes, and this study has codes alone. Give it your decoder in the Train view.',
  )

function present<T>(value: T | null, what: string, remedy: string): T {
  if (value === null)
    throw new BrenierError('missing-stage', `This needs ${what}, and the study has none yet. ${remedy}`)
  return value
}
