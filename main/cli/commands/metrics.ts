import type { Command } from 'commander'
import { runStepper } from '../../jobs/runner'
import { matchingDistance } from '../../metrics/matching-distance'
import { neighbourAccuracy } from '../../metrics/nearest-neighbour-accuracy'
import { prd } from '../../metrics/prd'
import type { Share } from '../../metrics/share'
import { readCodes, readLabels } from '../codes'
import type { CommonOptions } from '../host'
import { wholeOption } from '../options'
import type { Registry } from '../registry'
import { classifierMetrics } from './metrics-classifier'
import { modeMetrics } from './metrics-modes'

const featuresFlag = '--features <name>'
const featuresHelp = 'the net and layer the features come from: values of others do not compare'

/** `metrics modes|coverage|prd|frechet|inception|knn|w2`: generated samples against real ones. */
export function metricsCommands(program: Command, registry: Registry): void {
  const metrics = program.command('metrics').description('measures of generated samples against real ones')
  modeMetrics(metrics, registry)
  setMetrics(metrics, registry)
  classifierMetrics(metrics, registry)
  neighbourMetrics(metrics, registry)
}

/** A share as a person reads it: with its base and interval. */
export const told = ({ count, of, share, low, high }: Share): string =>
  `${percent(share)} (${count} of ${of}, 95 % interval ${percent(low)} to ${percent(high)})`

const percent = (share: number) => `${(100 * share).toFixed(1)} %`

function setMetrics(metrics: Command, registry: Registry): void {
  registry.add(
    metrics
      .command('prd')
      .description('precision and recall of distributions')
      .argument('<generated>', 'features, a .npy file [n, d]')
      .argument('<real>', 'features, a .npy file [n, d]')
      .requiredOption(featuresFlag, featuresHelp)
      .option('--clusters <number>', '', wholeOption(1, 10_000), 20)
      .option('--clusterings <number>', '', wholeOption(1, 1000), 10),
    'metrics prd',
    async (
      host,
      [generated, real],
      options: CommonOptions & { features: string; clusters: number; clusterings: number },
    ) => {
      const { features, clusters, clusterings, seed = 1 } = options
      const stepper = prd(await readCodes(generated!), await readCodes(real!), features, {
        clusters,
        clusterings,
        seed,
      })
      const { result, cancelled } = await host.job('run', (job) =>
        runStepper(stepper, {
          control: job.control,
          clock: host.tools.clock,
          onProgress: ({ done, total }) => job.report({ stage: 'Clusterings', done, total }),
        }),
      )
      const { precision, recall, ...figures } = result
      return {
        result: { ...figures, precision: [...precision], recall: [...recall] },
        lines: [
          `recall F8 ${result.f8.toFixed(3)}, precision F1/8 ${result.fEighth.toFixed(3)}`,
          `${result.samples} samples each, ${result.clusters} clusters, ${result.clusterings} clusterings, features of ${features}`,
        ],
        interrupted: cancelled,
      }
    },
  )

  registry.add(
    metrics
      .command('w2')
      .description('2-Wasserstein distance of two sets of equal size, by their optimal bijection')
      .argument('<generated>', 'a .npy file [n, d]')
      .argument('<real>', 'a .npy file [n, d]'),
    'metrics w2',
    async (host, [generated, real], options: CommonOptions) => {
      const [a, b] = [await readCodes(generated!), await readCodes(real!)]
      const problem = { cost: 'sqeuclidean', a, b } as const
      const { result, cancelled } = await host.job('transport', (job) =>
        host.tools.compute.run('assignment', { problem, seed: options.seed ?? 1 }, job.control, ({ share }) =>
          job.report({ stage: 'Assignment', done: share, total: 1 }),
        ),
      )
      const found = matchingDistance(a, b, result.permutation)
      return {
        result: { ...found, gap: result.gap },
        lines: [
          `W₂ ${found.w2.toPrecision(6)}, mean length ${found.meanLength.toPrecision(6)}, longest ${found.longest.toPrecision(4)}, of ${found.samples} pairs`,
        ],
        interrupted: cancelled,
      }
    },
  )
}

function neighbourMetrics(metrics: Command, registry: Registry): void {
  interface KnnOptions extends CommonOptions {
    readonly trainLabels: string
    readonly testLabels: string
    readonly neighbours: number
  }
  registry.add(
    metrics
      .command('knn')
      .description('how well the nearest training codes tell the class of test codes')
      .argument('<train>', 'codes, a .npy file [n, d]')
      .argument('<test>', 'codes, a .npy file [m, d]')
      .requiredOption('--train-labels <file>', 'a .npy file [n], -1 where unknown')
      .requiredOption('--test-labels <file>', 'a .npy file [m], -1 where unknown')
      .option('--neighbours <number>', '', wholeOption(1, 1000), 5),
    'metrics knn',
    async (host, [train, test], options: KnnOptions) => {
      const known = { points: await readCodes(train!), labels: await readLabels(options.trainLabels) }
      const asked = { points: await readCodes(test!), labels: await readLabels(options.testLabels) }
      const found = await host.inOneGo(async () => neighbourAccuracy(known, asked, options.neighbours))
      const { accuracy, classes, neighbours, trainingPoints } = found
      return {
        result: { accuracy, classes, neighbours, trainingPoints },
        lines: [`${told(accuracy)}, by ${neighbours} of ${trainingPoints} training codes`],
      }
    },
  )
}
