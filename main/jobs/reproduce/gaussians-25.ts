import type { MapperParameters } from '../../../shared/contracts/mapper'
import type { Matrix } from '../../../shared/matrix'
import { modeScores, type ModeScores } from '../../metrics/mode-scores'
import { mapperSettings } from '../../../shared/mapper-settings'
import { denormalise } from '../../ot/normalise'
import type { JobHandle } from '../job-manager'
import { defaultParameters } from '../study/recipe'
import type { Tools } from '../tools'
import { cell, requireGoing, type Experiment, type Reproduction, type ReproducedRow } from './experiment'
import { withLearned } from './learn'
import { drawScaled, scaledMixture } from './point-sets'

const set = 'gaussians-25'
/** The grid {−4 … 4} with σ 0.05 that PacGAN's code trains on, of the sample that pyOMT has made smaller. */
const pacganScale = 2.828
/** Draws that a table's figures are counted from, as both papers have it. */
const draws = 2500

/** What is scaled down of PacGAN's 400,000 steps on 100,000 points. */
const sizes = {
  whole: { points: 100_000, steps: 40_000, generator: 64, discriminator: 64, learningRate: 1e-3 },
  quick: { points: 20_000, steps: 1500, generator: 64, discriminator: 32, learningRate: 1e-3 },
} as const
type Size = (typeof sizes)[keyof typeof sizes]

interface Row {
  readonly name: string
  readonly pack: number
  readonly published: readonly [modes: string, highQuality: string, reverseKl: string]
}

const games: readonly Row[] = [
  { name: 'GAN', pack: 1, published: ['17.3', '94.8', '.70'] },
  { name: 'PacGAN2', pack: 2, published: ['23.8', '91.3', '.13'] },
  { name: 'PacGAN3', pack: 3, published: ['24.6', '94.2', '.06'] },
  { name: 'PacGAN4', pack: 4, published: ['24.8', '93.6', '.04'] },
]
/** Columns of the paper's table that are not measured here. */
const quoted = [
  { name: 'ALI (not run)', published: ['24.1', '95.7', '.14'] },
  { name: 'MD (not run)', published: ['23.8', '79.9', '.17'] },
] as const
const ofTransport = ['25.0', '99.8 ± .2', '.007 ± .002'] as const

/** Modes, high-quality share and reverse KL on the grid: Brenier AE-OT, Table 2, whose rows of GANs are PacGAN's. */
export const gaussians25: Experiment = {
  name: 'gaussians-25',
  description: '25 Gaussians by GAN, PacGAN and the exact map: modes, high quality, reverse KL',
  paper: 'Brenier AE-OT, PacGAN',
  minutes: { quick: 1, whole: 45 },
  data: 'none',
  seeds: { quick: 1, whole: 1 },
  async run({ quick, seeds }, tools, job, show) {
    const size = quick ? sizes.quick : sizes.whole
    const rows: ReproducedRow[] = []
    for (const { name, pack, published } of quick ? games.slice(0, 2) : games) {
      const scores: ModeScores[] = []
      for (const seed of seeds) scores.push(await playedScores(name, pack, seed, size, tools, job))
      rows.push({ name, cells: cellsOf(scores, published) })
      show(made(rows, size))
    }
    for (const { name, published } of quoted) rows.push({ name, cells: cellsOf([], published) })
    const exact: ModeScores[] = []
    for (const seed of transportSeeds(seeds)) exact.push(await transportScores(seed, tools, job))
    rows.push({ name: 'AE-OT, exact map', cells: cellsOf(exact, ofTransport) })
    return made(rows, size)
  },
}

const made = (rows: readonly ReproducedRow[], size: Size): Reproduction => ({
  tables: [
    {
      title: `25 Gaussians, ${draws} draws`,
      source: 'Brenier AE-OT, Table 2',
      columns: [
        { name: 'modes', digits: 1 },
        { name: 'high quality %', digits: 1 },
        { name: 'reverse KL', digits: 3 },
      ],
      rows: [...rows],
    },
  ],
  notes: [
    `GANs, scaled down: ${size.steps} steps of batches of 100 at ${size.learningRate} instead of 400,000 at 1e-4; generators of 4 × ${size.generator} instead of 4 × 400 units, maxout discriminators of 3 × ${size.discriminator} instead of 3 × 200; trained on ${size.points} points, in the paper on 100000. Steps of both nets in turn, where its code has them at once.`,
    'AE-OT: 512 points, the exact map of the square, pairs of cells mixed below an angle of 0.2, as in the published code; ten seeds.',
    'Reverse KL is that of the points each was trained on; with 2,500 draws counting alone makes .005.',
    'A single run of a GAN may find any number of modes; PacGAN’s figures are means of ten runs. Draws spread evenly over the grid would be of high quality in 2.8 %: where the share is near it, the training was too short.',
  ],
})

/** Ten at least, as the paper has it: a map takes a second. */
const transportSeeds = (seeds: readonly number[]): number[] =>
  Array.from({ length: Math.max(10, seeds.length) }, (_, i) => (seeds[0] ?? 1) + i)

const cellsOf = (scores: readonly ModeScores[], published: readonly [string, string, string]) => [
  cell(
    scores.map(({ found }) => found),
    published[0],
  ),
  cell(
    scores.map(({ highQuality }) => 100 * highQuality.share),
    published[1],
  ),
  cell(
    scores.map(({ reverseKl }) => reverseKl ?? Infinity),
    published[2],
  ),
]

async function playedScores(
  name: string,
  pack: number,
  seed: number,
  size: Size,
  tools: Tools,
  job: JobHandle,
): Promise<ModeScores> {
  const points = drawScaled(set, seed, size.points, pacganScale)
  const { spec, training } = mapperSettings('pacgan', 2, 'paper')
  const { steps, learningRate, generator, discriminator } = size
  const parameters: MapperParameters = {
    spec: {
      ...spec,
      hidden: spec.hidden.map(() => generator),
      method: {
        kind: 'gan',
        game: 'non-saturating',
        lipschitz: { kind: 'none' },
        pack,
        discriminatorSteps: 1,
        discriminatorHidden: [discriminator, discriminator, discriminator],
        discriminatorActivation: 'maxout',
      },
    },
    training: { ...training, seed, steps, learningRate },
  }
  return withLearned(parameters, points, `${name}, seed ${seed}`, tools, job, async (map) =>
    modeScores(scaledMixture(set, pacganScale), await map.draw(draws, seed), points),
  )
}

/** The exact map onto 512 points, extended over the pairs of cells that the paper's code keeps. */
async function transportScores(seed: number, tools: Tools, job: JobHandle): Promise<ModeScores> {
  const codes: Matrix = drawScaled(set, seed, 512)
  const parameters = { ...defaultParameters.transport, method: 'newton2d' as const, tolerance: 1e-7, seed }
  const { result: solved } = await tools.compute.run('transport', { codes, parameters }, job.control)
  requireGoing(job)
  const { map } = solved
  const test = { test: 'angle', value: 0.2 } as const
  const { result: made } = await tools.compute.run(
    'generate',
    { map, seed, count: draws, extension: 'pairs', test, unique: false },
    job.control,
  )
  requireGoing(job)
  return modeScores(scaledMixture(set), denormalise(made.codes, map.normalisation), codes)
}
