import type { JobHandle } from '../job-manager'
import type { Tools } from '../tools'
import type { Experiment, Reproduction } from './experiment'
import {
  latent,
  measureModels,
  singularAngle,
  type MeasuredModels,
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
import { drawnFigure, precisionRecallFigure, stripFigure } from './picture-figures'
import { autoencoders, binaryTable, drawnTable, modelTable } from './picture-tables'

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

const precisionRecallNote =
  'F₈ and F⅛ (Sajjadi et al. 2018) are of the judge’s features: 20 clusters, ten clusterings, as many draws as real pictures; those of the real pictures are between their halves. Brenier AE-OT’s Figure 14 is of Inception’s features and prints no figures to hold ours to.'

type Made = (data: PictureData, measures: ModelMeasures) => Reproduction
type Measured = (data: PictureData, measures: ModelMeasures) => void

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
  minutes: set === 'fashion' ? { quick: 2, whole: 17 } : { quick: 3, whole: 16 },
  data: set === 'mnist' ? 'required' : 'optional',
  seeds: { quick: 1, whole: 2 },
  async run({ quick, seeds, data: folder }, tools, job, show) {
    const scale = quick ? scales.quick : scales.whole
    const { mapSeconds, mapperSteps } = scale
    const made: Made = (data, measures) => ({
      tables: [drawnTable(set, measures, scale.draws), modelTable(set, measures)],
      figures: [drawnFigure(data, measures), stripFigure(data, measures), precisionRecallFigure(measures)],
      notes: [
        ...data.notes,
        ...scaledDown(scale),
        precisionRecallNote,
        'Our Fréchet distances and scores compare with one another and not with the published columns: those are of Inception’s features, and of classifiers that are not published. Published reconstruction errors are losses in training, ours are of held-out pictures.',
        `The refined decoder has as many epochs again. AE-OT: the map of the cube found in ${mapSeconds} s, pairs of cells mixed below an angle of ${singularAngle}, which Brenier AE-OT names for this set. AE-OTgen and AE-OTtrans: ${mapperSteps} steps of the 10,000 that their paper has for points, OTtrans over 4,096 pairs matched once; the potential: ${mapperSteps} of 200,000 steps.`,
        'GAN and WGAN: rate 1e-3, β₁ 0.5; WGAN two steps of the critic for one of the generator, weights within 0.05. WGAN-QC: the same rate. GLANN: the map by IMLE in as many steps as the other learned maps, of 23,400; GLO and GLANN have Lap₁ here, the published GLANN a distance of VGG features.',
        'SWAE’s reconstruction losses are of pictures binarised at random and do not compare.',
      ],
    })
    const soFar: Measured = (data, measures) => show(made(data, measures))
    const { data, measures } = await measured(set, grey, scale, seeds, folder, tools, job, soFar)
    return made(data, measures)
  },
})

/** The same of binarised pictures, as SWAE has them: pixels are black or white with the chance of their value. */
export const binaryModels = (set: PictureSetName): Experiment => ({
  name: `${set}-binarised`,
  description: `${setTitles[set]} binarised at random by VAE, WAE, SWAE: draws, 5-NN accuracy of codes, reconstruction`,
  paper: 'SWAE',
  minutes: { quick: set === 'fashion' ? 1 : 2, whole: 5 },
  data: set === 'mnist' ? 'required' : 'optional',
  seeds: { quick: 1, whole: 2 },
  async run({ quick, seeds, data: folder }, tools, job, show) {
    const scale = quick ? scales.quick : scales.whole
    const made: Made = (data, measures) => ({
      tables: [binaryTable(set, measures, scale.draws)],
      figures: [drawnFigure(data, measures), precisionRecallFigure(measures)],
      notes: [
        ...data.notes,
        ...scaledDown(scale),
        precisionRecallNote,
        'Models learn from pictures binarised anew in each step; codes and errors are of pictures binarised once. What a decoder makes is grey, and held to grey pictures by the judge. Published FIDs are of Inception’s features: their order compares with ours, their values do not.',
      ],
    })
    const soFar: Measured = (data, measures) => show(made(data, measures))
    const { data, measures } = await measured(set, binary, scale, seeds, folder, tools, job, soFar)
    return made(data, measures)
  },
})

/**
 * @param soFar takes the measures whenever there are more
 * @throws BrenierError `cancelled`, `training-diverged`, and as the readers of data
 */
export async function measured(
  set: PictureSetName,
  which: MeasuredModels,
  scale: PictureScale,
  seeds: readonly number[],
  folder: string | null,
  tools: Tools,
  job: JobHandle,
  soFar: Measured = () => undefined,
): Promise<{ readonly data: PictureData; readonly measures: ModelMeasures }> {
  const data = await openPictureData(set, scale.pictures, folder, scale, tools, job)
  try {
    const more = (measures: ModelMeasures) => soFar(data, measures)
    return { data, measures: await measureModels(data, which, scale, seeds, tools, job, more) }
  } finally {
    data.judge.dispose()
  }
}

const scaledDown = ({ pictures, epochs, draws }: PictureScale): string[] => [
  `Scaled down: ${pictures} pictures, a tenth of them held out, in place of 50,000 or 60,000; one dense net of 512 and 256 units for all, codes of ${latent}, ${epochs} epochs; ${draws} draws. The papers train nets of their own, SWAE’s gated convolutions for 200 epochs.`,
]
