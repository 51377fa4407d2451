import type { Command } from 'commander'
import { matrix } from '../../../shared/matrix'
import { principalComponents } from '../../embedding/pca'
import { defaultParameters } from '../../jobs/study/recipe'
import { readCodes, writeCodes } from '../codes'
import type { CommonOptions } from '../host'
import { choiceOption, numberOption, wholeOption } from '../options'
import { claimFile } from '../outputs'
import type { Registry } from '../registry'

interface EmbedOptions extends CommonOptions {
  readonly method: string
  readonly dims: number
  readonly perplexity: number
  readonly iterations: number
  readonly dof?: number
  readonly out: string
}

/** `embed`: a layout of codes in two or three dimensions. */
export function embedCommand(program: Command, registry: Registry): void {
  const { perplexity, iterations } = defaultParameters.cloud
  registry.add(
    program
      .command('embed')
      .description('lay out points in 2 or 3 dimensions')
      .argument('<points>', 'a .npy file [n, d]')
      .addOption(choiceOption('--method <name>', 'how to lay out', ['tsne', 'pca'], 'tsne'))
      .option('--dims <number>', '2 or 3', wholeOption(2, 3), 3)
      .option('--perplexity <number>', 'neighbours that count, of t-SNE', numberOption(1, 1000), perplexity)
      .option('--iterations <number>', 'steps of t-SNE', wholeOption(1, 100_000), iterations)
      .option(
        '--dof <number>',
        'degrees of freedom of the kernel: 1, or 2 as scikit-learn in 3D',
        wholeOption(1, 2),
      )
      .requiredOption('--out <file>', 'a .npy file [n, dims]; fewer columns where the points have fewer'),
    'embed',
    async (host, [file], options: EmbedOptions) => {
      await claimFile(options.out)
      const codes = await readCodes(file!)
      const dimensions = options.dims === 2 ? 2 : 3
      if (options.method === 'pca') {
        const { scores, explained } = await host.inOneGo(async () =>
          principalComponents(codes, Math.min(dimensions, codes.columns)),
        )
        await writeCodes(options.out, scores)
        return { result: { out: options.out, explained: [...explained] }, lines: [options.out] }
      }
      const degreesOfFreedom = (options.dof ?? dimensions - 1) === 1 ? 1 : 2
      const { perplexity, iterations, seed = 1 } = options
      const parameters = {
        method: 'tsne',
        dimensions,
        perplexity,
        iterations,
        degreesOfFreedom,
        seed,
      } as const
      const { result } = await host.job('embed', (job) =>
        host.tools.compute.run('tsne', { codes, parameters }, job.control, ({ share, kl }) =>
          job.report({
            stage: 't-SNE',
            done: share,
            total: 1,
            note: kl === null ? '' : `KL ${kl.toFixed(3)}`,
          }),
        ),
      )
      const layout = dimensions === 3 ? result.positions : withoutDepth(result.positions)
      await writeCodes(options.out, matrix(codes.rows, dimensions, layout))
      return {
        result: { out: options.out, kl: result.kl, iterations: result.iteration },
        seed,
        parameters: { dof: degreesOfFreedom },
        lines: [
          `${options.out}: KL ${result.kl?.toFixed(4) ?? 'not measured'} after ${result.iteration} iterations`,
        ],
      }
    },
  )
}

function withoutDepth(positions: Float32Array): Float32Array {
  const plane = new Float32Array((positions.length / 3) * 2)
  for (let i = 0; i < plane.length / 2; i++) plane.set(positions.subarray(3 * i, 3 * i + 2), 2 * i)
  return plane
}
