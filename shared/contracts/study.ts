import * as v from 'valibot'
import { asBrenierError } from '../errors'
import { checkObjective } from '../objectives'
import { rangesPattern } from '../index-set'
import { mapperMethods } from '../mapper-settings'
import { count, finite, listOf, measured, text } from './arrays'
import { latentGrid } from './grid'
import { mapperParameters } from './mapper'
import { ownModelSummary } from './own-model'
import { mostOwnPictures } from './own-pictures'

/** Where a stage of a study stands. `stale`: what it was made from has changed since. */
export const stageState = v.picklist(['none', 'running', 'paused', 'done', 'failed', 'stale'])
export type StageState = v.InferOutput<typeof stageState>

export const stageName = v.picklist(['data', 'model', 'codes', 'transport', 'facets', 'cloud'])
export type StageName = v.InferOutput<typeof stageName>

/** One size for all pictures of a set, and how those of other proportions are brought to it. */
export const setFitting = v.strictObject({
  height: v.pipe(count(), v.minValue(4), v.maxValue(1024)),
  width: v.pipe(count(), v.minValue(4), v.maxValue(1024)),
  fit: v.picklist(['crop', 'fit']),
})
export type SetFitting = v.InferOutput<typeof setFitting>

/** A data set by the name of a sample that ships, or files the person has granted, by their tokens. */
export const dataSource = v.variant('kind', [
  v.strictObject({ kind: v.literal('sample'), name: text() }),
  v.strictObject({ kind: v.literal('granted'), token: text(), fitting: v.optional(setFitting) }),
  /** Codes with what is known of them: a table with a line a code, a picture a code. */
  v.strictObject({
    kind: v.literal('codes'),
    codes: text(),
    metadata: v.nullable(text()),
    pictures: v.nullable(text()),
  }),
])
export type DataSource = v.InferOutput<typeof dataSource>

export const category = v.strictObject({ name: text(), count: count() })
export type Category = v.InferOutput<typeof category>

export const dataSummary = v.strictObject({
  kind: v.picklist(['pictures', 'points']),
  name: text(),
  count: count(),
  /** Height, width and channels of a picture; 1 × dimension × 1 for points. */
  height: count(),
  width: count(),
  channels: count(),
  classes: listOf(category),
  attributes: listOf(v.strictObject({ name: text(), values: listOf(category) })),
  warnings: listOf(text()),
})
export type DataSummary = v.InferOutput<typeof dataSummary>

/** What a model is trained for, held to the table of `objectives`. */
export const objective = v.pipe(
  v.unknown(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    try {
      return checkObjective(dataset.value)
    } catch (error) {
      addIssue({ message: asBrenierError(error).message })
      return NEVER
    }
  }),
)

/** In the order they are offered. */
export const netKinds = ['ae-conv', 'ae-dense', 'ae-resnet', 'ae-gated'] as const

export const modelParameters = v.strictObject({
  /** Studies saved before there was a choice have plain autoencoders. */
  objective: v.optional(objective, { kind: 'ae' }),
  kind: v.picklist(netKinds),
  latent: v.pipe(count(), v.minValue(1), v.maxValue(1024)),
  width: v.pipe(count(), v.minValue(1), v.maxValue(4096)),
  learningRate: v.pipe(finite(), v.minValue(1e-8), v.maxValue(1)),
  beta1: v.pipe(finite(), v.minValue(0), v.maxValue(0.9999)),
  beta2: v.pipe(finite(), v.minValue(0), v.maxValue(0.999999)),
  batch: v.pipe(count(), v.minValue(1), v.maxValue(4096)),
  epochs: v.pipe(count(), v.minValue(1), v.maxValue(100_000)),
  /** Epochs of the decoder alone after these, the encoder frozen. Studies saved before there were such have none. */
  refineEpochs: v.optional(v.pipe(count(), v.maxValue(100_000)), 0),
  heldOut: v.pipe(finite(), v.minValue(0.01), v.maxValue(0.5)),
  seed: count(),
})
export type ModelParameters = v.InferOutput<typeof modelParameters>

