import { selectRows, type Matrix } from '../../../shared/matrix'
import { defaultObjective, type ObjectiveSpec } from '../../../shared/objectives'
import { pictureGrid } from '../../data/png'
import { gatherPixels } from '../../nn/batches'
import { decodeCodes } from '../../nn/decode'
import type { Figures } from '../../nn/figures'
import { generatedCodes } from '../../nn/objectives/ae-ot-gan'
import type { ModelSpec } from '../../nn/spec'
import { defaultTraining, type TrainingSettings } from '../../nn/training'
import type { NamedArrays } from '../../nn/weights'
import type { JobHandle } from '../job-manager'
import type { Tools } from '../tools'
import {
  cell,
  type Cell,
  type Experiment,
  type ReproducedFigure,
  type ReproducedTable,
  type Reproduction,
} from './experiment'
import { mapOnto, mixedCodes } from './mixed-codes'
import {
  openPictureData,
  setTitles,
  type GivenScale,
  type PictureData,
  type PictureSetName,
} from './picture-data'
import { reconstructionError } from './reconstruction-error'
import { withTrained, type Trained } from './train'

/** How much of the experiment is done. */
export interface DecoderScale extends GivenScale {
  /** A tenth of them is held out. */
  readonly pictures: number
  /** Of the autoencoder. */
  readonly epochs: number
  /** Of each decoder that goes on from there. */
  readonly decoderEpochs: number
  readonly mapSeconds: number
  readonly draws: number
}

const scales: Readonly<Record<'whole' | 'quick', DecoderScale>> = {
  whole: {
    pictures: 10_000,
    epochs: 10,
    decoderEpochs: 8,
    mapSeconds: 20,
    draws: 10_000,
    judgePictures: 50_000,
    judgeEpochs: 3,
  },
  quick: {
    pictures: 2000,
    epochs: 6,
    decoderEpochs: 6,
    mapSeconds: 4,
    draws: 2000,
    judgePictures: 10_000,
    judgeEpochs: 1,
  },
}

/** Code size and nets of InfoGAN's kind as AE-OT-GAN has them on MNIST, with half the filters and a quarter of the units. */
const latent = 64
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
const pairsAngle = 0.75

const decoderKeys = ['plain', 'refined', 'paper', 'even'] as const
type DecoderKey = (typeof decoderKeys)[number]

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

interface Row {
  readonly name: string
  /** FID as published. */
  readonly published: Readonly<Record<PictureSetName, string | null>>
  /** Squared error per value in training, Brenier AE-OT, Table 1. */
  readonly perValue: Readonly<Record<PictureSetName, string | null>>
}

const none = { mnist: null, fashion: null } as const
const rows: Readonly<Record<DecoderKey, Row>> = {
  plain: {
    name: 'AE-OT, decoder of the autoencoder',
    published: none,
    perValue: { mnist: '.0013', fashion: '.0026' },
  },
  refined: {
    name: 'AE-OT, encoder frozen, decoder refined',
    published: { mnist: '6.4', fashion: '10.2' },
    perValue: { mnist: '.0005', fashion: '.0011' },
  },
  paper: {
    name: 'AE-OT-GAN, minimax, R 15, T 3',
    published: { mnist: '3.2', fashion: null },
    perValue: none,
  },
  even: { name: 'AE-OT-GAN, non-saturating, R 1, T 1', published: none, perValue: none },
}

