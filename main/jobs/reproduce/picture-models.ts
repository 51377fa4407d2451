import { pictureGrid } from '../../data/png'
import type { JobHandle } from '../job-manager'
import type { Tools } from '../tools'
import { cell, type Experiment, type ReproducedFigure, type ReproducedTable } from './experiment'
import {
  latent,
  learnedKeys,
  measureModels,
  shownDraws,
  singularAngle,
  type DrawnKey,
  type MeasuredModels,
  type ModelKey,
  type ModelMeasures,
  type ModelScale,
} from './model-measures'
import {
  openPictureData,
  setTitles,
  type GivenScale,
  type PictureData,
  type PictureSetName,
} from './picture-data'
import { publishedDraws, publishedModels } from './published-models'

/** How much of the experiment is done. */
export interface PictureScale extends ModelScale, GivenScale {
  /** A tenth of them is held out. */
  readonly pictures: number
}

const scales: Readonly<Record<'whole' | 'quick', PictureScale>> = {
  whole: {
    pictures: 10_000,
    epochs: 12,
    draws: 10_000,
    mapSeconds: 20,
    mapperSteps: 2000,
    judgePictures: 30_000,
    judgeEpochs: 2,
  },
  quick: {
    pictures: 3000,
    epochs: 4,
    draws: 2000,
    mapSeconds: 4,
    mapperSteps: 150,
    judgePictures: 10_000,
    judgeEpochs: 1,
  },
}

const drawnNames: readonly (readonly [key: DrawnKey, name: string])[] = [
  ['real', 'real pictures'],
  ['reconstructed', 'AE, reconstructed'],
  ['map', 'AE-OT, semi-discrete map'],
  ['refined', 'AE-OT, the same draws, decoder refined'],
  ['otgen', 'AE-OTgen'],
  ['ottrans', 'AE-OTtrans'],
  ['kantorovich', 'AE-OT, Kantorovich’s potential'],
  ['gaussian', 'AE, Gaussian of its codes'],
  ['vae', 'VAE'],
  ['wae-mmd', 'WAE-MMD'],
  ['wae-gan', 'WAE-GAN'],
  ['swae 1', 'SWAE, β = 1'],
  ['swae 0.5', 'SWAE, β = 0.5'],
  ['swae 0', 'SWAE, β = 0'],
  ['glo', 'GLO'],
  ['glann', 'GLANN'],
  ['gan', 'GAN, non-saturating'],
  ['wgan', 'WGAN, clipped'],
  ['wgan-qc', 'WGAN-QC'],
]

const modelNames: readonly (readonly [key: ModelKey, name: string])[] = [
  ['ae', 'AE'],
  ['refined', 'AE, encoder frozen, decoder refined'],
  ['vae', 'VAE'],
  ['wae-mmd', 'WAE-MMD'],
  ['wae-gan', 'WAE-GAN'],
  ['swae 1', 'SWAE, β = 1'],
  ['swae 0.5', 'SWAE, β = 0.5'],
  ['swae 0', 'SWAE, β = 0'],
  ['glo', 'GLO, codes by its encoder'],
]

const autoencoders = ['vae', 'wae-mmd', 'wae-gan', 'swae 1', 'swae 0.5', 'swae 0'] as const
const grey: MeasuredModels = {
  autoencoder: true,
  priors: [...autoencoders, 'glo', 'gan', 'wgan', 'wgan-qc'],
  binarise: false,
}
const binary: MeasuredModels = { autoencoder: false, priors: autoencoders, binarise: true }