/** What noise is drawn from, by name: the disc for codes of two dimensions, the ball for three, the others for any. */
export const noiseNames = ['cube', 'gaussian', 'disc', 'ball'] as const

/** Noise that is uniform on the convex hull of points, as many numbers each as the codes have: two or three. */
const hullNoise = v.strictObject({
  points: listOf(v.pipe(v.array(finite()), v.minLength(1), v.maxLength(3))),
})

export const noiseSource = v.union([v.picklist(noiseNames), hullNoise])
export type NoiseSource = v.InferOutput<typeof noiseSource>

export const transportParameters = v.strictObject({
  /** `auto`: Newton for noise uniform on a domain of two or three dimensions, stochastic elsewhere. `paper`: the settings of the official code. */
  method: v.picklist(['auto', 'newton2d', 'newton3d', 'stochastic', 'paper']),
  source: noiseSource,
  tolerance: v.pipe(finite(), v.minValue(1e-12), v.maxValue(1)),
  /** Time the stochastic solver may take, seconds; it is turned into a number of samples before it starts. */
  seconds: v.pipe(finite(), v.minValue(0.1), v.maxValue(86_400)),
  /** Codes used as targets; 0 means all. */
  targets: count(),
  seed: count(),
})
export type TransportParameters = v.InferOutput<typeof transportParameters>

export const facetParameters = v.strictObject({
  /** Noise points drawn to find facets; exact diagrams ignore it. */
  samples: v.pipe(count(), v.minValue(1000), v.maxValue(50_000_000)),
  seed: count(),
})
export type FacetParameters = v.InferOutput<typeof facetParameters>

export const cloudParameters = v.strictObject({
  method: v.picklist(['tsne', 'pca']),
  dimensions: v.picklist([2, 3]),
  perplexity: v.pipe(finite(), v.minValue(1), v.maxValue(1000)),
  iterations: v.pipe(count(), v.minValue(1), v.maxValue(100_000)),
  degreesOfFreedom: v.picklist([1, 2]),
  seed: count(),
})
export type CloudParameters = v.InferOutput<typeof cloudParameters>

/** How a facet counts as singular: by the angle θ of its two planes (radians) or by the distance ε of its codes. */
export const threshold = v.strictObject({
  test: v.picklist(['angle', 'distance']),
  value: v.pipe(finite(), v.minValue(0)),
})
export type Threshold = v.InferOutput<typeof threshold>

const position = v.tuple([finite(), finite(), finite()])

export const waypoint = v.variant('kind', [
  /** A picture of the set: its own code. */
  v.strictObject({ kind: v.literal('picture'), index: count() }),
  /** A place in the cloud, not yet resolved to codes. */
  v.strictObject({ kind: v.literal('place'), position }),
  /** A picture of one's own, beside the set: its code is what the model makes of it. */
  v.strictObject({ kind: v.literal('own'), id: text() }),
  /** A resolved place: the weighted mean of the codes of its nearest embedded points. */
  v.strictObject({
    kind: v.literal('mean'),
    position,
    indices: v.pipe(v.array(count()), v.minLength(1), v.maxLength(64)),
    weights: v.pipe(v.array(finite()), v.minLength(1), v.maxLength(64)),
  }),
])
export type Waypoint = v.InferOutput<typeof waypoint>

/** `noise` and `learned` go through the noise of the optimal map and of the learned one. */
export const pathRule = v.picklist(['straight', 'spherical', 'noise', 'learned', 'around'])
export type PathRule = v.InferOutput<typeof pathRule>

/** Items as ranges: "3,17-40". Every other one of two million items takes 8 MB. */
const itemRanges = () =>
  v.pipe(v.string(), v.maxLength(8_000_000), v.regex(rangesPattern, 'Expected ranges of items.'))

