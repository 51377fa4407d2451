import { BrenierError } from '../../../shared/errors'
import { matrix, selectRows, type Matrix } from '../../../shared/matrix'
import { checkObjective, defaultObjective, type ObjectiveSpec } from '../../../shared/objectives'
import { openSample } from '../../data/samples'
import { neighbourAccuracy } from '../../metrics/nearest-neighbour-accuracy'
import { reconstruction } from '../../metrics/reconstruction'
import { gatherPixels, scalePixels, type PixelSource } from '../../nn/batches'
import { decodeCodes } from '../../nn/decode'
import { drawCodes } from '../../nn/draw'
import { mapperSettings } from '../../../shared/mapper-settings'
import { defaultSpec } from '../../nn/spec'
import { defaultTraining } from '../../nn/training'
import type { NamedArrays } from '../../nn/weights'
import { denormalise, fitNormalisation, normalise } from '../../ot/normalise'
import { gaussianDraws } from '../gaussian-draws'
import type { JobHandle } from '../job-manager'
import { defaultParameters } from '../recipe'
import type { Tools } from '../tools'
import { requireGoing } from './experiment'
import { withLearned } from './learn'
import { openJudge, type PictureJudge } from './picture-judge'
import { withTrained, type Trained } from './train'

/** How much of the experiment is done. */
export interface FashionScale {
  /** The first of the sample's 10,000; a tenth of them is held out. */
  readonly pictures: number
  readonly epochs: number
  /** Draws of each generator. */
  readonly draws: number
  /** Computing time of the semi-discrete map. */
  readonly mapSeconds: number
  readonly mapperSteps: number
}

export const latent = 8
/** θ̂ of Brenier AE-OT on Fashion-MNIST. */
export const singularAngle = 0.75
/** Nearest training codes that vote: Symmetric Wasserstein Autoencoders, Table 1. */
const voters = 5

const swae = (beta: number) => checkObjective({ ...defaultObjective('swae'), beta })

/** Models whose training gives the codes a distribution to draw from. */
const withPrior = {
  vae: defaultObjective('vae'),
  'wae-mmd': defaultObjective('wae-mmd'),
  'swae 1': swae(1),
  'swae 0.5': swae(0.5),
  'swae 0': swae(0),
} as const
type PriorKey = keyof typeof withPrior
const priorKeys: readonly PriorKey[] = ['vae', 'wae-mmd', 'swae 1', 'swae 0.5', 'swae 0']

const learnedKeys = ['otgen', 'ottrans'] as const
type LearnedKey = (typeof learnedKeys)[number]

/** What pictures come from. */
export type DrawnKey = 'real' | 'reconstructed' | 'map' | 'refined' | LearnedKey | 'gaussian' | PriorKey
export type ModelKey = 'ae' | 'refined' | PriorKey

/** A value for each seed. */
export interface DrawnValues {
  readonly frechet: number[]
  readonly score: number[]
}
export interface ModelValues {
  readonly neighbours: number[]
  readonly perValue: number[]
}

export interface FashionMeasures {
  readonly drawn: ReadonlyMap<DrawnKey, DrawnValues>
  readonly models: ReadonlyMap<ModelKey, ModelValues>
}

/** @throws BrenierError `cancelled`, `training-diverged` */
export async function measureFashion(
  scale: FashionScale,
  seeds: readonly number[],
  tools: Tools,
  job: JobHandle,
): Promise<FashionMeasures> {
  const fashion = await openFashion(scale.pictures, tools)
  const judge = await openJudge('clothes', fashion, tools)
  try {
    const measuring = new Measuring(fashion, judge, scale, tools, job)
    for (const seed of seeds) {
      await measuring.transport(seed)
      for (const key of priorKeys) await measuring.prior(key, seed)
    }
    return measuring
  } finally {
    judge.dispose()
  }
}

export type LabelledPictures = PixelSource & { readonly labels: Int32Array }

/** The first of the sample's pictures. */
export async function openFashion(count: number, { resources }: Tools): Promise<LabelledPictures> {
  const set = await openSample('fashion', resources)
  if (set?.kind !== 'pictures' || !set.labels) {
    throw new BrenierError('internal', 'Expected the sample fashion to be pictures with classes.')
  }
  const { height, width, channels, labels } = set
  const pixels = set.pixels.subarray(0, count * height * width * channels)
  return { count, height, width, channels, pixels, labels: labels.subarray(0, count) }
}

class Measuring implements FashionMeasures {
  readonly drawn = new Map<DrawnKey, DrawnValues>()
  readonly models = new Map<ModelKey, ModelValues>()