/** Generative models of pictures: the tables of SWAE, Brenier AE-OT, OTtrans and the potential, measured in one way. */
export const pictureModels = (set: PictureSetName): Experiment => ({
  name: `${set}-models`,
  description: `${setTitles[set]} by AE-OT, OTgen, OTtrans, potential, VAE, WAE, SWAE, GANs: draws, codes, reconstruction`,
  paper: 'SWAE, Brenier AE-OT, OTtrans',
  minutes: { quick: set === 'fashion' ? 2 : null, whole: null },
  data: set === 'mnist' ? 'required' : 'optional',
  seeds: { quick: 1, whole: 2 },
  async run({ quick, seeds, data: folder }, tools, job) {
    const scale = quick ? scales.quick : scales.whole
    const { data, measures } = await measured(set, grey, scale, seeds, folder, tools, job)
    const { mapSeconds, mapperSteps } = scale
    return {
      tables: [drawnTable(set, measures, scale.draws), modelTable(set, measures)],
      figures: [drawnFigure(data, measures), stripFigure(data, measures)],
      notes: [
        ...data.notes,
        ...scaledDown(scale),
        'Our Fréchet distances and scores compare with one another and not with the published columns: those are of Inception’s features, and of classifiers that are not published. Published reconstruction errors are losses in training, ours are of held-out pictures.',
        `The refined decoder has as many epochs again. AE-OT: the map of the cube found in ${mapSeconds} s, pairs of cells mixed below an angle of ${singularAngle}, which Brenier AE-OT names for this set. AE-OTgen and AE-OTtrans: ${mapperSteps} steps of the 10,000 that their paper has for points, OTtrans over 4,096 pairs matched once; the potential: ${mapperSteps} of 200,000 steps.`,
        'GAN and WGAN: rate 1e-3, β₁ 0.5; WGAN two steps of the critic for one of the generator, weights within 0.05. WGAN-QC: the same rate. GLANN: the map by IMLE in as many steps as the other learned maps, of 23,400; GLO and GLANN have Lap₁ here, the published GLANN a distance of VGG features.',
        'SWAE’s reconstruction losses are of pictures binarised at random and do not compare.',
      ],
    }
  },
})

/** The same of binarised pictures, as SWAE has them: pixels are black or white with the chance of their value. */
export const binaryModels = (set: PictureSetName): Experiment => ({
  name: `${set}-binarised`,
  description: `${setTitles[set]} binarised at random by VAE, WAE, SWAE: draws, 5-NN accuracy of codes, reconstruction`,
  paper: 'SWAE',
  minutes: { quick: set === 'fashion' ? 1 : null, whole: null },
  data: set === 'mnist' ? 'required' : 'optional',
  seeds: { quick: 1, whole: 2 },
  async run({ quick, seeds, data: folder }, tools, job) {
    const scale = quick ? scales.quick : scales.whole
    const { data, measures } = await measured(set, binary, scale, seeds, folder, tools, job)
    return {
      tables: [binaryTable(set, measures, scale.draws)],
      figures: [drawnFigure(data, measures)],
      notes: [
        ...data.notes,
        ...scaledDown(scale),
        'Models learn from pictures binarised anew in each step; codes and errors are of pictures binarised once. What a decoder makes is grey, and held to grey pictures by the judge. Published FIDs are of Inception’s features: their order compares with ours, their values do not.',
      ],
    }
  },
})

/** @throws BrenierError `cancelled`, `training-diverged`, and as the readers of data */
export async function measured(
  set: PictureSetName,
  which: MeasuredModels,
  scale: PictureScale,
  seeds: readonly number[],
  folder: string | null,
  tools: Tools,
  job: JobHandle,
): Promise<{ readonly data: PictureData; readonly measures: ModelMeasures }> {
  const data = await openPictureData(set, scale.pictures, folder, scale, tools, job)
  try {
    return { data, measures: await measureModels(data, which, scale, seeds, tools, job) }
  } finally {
    data.judge.dispose()
  }
}

const scaledDown = ({ pictures, epochs, draws }: PictureScale): string[] => [
  `Scaled down: ${pictures} pictures, a tenth of them held out, in place of 50,000 or 60,000; one dense net of 512 and 256 units for all, codes of ${latent}, ${epochs} epochs; ${draws} draws. The papers train nets of their own, SWAE’s gated convolutions for 200 epochs.`,
]