/** Some items of the set: those of a value of `class` or an attribute, those of a selection, or all but the other group's. */
export const itemGroup = v.variant('kind', [
  v.strictObject({ kind: v.literal('category'), field: text(), value: text() }),
  /** As ranges: "3,17-40". What the selection was, whatever becomes of its name. */
  v.strictObject({ kind: v.literal('items'), name: text(), items: itemRanges() }),
  v.strictObject({ kind: v.literal('rest') }),
])
export type ItemGroup = v.InferOutput<typeof itemGroup>

/** From the mean code of `minus` to that of `plus`, times `strength`. */
export const pathDirection = v.strictObject({
  plus: itemGroup,
  minus: itemGroup,
  strength: v.pipe(finite(), v.minValue(0.05), v.maxValue(10)),
})
export type PathDirection = v.InferOutput<typeof pathDirection>

export const latentPath = v.pipe(
  v.strictObject({
    id: text(),
    name: text(),
    rule: pathRule,
    steps: v.pipe(count(), v.minValue(8), v.maxValue(64)),
    waypoints: v.pipe(v.array(waypoint), v.minLength(1), v.maxLength(64)),
    /** A second rule that the same path is held against. */
    against: v.optional(pathRule),
    /** The path goes through its one waypoint along ± this direction. */
    direction: v.optional(pathDirection),
  }),
  v.check(
    ({ waypoints, direction }) => (direction ? waypoints.length === 1 : waypoints.length >= 2),
    'Expected two waypoints or more, or one and a direction.',
  ),
)
export type LatentPath = v.InferOutput<typeof latentPath>

export const cameraState = v.strictObject({ position, target: position })
export type CameraState = v.InferOutput<typeof cameraState>

/** Items kept under a name. */
export const namedSelection = v.strictObject({
  name: text(),
  items: itemRanges(),
})
export type NamedSelection = v.InferOutput<typeof namedSelection>

/** A picture of one's own, beside the set. Its pixels are the engine's. */
export const ownPicture = v.strictObject({ id: text(), name: text() })
export type OwnPictureName = v.InferOutput<typeof ownPicture>

/** What the window shows of a study and what is saved with it beside the computed parts. */
export const studyView = v.strictObject({
  page: v.picklist(['data', 'train', 'transport', 'latent', 'modes', 'compare']),
  camera: v.nullable(cameraState),
  /** `class`, or the name of an attribute. */
  colourBy: text(),
  hiddenCategories: listOf(text()),
  threshold: v.nullable(threshold),
  showSingularSet: v.boolean(),
  showPictures: v.boolean(),
  paths: listOf(latentPath),
  activePath: v.nullable(text()),
  /** Studies saved before selections could be kept have none. */
  selections: v.optional(listOf(namedSelection), []),
  ownPictures: v.optional(v.pipe(v.array(ownPicture), v.maxLength(mostOwnPictures)), []),
  /** The grid between three pictures that is shown. */
  grid: v.optional(v.nullable(latentGrid), null),
  /** Codes of the data, codes drawn from the generator, or both. */
  shownCodes: v.optional(v.picklist(['real', 'generated', 'both']), 'real'),
  showNames: v.optional(v.boolean(), false),
  /** How a cloud in space is seen; one in the plane is always seen with parallel rays. */
  projection: v.optional(v.picklist(['perspective', 'parallel']), 'perspective'),
})
export type StudyView = v.InferOutput<typeof studyView>

export const transportReport = v.strictObject({
  method: text(),
  source: text(),
  exact: v.boolean(),
  converged: v.boolean(),
  relativeRms: finite(),
  worstCell: finite(),
  emptyCells: count(),
  dualBound: measured(),
  primalCost: measured(),
  gap: measured(),
  noiseFloor: measured(),
  samples: count(),
  steps: count(),
  targets: count(),
  dimension: count(),
  seconds: finite(),
})
export type TransportReport = v.InferOutput<typeof transportReport>

/**
 * What new codes of a run are drawn by: the study's optimal map onto them, the prior of its model, a learned map by its
 * method, or the Gaussian of its codes.
 */
