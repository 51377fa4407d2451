import { Option, type Command } from 'commander'
import { BrenierError } from '../../../shared/errors'
import { matrix } from '../../../shared/matrix'
import { random } from '../../../shared/random'
import { pointSetGaussians, pointSetNames } from '../../data/point-sets'
import { cellHits } from '../../metrics/cell-hits'
import { coverage, type Coverage } from '../../metrics/coverage'
import { label, miniBatchKMeans } from '../../metrics/mini-batch-k-means'
import { labelledMixture, roundMixture, type Mixture } from '../../metrics/mixture'
import { modeScores } from '../../metrics/mode-scores'
import { readCodes, readLabels } from '../codes'
import type { CommonOptions, Outcome } from '../host'
import { numberOption, wholeOption } from '../options'
import type { Registry } from '../registry'
import { told } from './metrics'

interface ModesOptions extends CommonOptions {
  readonly mixture?: string
  readonly scale: number
  readonly labels?: string
}

interface CoverageOptions extends CommonOptions {
  readonly clusters?: number
  readonly cells?: number
}

const knownMixtures = pointSetNames.filter((name) => pointSetGaussians(name))

/** `metrics modes` and `metrics coverage`: which modes generated samples reach. */
export function modeMetrics(metrics: Command, registry: Registry): void {
  registry.add(
    metrics
      .command('modes')
      .description('modes found, high-quality samples and reverse KL of a mixture of Gaussians')
      .argument('<generated>', 'samples, a .npy file [n, d]')
      .argument('<real>', 'samples, a .npy file [m, d]')
      .addOption(
        new Option('--mixture <name>', 'the Gaussians of a sample')
          .choices(knownMixtures)
          .conflicts('labels'),
      )
      .option('--scale <factor>', 'how much larger they are than the sample', numberOption(1e-9, 1e9), 1)
      .option('--labels <file>', 'instead: the mode of each real sample, a .npy file [m], -1 where unknown'),
    'metrics modes',
    async (host, [generated, real], options: ModesOptions) => {
      const [samples, reals] = [await readCodes(generated!), await readCodes(real!)]
      const labels = options.labels === undefined ? null : await readLabels(options.labels)
      const scores = await host.inOneGo(async () => {
        const mixture = labels
          ? labelledMixture(reals, labels, 1 + labels.reduce((most, mode) => Math.max(most, mode), 0))
          : namedMixture(options)
        return modeScores(mixture, samples, reals)
      })
      const { counts, goodCounts, reverseKl, jsdToUniform } = scores
      return {
        result: {
          ...scores,
          // JSON has no infinity: a mode was hit that the real samples have none of.
          reverseKl: Number.isFinite(reverseKl) ? reverseKl : null,
          counts: [...counts],
          goodCounts: [...goodCounts],
        },
        lines: [
          `${scores.found} of ${scores.modes} modes found`,
          `high quality ${told(scores.highQuality)}`,
          `reverse KL ${reverseKl!.toPrecision(3)} nats against ${reals.rows} real samples; counting alone makes ${scores.reverseKlFloor.toPrecision(2)}`,
          `JSD of good samples from uniform ${jsdToUniform === null ? 'unknown: none is good' : jsdToUniform.toPrecision(3)}`,
        ],
      }
    },
  )

  registry.add(
    metrics
      .command('coverage')
      .description('missed and thin modes, or cells never hit')
      .argument(
        '<generated>',
        'the mode or cell of each draw, a .npy file [n]; with --clusters points [n, d]',
      )
      .argument('[real]', 'the mode of each real sample, a .npy file [m]; with --clusters points [m, d]')
      .option('--clusters <number>', 'modes are clusters of the real points', wholeOption(1, 10_000))
      .option('--cells <number>', 'the draws are cells of equal mass, so many', wholeOption(1)),
    'metrics coverage',
    async (host, [generated, real], options: CoverageOptions) => {
      if (options.cells !== undefined) return cellOutcome(await readLabels(generated!), options.cells)
      if (real === undefined) {
        throw new BrenierError(
          'bad-argument',
          'Expected real samples to compare with, or --cells for draws that are cells.',
        )
      }
      const { clusters, seed = 1 } = options
      if (clusters === undefined) {
        const [drawn, had] = [await readLabels(generated!), await readLabels(real)]
        const modes = 1 + [...drawn, ...had].reduce((most, mode) => Math.max(most, mode), 0)
        return coverageOutcome(await host.inOneGo(async () => coverage(drawn, had, modes)))
      }
      const [samples, reals] = [await readCodes(generated!), await readCodes(real)]
      if (samples.columns !== reals.columns) {
        throw new BrenierError(
          'bad-shape',
          `Expected generated and real points of one dimension, got ${samples.columns} and ${reals.columns}.`,
        )
      }
      return coverageOutcome(
        await host.inOneGo(async () => {
          const found = miniBatchKMeans(reals, clusters, random(seed))
          return coverage(label(samples, found.centres).labels, found.labels, clusters)
        }),
      )
    },
  )
}

function namedMixture({ mixture, scale }: ModesOptions): Mixture {
  const gaussians = mixture === undefined ? null : pointSetGaussians(mixture)
  if (!gaussians) {
    throw new BrenierError(
      'bad-argument',
      `Expected --mixture ${knownMixtures.join(', ')}, or --labels of the real samples, got ${mixture ?? 'neither'}.`,
    )
  }
  const { centres, sigma } = gaussians
  const scaled = matrix(
    centres.rows,
    centres.columns,
    centres.data.map((value) => scale * value),
  )
  return roundMixture(scaled, scale * sigma)
}

function coverageOutcome(found: Coverage): Outcome {
  const list = (name: string, modes: readonly number[]) =>
    modes.map(
      (mode) =>
        `${name} ${mode}: ${told(found.modes[mode]!.generated)}, real ${told(found.modes[mode]!.real)}`,
    )
  return {
    result: { ...found },
    lines: [
      `${found.reached} of ${found.present} modes reached`,
      ...list('missed', found.missed),
      ...list('thin', found.thin),
      `share of draws in the wrong mode ${found.totalVariation.toFixed(4)}; counting alone makes ${found.totalVariationFloor.toFixed(4)}`,
    ],
  }
}

function cellOutcome(drawn: Int32Array, cells: number): Outcome {
  const found = cellHits(drawn, new Float64Array(cells).fill(1 / cells))
  const { counts: _counts, neverHit, ...figures } = found
  const { ideal, deviation } = found.curve.at(-1)!
  return {
    result: { ...figures, neverHit: [...neverHit] },
    lines: [
      `cells hit ${found.hit.count} of ${cells} by ${found.draws} draws; an exact map hits ${ideal.toFixed(1)} ± ${deviation.toFixed(1)}`,
      ...(found.relativeRms === null
        ? []
        : [
            `relative RMS of the masses ${found.relativeRms.toPrecision(3)} ± ${found.relativeRmsError!.toPrecision(2)}`,
          ]),
    ],
  }
}
