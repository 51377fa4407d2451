import { selectRows, type Matrix } from '../../../shared/matrix'
import { defaultObjective, type ObjectiveSpec } from '../../../shared/objectives'
import { gatherPixels } from '../../nn/batches'
import { decodeCodes } from '../../nn/decode'
import type { Figures } from '../../nn/figures'
import { generatedCodes } from '../../nn/objectives/ae-ot-gan'
import type { ModelSpec } from '../../nn/spec'
import { defaultTraining, type TrainingSettings } from '../../nn/training'
import type { NamedArrays } from '../../nn/weights'
import type { JobHandle } from '../job-manager'
import type { Tools } from '../tools'
import { mapOnto, mixedCodes } from './mixed-codes'
import type { PictureData } from './picture-data'
import { reconstructionError } from './reconstruction-error'
import { withTrained, type Trained } from './train'

/** How much is done. */
export interface DecoderScale {
  /** Of the autoencoder. */
  readonly epochs: number
  /** Of each decoder that goes on from there. */
  readonly decoderEpochs: number
  readonly mapSeconds: number
  readonly draws: number
}

/** Code size and nets of InfoGAN's kind as AE-OT-GAN has them on MNIST, with half the filters and a quarter of the units. */
export const latent = 64
const net = {
  kind: 'ae-conv',
  latent,
  filters: [32, 64],
  kernel: 4,
  hidden: 256,
  activation: 'leaky-relu',
  normalisation: 'batch',
} as const

/** Brenier AE-OT's, section 6.1. */
const encoderTraining = { learningRate: 3e-3, beta1: 0.5, schedule: { kind: 'constant' } } as const
export const pairsAngle = 0.75

export const decoderKeys = ['plain', 'refined', 'paper', 'even'] as const
export type DecoderKey = (typeof decoderKeys)[number]

const aeOtGan = (change: object): ObjectiveSpec => ({ ...defaultObjective('ae-ot-gan'), ...change })

/** How the decoders go on from the autoencoder's. */
const continued: Readonly<
  Record<
    Exclude<DecoderKey, 'plain'>,
    { readonly objective: (pool: number) => ObjectiveSpec; readonly settings: Partial<TrainingSettings> }
  >
> = {
  refined: {
    objective: () => defaultObjective('refine'),
    settings: { learningRate: 3e-3, beta1: 0.5 },
  },
  paper: {
    objective: (pool) => aeOtGan({ pool }),
    settings: { learningRate: 1e-3, beta1: 0.5, schedule: { kind: 'constant' } },
  },
  even: {
    objective: (pool) => aeOtGan({ pool, loss: 'non-saturating', rateRatio: 1, generatorSteps: 1 }),
    settings: { learningRate: 1e-3, beta1: 0.5, schedule: { kind: 'constant' } },
  },
}

/** A value for each seed. */
export interface DecoderValues {
  readonly drawn: number[]
  readonly score: number[]
  readonly reconstructed: number[]
  readonly training: number[]
  readonly heldOut: number[]
  readonly ofReal: number[]
  readonly ofFake: number[]
}

const noValues = (): DecoderValues => ({
  drawn: [],
  score: [],
  reconstructed: [],
  training: [],
  heldOut: [],
  ofReal: [],
  ofFake: [],
})

/** Decoders that go on from one autoencoder, by the same draws. */
export interface DecoderMeasures {
  readonly values: ReadonlyMap<DecoderKey, DecoderValues>
  /** Fréchet distance of draws of pairs below an angle, by the autoencoder's decoder. */
  readonly byPairs: readonly number[]
  /** Share of the draws of the ε-complex that lie between two codes. */
  readonly mixedShares: readonly number[]
  /** Draws of the first seed between two codes, the same by each decoder, [shown, height, width, channels]. */
  readonly looks: ReadonlyMap<DecoderKey, Uint8Array>
}

/** Draws of each decoder that are kept to be looked at. */
export const shownDraws = 14

/** @throws BrenierError `cancelled`, `training-diverged` */
export async function measureDecoders(
  data: PictureData,
  scale: DecoderScale,
  seeds: readonly number[],
  tools: Tools,
  job: JobHandle,
): Promise<DecoderMeasures> {
  const measuring = new Measuring(data, scale, tools, job)
  for (const seed of seeds) await measuring.measure(seed)
  return measuring
}

/** What all decoders of a seed share. */
interface Shared {
  readonly spec: ModelSpec
  readonly seed: number
  readonly weights: NamedArrays
  /** Of the ε-complex, to be judged. */
  readonly draws: Matrix
  /** Others, that generators learn from. */
  readonly pool: Matrix
  /** Some of them that lie between two codes, to be looked at. */
  readonly shown: Uint32Array
}

class Measuring implements DecoderMeasures {
  readonly values = new Map(decoderKeys.map((key) => [key, noValues()]))
  readonly byPairs: number[] = []
  readonly mixedShares: number[] = []
  readonly looks = new Map<DecoderKey, Uint8Array>()

