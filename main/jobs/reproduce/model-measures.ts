import { matrix, row, selectRows, type Matrix } from '../../../shared/matrix'
import { mapperSettings } from '../../../shared/mapper-settings'
import { random } from '../../../shared/random'
import { checkObjective, defaultObjective, type ObjectiveSpec } from '../../../shared/objectives'
import { neighbourAccuracy } from '../../metrics/nearest-neighbour-accuracy'
import { binarised } from '../../nn/binarise'
import { gatherPixels } from '../../nn/batches'
import type { LabelledPictures } from '../../nn/classifier-trainer'
import { decodeCodes } from '../../nn/decode'
import { drawCodes } from '../../nn/draw'
import { drawNoise } from '../../nn/maps/draws'
import type { LearnedMap } from '../../nn/maps/learned-map'
import { defaultSpec } from '../../nn/spec'
import { defaultTraining, type TrainingSettings } from '../../nn/training'
import type { NamedArrays } from '../../nn/weights'
import { denormalise, fitNormalisation, normalise } from '../../ot/normalise'
import { gaussianDraws } from '../transport/gaussian-draws'
import type { JobHandle } from '../job-manager'
import type { Tools } from '../tools'
import { withLearned } from './learn'
import { mapOnto, mixedCodes } from './mixed-codes'
import type { PictureData } from './picture-data'
import type { PictureScores } from './picture-judge'
import { reconstructionError } from './reconstruction-error'
import { withTrained, type Trained } from './train'

/** How much is done. */
export interface ModelScale {
  readonly epochs: number
  /** Draws of each generator. */
  readonly draws: number
  /** Computing time of the semi-discrete map. */
  readonly mapSeconds: number
  readonly mapperSteps: number
}

export const latent = 8
/** θ̂ of Brenier AE-OT on MNIST and Fashion-MNIST. */
export const singularAngle = 0.75
/** Nearest training codes that vote: Symmetric Wasserstein Autoencoders, Table 1. */
const voters = 5

const swae = (beta: number) => checkObjective({ ...defaultObjective('swae'), beta })

const gan = (change: object) => checkObjective({ ...defaultObjective('gan'), ...change })
const adversarial = { beta1: 0.5, schedule: { kind: 'constant' } } as const

/** Models whose training gives the codes a distribution to draw from, with what differs from the usual training. */
const withPrior = {
  vae: { objective: defaultObjective('vae'), settings: {} },
  'wae-mmd': { objective: defaultObjective('wae-mmd'), settings: {} },
  'wae-gan': { objective: defaultObjective('wae-gan'), settings: { learningRate: 1e-3 } },
  'swae 1': { objective: swae(1), settings: {} },
  'swae 0.5': { objective: swae(0.5), settings: {} },
  'swae 0': { objective: swae(0), settings: {} },
  glo: { objective: defaultObjective('glo'), settings: {} },
  gan: { objective: gan({}), settings: { ...adversarial, learningRate: 1e-3 } },
  wgan: {
    objective: gan({ loss: 'wasserstein', discriminatorSteps: 2, bound: 0.05 }),
    settings: { ...adversarial, learningRate: 1e-3 },
  },
  'wgan-qc': { objective: defaultObjective('wgan-qc'), settings: { ...adversarial, learningRate: 1e-3 } },
} as const
export type PriorKey = keyof typeof withPrior

export const learnedKeys = ['otgen', 'ottrans', 'kantorovich'] as const
export type LearnedKey = (typeof learnedKeys)[number]

/** The encoder of a GAN inverts it: it is no autoencoder's, and is not measured as one. */
const games = ['gan', 'wgan', 'wgan-qc'] as const
type GameKey = (typeof games)[number]
const isAutoencoder = (key: PriorKey): key is Exclude<PriorKey, GameKey> =>
  games.every((game) => game !== key)

/** What pictures come from. */
export type DrawnKey =
  'real' | 'reconstructed' | 'map' | 'refined' | LearnedKey | 'gaussian' | 'glann' | PriorKey
export type ModelKey = 'ae' | 'refined' | Exclude<PriorKey, GameKey>

/** What a judge says of draws, a value for each seed. */
export type DrawnValues = { readonly [Measure in keyof PictureScores]: number[] }
export interface ModelValues {
  readonly neighbours: number[]
  /** Squared error of held-out pictures, per value and per picture. */
  readonly perValue: number[]
  readonly perPicture: number[]
}

