import type { JobHandle } from '../job-manager'
import type { Tools } from '../tools'
import { cell, type Experiment, type ReproducedTable } from './experiment'
import {
  latent,
  measureFashion,
  singularAngle,
  type DrawnKey,
  type FashionMeasures,
  type FashionScale,
  type ModelKey,
} from './fashion-measures'

const scales: Readonly<Record<'whole' | 'quick', FashionScale>> = {
  whole: { pictures: 10_000, epochs: 20, draws: 10_000, mapSeconds: 30, mapperSteps: 3000 },
  quick: { pictures: 4000, epochs: 5, draws: 2000, mapSeconds: 4, mapperSteps: 200 },
}

interface DrawnRow {
  /** Null for a figure that is quoted only. */
  readonly key: DrawnKey | null
  readonly name: string
  /** SWAE, Table 2, codes of 8. */
  readonly fidSwae?: string
  /** Brenier AE-OT, Table 4. */
  readonly fidBrenier?: string
  /** Optimal Transport Based Generative Autoencoders, section 5.1, codes of 8. */
  readonly score?: string
}

const drawnRows: readonly DrawnRow[] = [
  { key: 'real', name: 'real pictures', score: '9.07' },
  { key: 'reconstructed', name: 'AE, reconstructed', fidBrenier: '4.7' },
  { key: 'map', name: 'AE-OT, semi-discrete map' },
  { key: 'refined', name: 'AE-OT, the same draws, decoder refined', fidBrenier: '10.2' },
  { key: 'otgen', name: 'AE-OTgen', score: '7.90' },
  { key: 'ottrans', name: 'AE-OTtrans', score: '7.45' },
  { key: 'gaussian', name: 'AE, Gaussian of its codes' },
  { key: 'vae', name: 'VAE', fidSwae: '60', fidBrenier: '58.7', score: '5.39' },
  { key: 'wae-mmd', name: 'WAE-MMD', fidSwae: '100', score: '5.97' },
  { key: 'swae 1', name: 'SWAE, β = 1', fidSwae: '65' },
  { key: 'swae 0.5', name: 'SWAE, β = 0.5', fidSwae: '57' },
  { key: 'swae 0', name: 'SWAE, β = 0', fidSwae: '48' },
  { key: null, name: 'AE-OT, Kantorovich’s potential (not run)', score: '5.81' },
]

interface ModelRow {
  readonly key: ModelKey
  readonly name: string
  /** SWAE, Table 1, codes of 8. */
  readonly neighbours?: string
  /** Brenier AE-OT, Table 1: in training, ours on held-out pictures. */
  readonly perValue?: string
}

const modelRows: readonly ModelRow[] = [
  { key: 'ae', name: 'AE', perValue: '.0026' },
  { key: 'refined', name: 'AE, encoder frozen, decoder refined', perValue: '.0011' },
  { key: 'vae', name: 'VAE', neighbours: '.80' },
  { key: 'wae-mmd', name: 'WAE-MMD', neighbours: '.80' },
  { key: 'swae 1', name: 'SWAE, β = 1', neighbours: '.82' },
  { key: 'swae 0.5', name: 'SWAE, β = 0.5', neighbours: '.81' },
  { key: 'swae 0', name: 'SWAE, β = 0', neighbours: '.83' },
]

/** Generative autoencoders of Fashion-MNIST: the tables of SWAE, Brenier AE-OT and OTtrans, measured in one way. */
export const fashionModels: Experiment = {
  name: 'fashion-models',
  description: 'Fashion by AE-OT, OTgen, OTtrans, VAE, WAE-MMD, SWAE: draws, codes, reconstruction',
  data: 'none',
  seeds: { quick: 1, whole: 2 },
  async run({ quick, seeds }, tools, job) {
    const scale = quick ? scales.quick : scales.whole
    const { pictures, epochs, draws, mapSeconds, mapperSteps } = scale
    return {
      tables: await fashionTables(scale, seeds, tools, job),
      notes: [
        `Scaled down: ${pictures} test pictures of Fashion-MNIST, a tenth of them held out, instead of 50,000 or 60,000 training pictures; one dense net of 512 and 256 units for all, codes of ${latent}, ${epochs} epochs, and as many again for the refined decoder; ${draws} draws. The papers train nets of their own, SWAE’s gated convolutions for 200 epochs; the reconstruction errors of Brenier AE-OT are losses in training, ours are of held-out pictures, and it does not name its code size.`,
        'Our Fréchet distance and score are of the classifier “clothes” that ships, which has not seen these pictures. They compare with one another and not with the published columns: those are of Inception’s features, and of a classifier that is not published.',
        `The distance of the real pictures is that of their halves, ${Math.floor(pictures / 2)} each: above 0 by their number alone. That of draws is to all ${pictures}, those that were trained on among them.`,
        `AE-OT: the map of the cube found in ${mapSeconds} s, pairs of cells mixed below an angle of ${singularAngle}, which the paper names. AE-OTgen and AE-OTtrans: ${mapperSteps} steps of the 10,000 that their paper has for points, OTtrans over 4,096 pairs matched once.`,
        'SWAE’s reconstruction losses are of pictures binarised at random and do not compare.',
      ],
    }
  },
}

/** @throws BrenierError `cancelled`, `training-diverged` */
export async function fashionTables(
  scale: FashionScale,
  seeds: readonly number[],
  tools: Tools,
  job: JobHandle,
): Promise<readonly [drawn: ReproducedTable, models: ReproducedTable]> {
  const measures = await measureFashion(scale, seeds, tools, job)
  return [drawnTable(measures, scale.draws), modelTable(measures)]
}

const drawnTable = ({ drawn }: FashionMeasures, draws: number): ReproducedTable => ({
  title: `Fashion-MNIST, ${draws} draws`,
  source:
    'SWAE, Table 2; Brenier AE-OT, Table 4; Optimal Transport Based Generative Autoencoders, section 5.1',
  columns: [
    { name: 'Fréchet distance by clothes', digits: 2 },
    { name: 'score by clothes', digits: 2 },
    { name: 'published FID, SWAE', digits: 0 },
    { name: 'published FID, Brenier AE-OT', digits: 1 },
    { name: 'published score, another classifier', digits: 2 },
  ],
  rows: drawnRows.map(({ key, name, fidSwae, fidBrenier, score }) => {
    const ours = key === null ? undefined : drawn.get(key)
    return {
      name,
      cells: [
        cell(ours?.frechet ?? [], null),
        cell(ours?.score ?? [], null),
        ...[fidSwae, fidBrenier, score].map((figure) => cell([], figure ?? null)),
      ],
    }
  }),
})

const modelTable = ({ models }: FashionMeasures): ReproducedTable => ({
  title: 'Codes, and reconstruction of held-out pictures',
  source: 'SWAE, Table 1; Brenier AE-OT, Table 1',
  columns: [
    { name: '5-NN accuracy of codes', digits: 3 },
    { name: 'L2 per value', digits: 4 },
  ],
  rows: modelRows.map(({ key, name, neighbours, perValue }) => {
    const ours = models.get(key)
    return {
      name,
      cells: [cell(ours?.neighbours ?? [], neighbours ?? null), cell(ours?.perValue ?? [], perValue ?? null)],
    }
  }),
})