  constructor(
    private readonly data: PictureData,
    private readonly scale: DecoderScale,
    private readonly tools: Tools,
    private readonly job: JobHandle,
  ) {}

  async measure(seed: number): Promise<void> {
    const { pictures } = this.data
    const { height, width, channels } = pictures
    const spec: ModelSpec = { ...net, height, width, channels }
    const settings = { ...defaultTraining, ...encoderTraining, seed, epochs: this.scale.epochs }
    const shared = await this.trained(spec, settings, 'autoencoder', {}, async (model) => {
      const made = { spec, seed, weights: model.weights, ...(await this.draw(model, seed)) }
      await this.measureDecoder('plain', model, made)
      return made
    })
    for (const key of decoderKeys) if (key !== 'plain') await this.goOn(key, shared)
  }

  private async goOn(key: Exclude<DecoderKey, 'plain'>, shared: Shared): Promise<void> {
    const { objective, settings } = continued[key]
    const { spec, seed, weights, pool } = shared
    const codes = { shape: [pool.rows, pool.columns], data: Float32Array.from(pool.data) }
    await this.trained(
      { ...spec, objective: objective(pool.rows) },
      { ...defaultTraining, ...settings, seed, epochs: this.scale.decoderEpochs },
      key === 'refined' ? 'refined decoder' : `AE-OT-GAN, ${key}`,
      { ...weights, [generatedCodes]: codes },
      (model) => this.measureDecoder(key, model, shared),
    )
  }

  private trained<T>(
    spec: ModelSpec,
    settings: TrainingSettings,
    name: string,
    given: NamedArrays,
    work: (model: Trained) => Promise<T>,
  ): Promise<T> {
    const { data, tools, job } = this
    return withTrained(
      spec,
      settings,
      data.pictures,
      `${name}, seed ${settings.seed}`,
      tools,
      job,
      work,
      given,
    )
  }

  /** Codes of the ε-complex; those of pairs below an angle are judged at once, as Brenier AE-OT draws them. */
  private async draw(
    { network, codes, split }: Trained,
    seed: number,
  ): Promise<Pick<Shared, 'draws' | 'pool' | 'shown'>> {
    const { tools, job, scale, data } = this
    const { draws: count } = scale
    const map = await mapOnto(selectRows(codes, split.training), scale.mapSeconds, seed, tools, job)
    const below = { test: 'angle', value: pairsAngle } as const
    const pairs = await mixedCodes(map, { count, seed, extension: 'pairs', test: below }, tools, job)
    this.byPairs.push(await data.judge.frechet(await decodeCodes(network, pairs.codes)))

    const everyPair = { test: 'distance', value: Number.MAX_VALUE } as const
    const { made } = await mixedCodes(map, { count, seed, extension: 'pairs', test: everyPair }, tools, job)
    const within = { test: 'distance', value: medianEdge(map.targets, made.first, made.second) } as const
    const drawn = (drawSeed: number) =>
      mixedCodes(map, { count, seed: drawSeed, extension: 'complex', test: within }, tools, job)
    const [judged, pool] = [await drawn(seed), await drawn(seed + 1)]
    const { first, second } = judged.made
    const mixed = Uint32Array.from(first.keys()).filter((i) => first[i] !== second[i])
    this.mixedShares.push(mixed.length / count)
    return { draws: judged.codes, pool: pool.codes, shown: mixed.subarray(0, shownDraws) }
  }

  private async measureDecoder(key: DecoderKey, model: Trained, { draws, shown }: Shared): Promise<void> {
    const { judge, pictures } = this.data
    const { network, codes, split, figures } = model
    const values = this.values.get(key)!
    const drawn = await decodeCodes(network, draws)
    const { frechet, score } = await judge.judge(drawn)
    values.drawn.push(frechet)
    values.score.push(score)
    values.reconstructed.push(await judge.frechet(await decodeCodes(network, codes)))
    for (const [errors, items] of [
      [values.training, split.training],
      [values.heldOut, split.heldOut],
    ] as const) {
      errors.push((await reconstructionError(network, codes, pictures, items)).perValue.mean)
    }
    addFigure(values.ofReal, figures, 'D(real)')
    addFigure(values.ofFake, figures, 'D(fake)')
    if (!this.looks.has(key)) this.looks.set(key, gatherPixels(drawn, shown))
  }
}

function addFigure(values: number[], figures: Figures, name: string): void {
  const value = figures[name]
  if (value !== undefined) values.push(value)
}

/** Median of the distances between the rows that are paired. */
function medianEdge({ data, columns }: Matrix, first: Uint32Array, second: Uint32Array): number {
  const edges = Float64Array.from(first, (i, s) => {
    let square = 0
    for (let k = 0; k < columns; k++)
      square += (data[i * columns + k]! - data[second[s]! * columns + k]!) ** 2
    return Math.sqrt(square)
  }).sort()
  return edges[edges.length >> 1]!
}