  constructor(
    private readonly fashion: LabelledPictures,
    private readonly judge: PictureJudge,
    private readonly scale: FashionScale,
    private readonly tools: Tools,
    private readonly job: JobHandle,
  ) {
    const { frechet, score } = judge.real
    this.drawn.set('real', { frechet: [frechet], score: [score] })
  }

  /** The autoencoder with each way to draw its codes, then with its decoder refined. */
  async transport(seed: number): Promise<void> {
    const ae = defaultObjective('ae')
    const { weights, draws } = await this.trained(ae, seed, async (model) => {
      await this.measureModel('ae', model)
      await this.measureDrawn('reconstructed', model, model.codes)
      const learnedFrom = selectRows(model.codes, model.split.training)
      const throughMap = await this.throughMap(learnedFrom, seed)
      await this.measureDrawn('map', model, throughMap)
      for (const key of learnedKeys) {
        await this.measureDrawn(key, model, await this.throughLearned(key, learnedFrom, seed))
      }
      await this.measureDrawn('gaussian', model, gaussianDraws(learnedFrom, this.scale.draws, seed))
      return { weights: model.weights, draws: throughMap }
    })
    const refine = defaultObjective('refine')
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
      await this.measureModel(key, model)
      await this.measureDrawn(key, model, await drawCodes(model.network, this.scale.draws, seed))
    })
  }

  private trained<T>(
    objective: ObjectiveSpec,
    seed: number,
    work: (model: Trained) => Promise<T>,
    given: NamedArrays = {},
  ): Promise<T> {
    const { fashion, scale, tools, job } = this
    const { height, width, channels } = fashion
    const spec = { ...defaultSpec('ae-dense', { height, width, channels }, latent), objective }
    const settings = { ...defaultTraining, seed, epochs: scale.epochs }
    const beta = objective.kind === 'swae' ? ` ${objective.beta}` : ''
    return withTrained(
      spec,
      settings,
      fashion,
      `${objective.kind}${beta}, seed ${seed}`,
      tools,
      job,
      work,
      given,
    )
  }

  /** Pairs of neighbouring cells of the map onto the codes, mixed. */
  private async throughMap(codes: Matrix, seed: number): Promise<Matrix> {
    const { tools, job, scale } = this
    const parameters = { ...defaultParameters.transport, seconds: scale.mapSeconds, seed }
    const solved = await tools.compute.run('transport', { codes, parameters }, job.control, ({ share }) =>
      job.report({ stage: `Map, seed ${seed}`, done: share, total: 1 }),
    )
    requireGoing(job)
    const { map } = solved.result
    const test = { test: 'angle', value: singularAngle } as const
    const made = await tools.compute.run(
      'generate',
      { map, seed, count: scale.draws, extension: 'pairs', test, unique: false },
      job.control,
    )
    requireGoing(job)
    return denormalise(made.result.codes, map.normalisation)
  }

  private async throughLearned(key: LearnedKey, codes: Matrix, seed: number): Promise<Matrix> {
    const { tools, job, scale } = this
    const normalisation = fitNormalisation(codes)
    const { spec, training } = mapperSettings(key, latent, 'paper')
    const parameters = { spec, training: { ...training, seed, steps: scale.mapperSteps } }
    const stage = `${key}, seed ${seed}`
    return withLearned(parameters, normalise(codes, normalisation), stage, tools, job, async (map) =>
      denormalise(await map.draw(scale.draws, seed), normalisation),
    )
  }

  private async measureDrawn(key: DrawnKey, { network }: Trained, codes: Matrix): Promise<void> {
    const { frechet, score } = await this.judge.judge(await decodeCodes(network, codes))
    const held = this.drawn.get(key) ?? { frechet: [], score: [] }
    held.frechet.push(frechet)
    held.score.push(score)
    this.drawn.set(key, held)
  }

  private async measureModel(key: ModelKey, { network, split, codes }: Trained): Promise<void> {
    const { fashion } = this
    const of = (items: Uint32Array) => ({
      points: selectRows(codes, items),
      labels: Int32Array.from(items, (item) => fashion.labels[item]!),
    })
    const { accuracy } = neighbourAccuracy(of(split.training), of(split.heldOut), voters)
    const made = await decodeCodes(network, selectRows(codes, split.heldOut))
    const inUnits = (pixels: Uint8Array) =>
      matrix(made.count, pixels.length / made.count, scalePixels(pixels))
    const { perValue } = reconstruction(inUnits(gatherPixels(fashion, split.heldOut)), inUnits(made.pixels))
    const held = this.models.get(key) ?? { neighbours: [], perValue: [] }
    held.neighbours.push(accuracy.share)
    held.perValue.push(perValue.mean)
    this.models.set(key, held)
  }
}
