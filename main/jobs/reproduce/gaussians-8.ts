import type { MapperParameters } from '../../../shared/contracts/mapper'
import { matrix, type Matrix } from '../../../shared/matrix'
import { random } from '../../../shared/random'
import { matchingDistance } from '../../metrics/matching-distance'
import { modeScores } from '../../metrics/mode-scores'
import { drawNoise } from '../../nn/maps/draws'
import type { LearnedMap } from '../../nn/maps/learned-map'
import { mapperSettings } from '../../../shared/mapper-settings'
import type { JobHandle } from '../job-manager'
import { matchPoints } from '../transport/match-points'
import type { Tools } from '../tools'
import {
  cell,
  requireGoing,
  type Experiment,
  type ReproducedFigure,
  type ReproducedRow,
  type Reproduction,
} from './experiment'
import { withLearned } from './learn'
import { noiseGrid, potentialSurfaces, type PotentialPanel } from './potential-surface'
import { drawScaled, scaledMixture } from './point-sets'

const set = 'gaussians-8-wide'
const points = 256
const draws = 2500
/** The square of noise over which D is drawn, and points along its side. */
const [gridReach, gridSide] = [4, 25] as const

interface Row {
  readonly name: string
  /** Changes to the settings of the paper. */
  change(parameters: MapperParameters): MapperParameters
}

const potential =
  (
    activation: 'relu' | 'silu',
    lambda: number,
    compares: 'norms' | 'vectors',
    learningRate: number,
  ): Row['change'] =>
  ({ spec, training }) => ({
    spec: {
      ...spec,
      activation,
      method: { kind: 'kantorovich', pairs: points, lambda, compares, entropy: 0 },
    },
    training: { ...training, learningRate },
  })

const rows: readonly Row[] = [
  { name: 'paper: ReLU, λ 0', change: potential('relu', 0, 'norms', 1e-2) },
  { name: 'SiLU, λ 0, rate 1e-3', change: potential('silu', 0, 'norms', 1e-3) },
  { name: 'SiLU, norms, λ 0.1, rate 1e-3', change: potential('silu', 0.1, 'norms', 1e-3) },
  { name: 'SiLU, vectors, λ 0.1, rate 1e-3', change: potential('silu', 0.1, 'vectors', 1e-3) },
]

/** Figure 2 of AE-OT by Kantorovich's potential: 256 noise points onto 8 Gaussians. The paper shows pictures only. */
export const gaussians8: Experiment = {
  name: 'gaussians-8',
  description: '8 Gaussians by Kantorovich’s potential, x + ∇D(x), after 5 and after all steps',
  paper: 'AE-OT, Kantorovich’s potential',
  minutes: { quick: 1, whole: 22 },
  data: 'none',
  seeds: { quick: 1, whole: 1 },
  async run({ quick, seeds }, tools, job, show) {
    const made: ReproducedRow[] = []
    const figures: ReproducedFigure[] = []
    const soFar = (): Reproduction => ({
      tables: [
        {
          title: '8 Gaussians at radius 10, σ 1, from N(0, I)',
          source: 'AE-OT by Kantorovich’s potential, Figure 2',
          columns: [
            { name: 'mean length to the points, 5 steps', digits: 2 },
            { name: 'after all', digits: 2 },
            { name: 'modes of 8', digits: 1 },
            { name: 'high quality %', digits: 1 },
          ],
          rows: [...made],
        },
      ],
      figures: [...figures],
      notes: [
        'The paper prints no figures of this experiment; its settings are the first row: 256 fixed noise points and 32 points of each Gaussian, 2-512-512-512-1, 10,000 steps.',
        'Mean length is that of the optimal matching of 256 mapped fresh noise points with the 256 points; modes and high quality (within three σ of a centre) are of 2,500 draws.',
        'A rectifier’s D is piecewise linear: x + ∇D(x) moves whole pieces of noise by one vector.',
        ...(quick ? ['Quick: nets of 128 units, 1,000 steps.'] : []),
      ],
    })
    for (const row of quick ? rows.slice(1, 3) : rows) {
      const values: Measured[] = []
      for (const seed of seeds) values.push(await measured(row, seed, quick, tools, job))
      const [first] = values
      if (first) {
        figures.push({
          name: `surface-${made.length + 1}`,
          caption: `${row.name}: D over the noise; noise blue, points grey, mapped noise orange`,
          picture: potentialSurfaces(first.panels),
        })
      }
      const column = (of: (value: Measured) => number) => cell(values.map(of), null)
      made.push({
        name: row.name,
        cells: [
          column(({ early }) => early),
          column(({ matched }) => matched),
          column(({ modes }) => modes),
          column(({ highQuality }) => highQuality),
        ],
      })
      show(soFar())
    }
    return soFar()
  },
}

interface Measured {
  readonly early: number
  readonly matched: number
  readonly modes: number
  readonly highQuality: number
  /** After 5 steps and after all. */
  readonly panels: readonly PotentialPanel[]
}

async function measured(
  { name, change }: Row,
  seed: number,
  quick: boolean,
  tools: Tools,
  job: JobHandle,
): Promise<Measured> {
  const { spec, training } = change(mapperSettings('kantorovich', 2, 'paper'))
  const hidden = quick ? spec.hidden.map(() => 128) : spec.hidden
  const target = drawScaled(set, seed, points)
  const match = matchPoints(tools)
  const after = <T>(steps: number, work: (map: LearnedMap) => Promise<T>) =>
    withLearned(
      { spec: { ...spec, hidden }, training: { ...training, seed, steps } },
      target,
      `${name}, seed ${seed}`,
      tools,
      job,
      work,
    )
  const length = async (codes: Matrix) => {
    requireGoing(job)
    return matchingDistance(codes, target, (await match(codes, target)).partners).meanLength
  }
  const panel = async (map: LearnedMap, title: string): Promise<PotentialPanel> => {
    const source = drawNoise(map.spec, points, random(seed).fork('noise of a figure'))
    const grid = matrix(gridSide ** 2, 2, noiseGrid(gridSide, gridReach))
    return { title, heights: await map.potential(grid), source, target, mapped: await map.map(source) }
  }
  const early = await after(5, async (map) => ({
    length: await length(await map.draw(points, seed)),
    panel: await panel(map, 'after 5 steps'),
  }))
  const steps = quick ? 1000 : training.steps
  return after(steps, async (map) => {
    const scores = modeScores(scaledMixture(set), await map.draw(draws, seed), null)
    return {
      early: early.length,
      matched: await length(await map.draw(points, seed)),
      modes: scores.found,
      highQuality: 100 * scores.highQuality.share,
      panels: [early.panel, await panel(map, `after ${steps} steps`)],
    }
  })
}