/** Which models are measured, and how. */
export interface MeasuredModels {
  /** The autoencoder with each way to draw its codes. */
  readonly autoencoder: boolean
  readonly priors: readonly PriorKey[]
  /** Pictures are binarised: anew in each step of a training, once to be encoded and reconstructed. */
  readonly binarise: boolean
}

export interface ModelMeasures {
  readonly drawn: ReadonlyMap<DrawnKey, DrawnValues>
  readonly models: ReadonlyMap<ModelKey, ModelValues>
  /** Draws of the first seed to be looked at, [shown, height, width, channels] each. */
  readonly looks: ReadonlyMap<DrawnKey, Uint8Array>
  /** Interpolations in the noise of learned maps of the first seed, [segments · shown, height, width, channels] each. */
  readonly strips: ReadonlyMap<LearnedKey, Uint8Array>
}

/** Draws of each generator that are kept to be looked at, and steps of an interpolation. */
export const shownDraws = 14
/** Interpolations of each learned map. */
const segments = 3

/**
 * @param more is called whenever another model is measured, with the measures so far
 * @throws BrenierError `cancelled`, `training-diverged`
 */
export async function measureModels(
  data: PictureData,
  which: MeasuredModels,
  scale: ModelScale,
  seeds: readonly number[],
  tools: Tools,
  job: JobHandle,
  more: (measures: ModelMeasures) => void,
): Promise<ModelMeasures> {
  const measuring = new Measuring(data, which, scale, tools, job)
  for (const seed of seeds) {
    if (which.autoencoder) {
      await measuring.transport(seed)
      more(measuring)
    }
    for (const key of which.priors) {
      await measuring.prior(key, seed)
      more(measuring)
    }
  }
  return measuring
}

class Measuring implements ModelMeasures {
  readonly drawn = new Map<DrawnKey, DrawnValues>()
  readonly models = new Map<ModelKey, ModelValues>()
  readonly looks = new Map<DrawnKey, Uint8Array>()
  readonly strips = new Map<LearnedKey, Uint8Array>()
  /** As the models see them outside training. */
  private readonly seen: LabelledPictures

  constructor(
    private readonly data: PictureData,
    private readonly which: MeasuredModels,
    private readonly scale: ModelScale,
    private readonly tools: Tools,
    private readonly job: JobHandle,
  ) {
    const { pictures } = data
    this.seen = which.binarise ? { ...pictures, pixels: binarised(pictures.pixels, 1, 'seen') } : pictures
    this.hold('real', data.judge.real)
  }

  /** The autoencoder with each way to draw its codes, then with its decoder refined. */
  async transport(seed: number): Promise<void> {
    const ae = { objective: defaultObjective('ae'), settings: {} }
    const { weights, draws } = await this.trained(ae, seed, async (model) => {
      await this.measureModel('ae', model)
      await this.measureDrawn('reconstructed', model, model.codes)
      const learnedFrom = selectRows(model.codes, model.split.training)
      const throughMap = await this.throughMap(learnedFrom, seed)
      await this.measureDrawn('map', model, throughMap)
      for (const key of learnedKeys) {
        await this.measureDrawn(key, model, await this.throughLearned(key, model, learnedFrom, seed))
      }
      await this.measureDrawn('gaussian', model, gaussianDraws(learnedFrom, this.scale.draws, seed))
      return { weights: model.weights, draws: throughMap }
    })
    const refine = { objective: defaultObjective('refine'), settings: {} }
    await this.trained(
      refine,
      seed,
      async (model) => {
        await this.measureModel('refined', model)
        await this.measureDrawn('refined', model, draws)
      },
      weights,
    )
  }

  prior(key: PriorKey, seed: number): Promise<void> {
    return this.trained(withPrior[key], seed, async (model) => {
      if (isAutoencoder(key)) await this.measureModel(key, model)
      await this.measureDrawn(key, model, await drawCodes(model.network, this.scale.draws, seed))
      if (key !== 'glo') return
      const learnedFrom = selectRows(model.codes, model.split.training)
      await this.measureDrawn('glann', model, await this.throughLearned('imle', model, learnedFrom, seed))
    })
  }

