import { cell, type ReproducedTable } from './experiment'
import type { DrawnKey, ModelKey, ModelMeasures } from './model-measures'
import { setTitles, type PictureSetName } from './picture-data'
import { publishedDraws, publishedModels } from './published-models'

/** What pictures come from, in the order of the tables. */
export const drawnNames: readonly (readonly [key: DrawnKey, name: string])[] = [
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

/** Autoencoders whose training gives their codes a distribution: SWAE’s tables. */
export const autoencoders = ['vae', 'wae-mmd', 'wae-gan', 'swae 1', 'swae 0.5', 'swae 0'] as const

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
    { name: 'F₈, recall', digits: 3 },
    { name: 'F⅛, precision', digits: 3 },
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
        cell(ours?.recall ?? [], null),
        cell(ours?.precision ?? [], null),
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