export const drawnTable = (
  set: PictureSetName,
  { drawn }: ModelMeasures,
  draws: number,
): ReproducedTable => ({
  title: `${setTitles[set]}, ${draws} draws`,
  source:
    'SWAE, Table 2; Brenier AE-OT, Table 4; Optimal Transport Based Generative Autoencoders, section 5.1; AE-OT by Kantorovich’s potential, Table 1',
  columns: [
    { name: 'Fréchet distance', digits: 2 },
    { name: 'score', digits: 2 },
    { name: 'published FID, SWAE', digits: 0 },
    { name: 'published FID, Brenier AE-OT', digits: 1 },
    { name: 'published score, OTtrans', digits: 2 },
    { name: 'published score, potential', digits: 2 },
  ],
  rows: drawnNames.map(([key, name]) => {
    const ours = drawn.get(key)
    const { fidSwae, fidBrenier, score, potential } = publishedDraws[set][key] ?? {}
    return {
      name,
      cells: [
        cell(ours?.frechet ?? [], null),
        cell(ours?.score ?? [], null),
        ...[fidSwae, fidBrenier, score, potential].map((figure) => cell([], figure ?? null)),
      ],
    }
  }),
})

export const modelTable = (set: PictureSetName, { models }: ModelMeasures): ReproducedTable => ({
  title: `${setTitles[set]}, codes, and reconstruction of held-out pictures`,
  source: 'SWAE, Table 1; Brenier AE-OT, Table 1',
  columns: [
    { name: '5-NN accuracy of codes', digits: 3 },
    { name: 'L2 per value', digits: 4 },
  ],
  rows: modelNames.map(([key, name]) => {
    const ours = models.get(key)
    const { neighbours, perValue } = publishedModels[set][key] ?? {}
    return {
      name,
      cells: [cell(ours?.neighbours ?? [], neighbours ?? null), cell(ours?.perValue ?? [], perValue ?? null)],
    }
  }),
})

export const binaryTable = (
  set: PictureSetName,
  { drawn, models }: ModelMeasures,
  draws: number,
): ReproducedTable => ({
  title: `${setTitles[set]}, binarised at random, ${draws} draws`,
  source: 'SWAE, Tables 1 to 3, codes of 8',
  columns: [
    { name: '5-NN accuracy of codes', digits: 3 },
    { name: 'squared error per picture', digits: 2 },
    { name: 'Fréchet distance', digits: 2 },
    { name: 'published FID', digits: 0 },
  ],
  rows: autoencoders.map((key) => {
    const [ours, frechet] = [models.get(key), drawn.get(key)?.frechet ?? []]
    const { neighbours, perPicture } = publishedModels[set][key] ?? {}
    return {
      name: modelNames.find(([one]) => one === key)![1],
      cells: [
        cell(ours?.neighbours ?? [], neighbours ?? null),
        cell(ours?.perPicture ?? [], perPicture ?? null),
        cell(frechet, null),
        cell([], publishedDraws[set][key]?.fidSwae ?? null),
      ],
    }
  }),
})

/** Draws of each generator, a row each. */
function drawnFigure({ pictures }: PictureData, { looks }: ModelMeasures): ReproducedFigure {
  const { height, width, channels } = pictures
  const shown = drawnNames.filter(([key]) => looks.has(key) && key !== 'reconstructed')
  const pixels = Uint8Array.from(shown.flatMap(([key]) => [...looks.get(key)!]))
  return {
    name: 'draws',
    caption: `Row by row: ${shown.map(([, name]) => name).join('; ')}`,
    picture: pictureGrid({ height, width, channels: channels === 3 ? 3 : 1, pixels }, shownDraws, { gap: 2 }),
  }
}

/** Straight ways in the noise of learned maps, decoded: "Optimal Transport Based Generative Autoencoders", Figures 6 and 7. */
function stripFigure({ pictures }: PictureData, { strips }: ModelMeasures): ReproducedFigure {
  const { height, width, channels } = pictures
  const shown = learnedKeys.filter((key) => strips.has(key))
  const names = shown.map((key) => drawnNames.find(([one]) => one === key)![1])
  const pixels = Uint8Array.from(shown.flatMap((key) => [...strips.get(key)!]))
  return {
    name: 'strips',
    caption: `Straight ways between points of noise, three rows each: ${names.join('; ')}`,
    picture: pictureGrid({ height, width, channels: channels === 3 ? 3 : 1, pixels }, shownDraws, { gap: 2 }),
  }
}