  private trained<T>(
    {
      objective,
      settings,
    }: { readonly objective: ObjectiveSpec; readonly settings: Partial<TrainingSettings> },
    seed: number,
    work: (model: Trained) => Promise<T>,
    given: NamedArrays = {},
  ): Promise<T> {
    const { data, seen, which, scale, tools, job } = this
    const { height, width, channels } = data.pictures
    const spec = { ...defaultSpec('ae-dense', { height, width, channels }, latent), objective }
    const { epochs } = scale
    const training = { ...defaultTraining, ...settings, seed, epochs, binarise: which.binarise }
    const beta = objective.kind === 'swae' ? ` ${objective.beta}` : ''
    const stage = `${objective.kind}${beta}, seed ${seed}`
    return withTrained(spec, training, data.pictures, stage, tools, job, work, given, seen)
  }

  /** Pairs of neighbouring cells of the map onto the codes, mixed. */
  private async throughMap(codes: Matrix, seed: number): Promise<Matrix> {
    const { tools, job, scale } = this
    const map = await mapOnto(codes, scale.mapSeconds, seed, tools, job)
    const test = { test: 'angle', value: singularAngle } as const
    const options = { count: scale.draws, seed, extension: 'pairs', test } as const
    return (await mixedCodes(map, options, tools, job)).codes
  }

  private async throughLearned(
    method: LearnedKey | 'imle',
    { network }: Trained,
    codes: Matrix,
    seed: number,
  ): Promise<Matrix> {
    const { tools, job, scale } = this
    const normalisation = fitNormalisation(codes)
    const { spec, training } = mapperSettings(method, latent, 'paper')
    const parameters = { spec, training: { ...training, seed, steps: scale.mapperSteps } }
    const stage = `${method}, seed ${seed}`
    return withLearned(parameters, normalise(codes, normalisation), stage, tools, job, async (map) => {
      if (method !== 'imle' && !this.strips.has(method)) {
        const along = denormalise(await interpolated(map, seed), normalisation)
        this.strips.set(method, (await decodeCodes(network, along)).pixels)
      }
      return denormalise(await map.draw(scale.draws, seed), normalisation)
    })
  }

  private async measureDrawn(key: DrawnKey, { network }: Trained, codes: Matrix): Promise<void> {
    const made = await decodeCodes(network, codes)
    this.hold(key, await this.data.judge.judge(made))
    const shown = Uint32Array.from({ length: Math.min(shownDraws, made.count) }, (_, i) => i)
    if (!this.looks.has(key)) this.looks.set(key, gatherPixels(made, shown))
  }

  private hold(key: DrawnKey, { frechet, score, recall, precision }: PictureScores): void {
    const held = this.drawn.get(key) ?? { frechet: [], score: [], recall: [], precision: [] }
    held.frechet.push(frechet)
    held.score.push(score)
    held.recall.push(recall)
    held.precision.push(precision)
    this.drawn.set(key, held)
  }

  private async measureModel(key: ModelKey, { network, split, codes }: Trained): Promise<void> {
    const { seen } = this
    const of = (items: Uint32Array) => ({
      points: selectRows(codes, items),
      labels: Int32Array.from(items, (item) => seen.labels[item]!),
    })
    const { accuracy } = neighbourAccuracy(of(split.training), of(split.heldOut), voters)
    const { perValue, perItem } = await reconstructionError(network, codes, seen, split.heldOut)
    const held = this.models.get(key) ?? { neighbours: [], perValue: [], perPicture: [] }
    held.neighbours.push(accuracy.share)
    held.perValue.push(perValue.mean)
    held.perPicture.push(perItem.mean)
    this.models.set(key, held)
  }
}

/** Codes along segments between points of noise, [segments · shown, d]: the same ends for maps of one noise and one seed. */
async function interpolated(map: LearnedMap, seed: number): Promise<Matrix> {
  const ends = drawNoise(map.spec, 2 * segments, random(seed).fork('ends of segments'))
  const codes = matrix(segments * shownDraws, map.spec.dimension)
  for (let segment = 0; segment < segments; segment++) {
    const along = await map.segment(row(ends, 2 * segment), row(ends, 2 * segment + 1), shownDraws)
    codes.data.set(along.data, segment * along.data.length)
  }
  return codes
}