interface DecoderValues {
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

/** AE-OT against AE-OT-GAN on the same draws of one map, and what refining a decoder brings. */
export const aeOtGanExperiment = (set: PictureSetName): Experiment => ({
  name: `${set}-ae-ot-gan`,
  description: `${setTitles[set]} by AE-OT and AE-OT-GAN: Fréchet distance of the same draws, decoders refined`,
  data: set === 'mnist' ? 'required' : 'optional',
  seeds: { quick: 1, whole: 1 },
  run: ({ quick, seeds, data }, tools, job) =>
    compareDecoders(set, quick ? scales.quick : scales.whole, seeds, data, tools, job),
})

/** @throws BrenierError `cancelled`, `training-diverged`, and as the readers of data */
export async function compareDecoders(
  set: PictureSetName,
  scale: DecoderScale,
  seeds: readonly number[],
  folder: string | null,
  tools: Tools,
  job: JobHandle,
): Promise<Reproduction> {
  const data = await openPictureData(set, scale.pictures, folder, scale, tools, job)
  try {
    const measuring = new Decoders(data, scale, tools, job)
    for (const seed of seeds) await measuring.measure(seed)
    return {
      tables: [measuring.drawnTable(set), measuring.errorTable(set)],
      figures: measuring.figure ? [measuring.figure] : [],
      notes: [...data.notes, ...measuring.notes(set)],
    }
  } finally {
    data.judge.dispose()
  }
}

/** What all decoders of a seed share. */
interface Shared {
  readonly spec: ModelSpec
  readonly seed: number
  readonly weights: NamedArrays
  /** Of the ε-complex. */
  readonly draws: Matrix
  /** Some of them that lie between two codes, to be looked at. */
  readonly shown: Uint32Array
}

class Decoders {
  figure: ReproducedFigure | null = null
  private readonly values = new Map(decoderKeys.map((key) => [key, noValues()]))
  private readonly byPairs: number[] = []
  private readonly mixedShares: number[] = []
  private readonly strips: Uint8Array[] = []

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
      const { draws, shown } = await this.draw(model, seed)
      const made = { spec, seed, weights: model.weights, draws, shown }
      await this.measureDecoder('plain', model, made)
      return made
    })
    for (const key of decoderKeys) if (key !== 'plain') await this.goOn(key, shared)
  }

  private async goOn(key: Exclude<DecoderKey, 'plain'>, shared: Shared): Promise<void> {
    const { objective, settings } = continued[key]
    const { spec, seed, weights, draws } = shared
    const pool = { shape: [draws.rows, draws.columns], data: Float32Array.from(draws.data) }
    await this.trained(
      { ...spec, objective: objective(draws.rows) },
      { ...defaultTraining, ...settings, seed, epochs: this.scale.decoderEpochs },
      rows[key].name,
      { ...weights, [generatedCodes]: pool },
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
  private async draw({ network, codes, split }: Trained, seed: number) {
    const { tools, job, scale, data } = this
    const { draws: count } = scale
    const map = await mapOnto(selectRows(codes, split.training), scale.mapSeconds, seed, tools, job)
    const below = { test: 'angle', value: pairsAngle } as const
    const pairs = await mixedCodes(map, { count, seed, extension: 'pairs', test: below }, tools, job)
    this.byPairs.push((await data.judge.judge(await decodeCodes(network, pairs.codes))).frechet)

    const any = { test: 'distance', value: Number.MAX_VALUE } as const
    const { made } = await mixedCodes(map, { count, seed, extension: 'pairs', test: any }, tools, job)
    const within = { test: 'distance', value: medianEdge(map.targets, made.first, made.second) } as const
    const complex = await mixedCodes(map, { count, seed, extension: 'complex', test: within }, tools, job)
    const { first, second } = complex.made
    const mixed = Uint32Array.from(first.keys()).filter((i) => first[i] !== second[i])
    this.mixedShares.push(mixed.length / count)
    return { draws: complex.codes, shown: mixed.subarray(0, across) }
  }

  private async measureDecoder(key: DecoderKey, model: Trained, { draws, shown }: Shared): Promise<void> {
    const { judge, pictures } = this.data
    const { network, codes, split, figures } = model
    const values = this.values.get(key)!
    const drawn = await decodeCodes(network, draws)
    const { frechet, score } = await judge.judge(drawn)
    values.drawn.push(frechet)
    values.score.push(score)
    values.reconstructed.push((await judge.judge(await decodeCodes(network, codes))).frechet)
    for (const [errors, items] of [
      [values.training, split.training],
      [values.heldOut, split.heldOut],
    ] as const) {
      errors.push((await reconstructionError(network, codes, pictures, items)).perValue.mean)
    }
    addFigure(values.ofReal, figures, 'D(real)')
    addFigure(values.ofFake, figures, 'D(fake)')
    if (!this.figure) this.look(gatherPixels(drawn, shown))
  }

  /** The same draws by each decoder of the first seed, then as many real pictures. */
  private look(strip: Uint8Array): void {
    this.strips.push(strip)
    if (this.strips.length < decoderKeys.length) return
    const { height, width, channels, ...real } = this.data.pictures
    const count = strip.length / (height * width * channels)
    const pixels = [...this.strips, real.pixels.subarray(0, strip.length)]
    const source = { height, width, channels: channels === 3 ? 3 : 1, pixels: joined(pixels) } as const
    this.figure = {
      name: 'draws',
      caption: `Row by row: draws between two codes by ${decoderKeys.map((key) => rows[key].name).join('; ')}; real pictures`,
      picture: pictureGrid(source, count, { gap: 2 }),
    }
  }

  drawnTable(set: PictureSetName): ReproducedTable {
    const { real } = this.data.judge
    const empty = () => cell([], null)
    const line = (name: string, cells: readonly Cell[]) => ({ name, cells })
    return {
      title: `${setTitles[set]}, ${this.scale.draws} draws`,
      source: 'AE-OT-GAN, section 4.1; Brenier AE-OT, Table 4',
      columns: [
        { name: 'Fréchet distance of draws', digits: 2 },
        { name: 'of reconstructions', digits: 2 },
        { name: 'score of draws', digits: 2 },
        { name: 'D(real)', digits: 3 },
        { name: 'D(fake)', digits: 3 },
        { name: 'published FID', digits: 1 },
      ],
      rows: [
        line('real pictures', [
          cell([real.frechet], null),
          empty(),
          cell([real.score], null),
          empty(),
          empty(),
          empty(),
        ]),
        line(`AE-OT, pairs below ${pairsAngle}`, [
          cell(this.byPairs, null),
          empty(),
          empty(),
          empty(),
          empty(),
          empty(),
        ]),
        ...decoderKeys.map((key) => {
          const { drawn, reconstructed, score, ofReal, ofFake } = this.values.get(key)!
          const ours = [drawn, reconstructed, score, ofReal, ofFake].map((values) => cell(values, null))
          return line(rows[key].name, [...ours, cell([], rows[key].published[set])])
        }),
      ],
    }
  }

  errorTable(set: PictureSetName): ReproducedTable {
    return {
      title: `${setTitles[set]}, squared error per value`,
      source: 'Brenier AE-OT, Table 1: in training',
      columns: [
        { name: 'pictures of the training', digits: 5 },
        { name: 'held-out pictures', digits: 5 },
      ],
      rows: decoderKeys.map((key) => {
        const { training, heldOut } = this.values.get(key)!
        return { name: rows[key].name, cells: [cell(training, rows[key].perValue[set]), cell(heldOut, null)] }
      }),
    }
  }

  notes(set: PictureSetName): string[] {
    const { epochs, decoderEpochs, mapSeconds, pictures } = this.scale
    const share = this.mixedShares.reduce((sum, value) => sum + value, 0) / this.mixedShares.length
    return [
      `Scaled down: ${pictures} pictures, a tenth of them held out, in place of 60,000; InfoGAN’s nets with 32 and 64 filters and 256 units in place of 64, 128 and 1024; codes of ${latent}; ${epochs} epochs for the autoencoder at Brenier AE-OT’s rate (3e-3, β₁ 0.5), ${decoderEpochs} for each decoder that goes on from it, in place of 500.`,
      `The map of the cube onto the codes is found in ${mapSeconds} s. All rows but that of pairs have the same draws, of the ε-complex: two neighbouring cells are mixed where their codes lie within ε, the median distance of such neighbours, which left ${(100 * share).toFixed(0)} % of the draws mixed; the others are codes of training pictures as they are. The papers do not name ε.`,
      `AE-OT-GAN in the paper’s way: minimax, R 15, T 3, β 2000, α 0.06, but generator’s rate 1e-3 in place of 2e-5, to arrive in a sixtieth of the epochs. The other way: non-saturating, a step of the discriminator for each of the generator at the same rate.`,
      ...(set === 'mnist'
        ? ['Published FIDs are of Inception’s features: their order compares with ours, their values do not.']
        : [
            'Published FIDs are of Inception’s features: their order compares with ours, their values do not. AE-OT-GAN has no figure on Fashion-MNIST.',
          ]),
    ]
  }
}

/** Pictures in a row of the figure. */
const across = 14

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

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