export const generator = v.picklist(['map', 'prior', ...mapperMethods, 'gaussian'])
export type Generator = v.InferOutput<typeof generator>

/** A training of the study: the one that made its model, or a former one to return to. */
export const runSummary = v.strictObject({
  id: text(),
  name: text(),
  parameters: modelParameters,
  /** Epochs finished, of those planned. */
  epoch: count(),
  epochs: count(),
  trainLoss: measured(),
  heldOutLoss: measured(),
  seconds: finite(),
  /** Epochs kept on disk, and the bytes they take there. */
  kept: count(),
  bytes: count(),
  /** What its codes can be drawn by as the study stands; empty for a run of which nothing is kept. */
  generators: listOf(generator),
})
export type RunSummary = v.InferOutput<typeof runSummary>

/** Whether there is a generated sample, and what of its generator has changed since it was drawn. */
export const modesState = v.strictObject({
  revision: count(),
  changed: v.nullable(v.picklist(['codes', 'map', 'mapper'])),
})
export type ModesState = v.InferOutput<typeof modesState>

export const studySummary = v.strictObject({
  id: text(),
  name: text(),
  /** Where the study lies on disk, as shown to the person; null before its first save. */
  location: v.nullable(text()),
  saved: v.boolean(),
  /** Why it could not be kept by itself after the last stage; null once it is kept. */
  saveProblem: v.nullable(text()),
  stages: v.strictObject({
    data: stageState,
    model: stageState,
    codes: stageState,
    transport: stageState,
    facets: stageState,
    cloud: stageState,
  }),
  data: v.nullable(dataSummary),
  /** Whether a model is trained for the codes; else they came with the data, or their model is the person's own. */
  trains: v.boolean(),
  /** Whether there is a decoder that makes pictures of codes. */
  decodes: v.boolean(),
  /** Whether a picture that is not of the set can be given a code. */
  encodes: v.boolean(),
  /** Coordinates of a code; null before a model says it. */
  latent: v.nullable(count()),
  parameters: v.strictObject({
    model: modelParameters,
    transport: transportParameters,
    facets: facetParameters,
    cloud: cloudParameters,
  }),
  model: v.nullable(
    v.strictObject({
      /** The run it is of, as it was after `epoch` of its epochs. */
      run: text(),
      /** Its objective and code size: "vae 8-d". */
      name: text(),
      kind: v.picklist(netKinds),
      latent: count(),
      /** Whether its training gave its codes a distribution that new ones can be drawn from. */
      prior: v.boolean(),
      weights: count(),
      epoch: count(),
      epochs: count(),
      trainLoss: measured(),
      heldOutLoss: measured(),
      seconds: finite(),
    }),
  ),
  /** The person's own model, in place of a trained one. */
  ownModel: v.nullable(ownModelSummary),
  /** The run of the model first, then the newest. */
  runs: listOf(runSummary),
  transport: v.nullable(transportReport),
  facets: v.nullable(v.strictObject({ count: count(), exact: v.boolean(), suggested: threshold })),
  cloud: v.nullable(
    v.strictObject({
      method: v.picklist(['tsne', 'pca']),
      dimensions: count(),
      iteration: count(),
      iterations: count(),
      kl: measured(),
    }),
  ),
  /** The generated sample that the Modes view shows; null before one is drawn. */
  modes: v.nullable(modesState),
  /** The learned map from noise to the codes. */
  mapper: v.nullable(
    v.strictObject({
      parameters: mapperParameters,
      /** Whether it is of the codes as they are; else it is to be trained again. */
      fits: v.boolean(),
      step: count(),
      seconds: finite(),
      /** The last point of its curve. */
      figures: v.record(text(), finite()),
    }),
  ),
  view: studyView,
  /** Parts of the saved study that could not be read, each in one sentence. */
  damaged: listOf(text()),
})
export type StudySummary = v.InferOutput<typeof studySummary>
