import { checkObjective, defaultObjective, type ObjectiveSpec } from '../../../shared/objectives'
import { matrix, type Matrix } from '../../../shared/matrix'
import { random } from '../../../shared/random'
import { distanceOrder, ranksFrom } from '../../metrics/distance-order'
import type { PixelSource } from '../../nn/batches'
import { Encoding } from '../../nn/encode'
import type { DenseAutoencoderSpec } from '../../nn/spec'
import { defaultTraining } from '../../nn/training'
import type { JobHandle } from '../job-manager'
import { runStepper } from '../runner'
import type { Tools } from '../tools'
import { cell, requireGoing, type Experiment, type Reproduction } from './experiment'
import { indexPlot, type IndexPanel } from './index-plot'
import { withTrained } from './train'

/** Five Gaussians with means (i, …, i), i = 0 … 4, and covariance 0.2 I in ten dimensions. */
const [modes, dimension, variance] = [5, 10, 0.2] as const
/** Points whose codes are shown. */
const shown = 100
const neighbours = 10

/** A point is a row of grey values, which span this range: nothing within five standard deviations is cut off. */
const [lowest, highest] = [-2.5, 6.5] as const
const span = highest - lowest

/** α = 1 in units of the points: squares of grey values are smaller by the square of the span. */
const swae = (beta: number): ObjectiveSpec =>
  checkObjective({ ...defaultObjective('swae'), beta, alpha: 1 / span ** 2 })

const rows: readonly { readonly name: string; readonly objective: ObjectiveSpec }[] = [
  { name: 'SWAE, β = 1', objective: swae(1) },
  { name: 'SWAE, β = 0.5', objective: swae(0.5) },
  { name: 'VAE, Gaussian', objective: { kind: 'vae', beta: 1, likelihood: 'gaussian' } },
  { name: 'VAE, Bernoulli', objective: { kind: 'vae', beta: 1, likelihood: 'bernoulli' } },
  { name: 'AE', objective: { kind: 'ae' } },
]

export interface MixtureScale {
  /** Points that are trained on, and held out a tenth. */
  readonly points: number
  readonly epochs: number
}

const scales: Readonly<Record<'whole' | 'quick', MixtureScale>> = {
  whole: { points: 10_000, epochs: 40 },
  quick: { points: 2000, epochs: 10 },
}

/** Which points stay near in the codes: Symmetric Wasserstein Autoencoders, Figure 1. The paper prints a picture only. */
export const swaeMixture: Experiment = {
  name: 'swae-mixture',
  description: 'SWAE and VAE of five Gaussians in 10-d: whether codes keep the order of distances',
  paper: 'SWAE',
  minutes: { quick: 1, whole: 7 },
  data: 'none',
  seeds: { quick: 1, whole: 3 },
  run: ({ quick, seeds }, tools, job) => mixture(quick ? scales.quick : scales.whole, seeds, tools, job),
}

/** @throws BrenierError `cancelled`, `training-diverged` */
export async function mixture(
  scale: MixtureScale,
  seeds: readonly number[],
  tools: Tools,
  job: JobHandle,
): Promise<Reproduction> {
  const panels: IndexPanel[] = []
  const made = []
  for (const { name, objective } of rows) {
    const correlations: number[] = []
    const kept: number[] = []
    for (const seed of seeds) {
      const points = mixturePoints(shown, seed, 'shown')
      const codes = await codesOf(objective, points, scale, seed, `${name}, seed ${seed}`, tools, job)
      const order = distanceOrder(points, codes, neighbours)
      correlations.push(order.correlation.mean)
      kept.push(order.kept.mean)
      if (seed === seeds[0]) panels.push({ title: name, codes, indices: ranksFrom(points, 0) })
    }
    made.push({ name, cells: [cell(correlations, null), cell(kept, null)] })
  }
  return {
    tables: [
      {
        title: `Order of distances among ${shown} points, kept by their codes of 2`,
        source: 'Symmetric Wasserstein Autoencoders, Figure 1',
        columns: [
          { name: 'rank correlation', digits: 3 },
          { name: `of ${neighbours} nearest`, digits: 3 },
        ],
        rows: made,
      },
    ],
    figures: [
      {
        name: 'codes',
        caption: `Codes of ${shown} points, numbered by distance from point 0`,
        picture: indexPlot(panels),
      },
    ],
    notes: [
      'The paper prints a picture and no figures, for SWAE and VAE. Each point in turn is the target: Spearman’s correlation of the others’ distances to it and to its code, and the share of its ten nearest that are among the ten nearest to its code; means over the targets.',
      `${scale.points} points, ${scale.epochs} epochs: the paper names neither. Points are rows of ten grey values over [${lowest}, ${highest}], steps of ${(span / 255).toFixed(3)} beside a deviation of ${Math.sqrt(variance).toFixed(2)}; α is scaled along, so that the loss is the paper’s.`,
      'Nets of 300 and 300 units with the sigmoid-weighted unit, x σ(x), where the published code has gates h σ(g); log variances of the conditional prior within [−6, 2] instead of [−9, −3.2].',
    ],
  }
}

/** Codes [points, 2] of a model that was trained on other points of the mixture. */
async function codesOf(
  objective: ObjectiveSpec,
  points: Matrix,
  scale: MixtureScale,
  seed: number,
  stage: string,
  tools: Tools,
  job: JobHandle,
): Promise<Matrix> {
  const spec: DenseAutoencoderSpec = {
    kind: 'ae-dense',
    height: 1,
    width: dimension,
    channels: 1,
    latent: 2,
    hidden: [300, 300],
    activation: 'silu',
    objective,
  }
  const settings = { ...defaultTraining, seed, epochs: scale.epochs, batchSize: 100, learningRate: 5e-4 }
  const learnt = asRows(mixturePoints(scale.points, seed, 'learnt'))
  return withTrained(spec, settings, learnt, stage, tools, job, async ({ network }) => {
    const { result } = await runStepper(new Encoding(network, asRows(points)), {
      control: job.control,
      clock: tools.clock,
    })
    requireGoing(job)
    return result
  })
}

/** Points of the modes in turn, [count, 10]. */
function mixturePoints(count: number, seed: number, which: string): Matrix {
  const source = random(seed).fork(`mixture, ${which}`)
  const deviation = Math.sqrt(variance)
  const data = Float32Array.from(
    { length: count * dimension },
    (_, at) => (Math.floor(at / dimension) % modes) + deviation * source.normal(),
  )
  return matrix(count, dimension, data)
}

function asRows({ rows: count, data }: Matrix): PixelSource {
  // Rounded, and kept within 0 … 255.
  const pixels = Uint8Array.from(Uint8ClampedArray.from(data, (value) => (255 * (value - lowest)) / span))
  return { count, height: 1, width: dimension, channels: 1, pixels }
}
