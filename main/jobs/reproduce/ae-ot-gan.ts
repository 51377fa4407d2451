import { pictureGrid } from '../../data/png'
import type { JobHandle } from '../job-manager'
import type { Tools } from '../tools'
import {
  decoderKeys,
  latent,
  measureDecoders,
  pairsAngle,
  shownDraws,
  type DecoderKey,
  type DecoderMeasures,
  type DecoderScale,
} from './decoder-measures'
import {
  cell,
  type Cell,
  type Experiment,
  type ReproducedFigure,
  type ReproducedTable,
  type Reproduction,
} from './experiment'
import {
  openPictureData,
  setTitles,
  type GivenScale,
  type PictureData,
  type PictureSetName,
} from './picture-data'

/** How much of the experiment is done. */
export interface ComparedScale extends DecoderScale, GivenScale {
  /** A tenth of them is held out. */
  readonly pictures: number
}

const scales: Readonly<Record<'whole' | 'quick', ComparedScale>> = {
  whole: {
    pictures: 10_000,
    epochs: 8,
    decoderEpochs: 6,
    mapSeconds: 20,
    draws: 10_000,
    judgePictures: 30_000,
    judgeEpochs: 2,
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

/** AE-OT against AE-OT-GAN on the same draws of one map, and what refining a decoder brings. */
export const aeOtGanExperiment = (set: PictureSetName): Experiment => ({
  name: `${set}-ae-ot-gan`,
  description: `${setTitles[set]} by AE-OT and AE-OT-GAN: Fréchet distance of the same draws, decoders refined`,
  paper: 'AE-OT-GAN, Brenier AE-OT',
  minutes: { quick: 2, whole: set === 'mnist' ? 7 : null },
  data: set === 'mnist' ? 'required' : 'optional',
  seeds: { quick: 1, whole: 1 },
  run: ({ quick, seeds, data }, tools, job) =>
    compareDecoders(set, quick ? scales.quick : scales.whole, seeds, data, tools, job),
})

/** @throws BrenierError `cancelled`, `training-diverged`, and as the readers of data */
export async function compareDecoders(
  set: PictureSetName,
  scale: ComparedScale,
  seeds: readonly number[],
  folder: string | null,
  tools: Tools,
  job: JobHandle,
): Promise<Reproduction> {
  const data = await openPictureData(set, scale.pictures, folder, scale, tools, job)
  try {
    const measures = await measureDecoders(data, scale, seeds, tools, job)
    return {
      tables: [drawnTable(set, data, measures, scale.draws), errorTable(set, measures)],
      figures: [drawnFigure(data, measures)],
      notes: [...data.notes, ...notesOf(set, scale, measures)],
    }
  } finally {
    data.judge.dispose()
  }
}

function drawnTable(
  set: PictureSetName,
  { judge: { real } }: PictureData,
  { values, byPairs }: DecoderMeasures,
  draws: number,
): ReproducedTable {
  const empty = () => cell([], null)
  const line = (name: string, cells: readonly Cell[]) => ({ name, cells })
  return {
    title: `${setTitles[set]}, ${draws} draws`,
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
        cell(byPairs, null),
        empty(),
        empty(),
        empty(),
        empty(),
        empty(),
      ]),
      ...decoderKeys.map((key) => {
        const { drawn, reconstructed, score, ofReal, ofFake } = values.get(key)!
        const ours = [drawn, reconstructed, score, ofReal, ofFake].map((values) => cell(values, null))
        return line(rows[key].name, [...ours, cell([], rows[key].published[set])])
      }),
    ],
  }
}

function errorTable(set: PictureSetName, { values }: DecoderMeasures): ReproducedTable {
  return {
    title: `${setTitles[set]}, squared error per value`,
    source: 'Brenier AE-OT, Table 1: in training',
    columns: [
      { name: 'pictures of the training', digits: 5 },
      { name: 'held-out pictures', digits: 5 },
    ],
    rows: decoderKeys.map((key) => {
      const { training, heldOut } = values.get(key)!
      return { name: rows[key].name, cells: [cell(training, rows[key].perValue[set]), cell(heldOut, null)] }
    }),
  }
}

function notesOf(
  set: PictureSetName,
  { epochs, decoderEpochs, mapSeconds, pictures }: ComparedScale,
  { mixedShares }: DecoderMeasures,
): string[] {
  const share = mixedShares.reduce((sum, value) => sum + value, 0) / mixedShares.length
  return [
    `Scaled down: ${pictures} pictures, a tenth of them held out, in place of 60,000; InfoGAN’s nets with 32 and 64 filters and 256 units in place of 64, 128 and 1024; codes of ${latent}; ${epochs} epochs for the autoencoder at Brenier AE-OT’s rate (3e-3, β₁ 0.5), ${decoderEpochs} for each decoder that goes on from it, in place of 500.`,
    `The map of the cube onto the codes is found in ${mapSeconds} s. All rows but that of pairs have the same draws, of the ε-complex: two neighbouring cells are mixed where their codes lie within ε, the median distance of such neighbours, which left ${(100 * share).toFixed(0)} % of the draws mixed; the others are codes of training pictures as they are. The papers do not name ε.`,
    `AE-OT-GAN in the paper’s way: minimax, R 15, T 3, β 2000, α 0.06, but generator’s rate 1e-3 in place of 2e-5, to arrive in so few epochs. The other way: non-saturating, a step of the discriminator for each of the generator at the same rate.`,
    'Published FIDs are of Inception’s features: their order compares with ours, their values do not.',
    ...(set === 'fashion' ? ['AE-OT-GAN has no published figure on Fashion-MNIST.'] : []),
  ]
}

/** The same draws by each decoder, a row each. */
function drawnFigure({ pictures }: PictureData, { looks }: DecoderMeasures): ReproducedFigure {
  const { height, width, channels } = pictures
  const pixels = Uint8Array.from(decoderKeys.flatMap((key) => [...looks.get(key)!]))
  return {
    name: 'draws',
    caption: `Row by row, the same draws between two codes by ${decoderKeys.map((key) => rows[key].name).join('; ')}`,
    picture: pictureGrid({ height, width, channels: channels === 3 ? 3 : 1, pixels }, shownDraws, { gap: 2 }),
  }
}
