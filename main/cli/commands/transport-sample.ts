import type { Command } from 'commander'
import { selectRows } from '../../../shared/matrix'
import type { JobHandle } from '../../jobs/job-manager'
import { defaultParameters } from '../../jobs/study/recipe'
import { readTransport } from '../../jobs/study/transport-files'
import { extensionMoves, type ExtensionMoves } from '../../ot/extension-moves'
import type { GeneratedCodes } from '../../ot/generate'
import { denormalise } from '../../ot/normalise'
import { suggestThreshold, type SingularTest } from '../../ot/singular-set'
import type { Transport } from '../../ot/transport'
import { writeCodes } from '../codes'
import type { CommandHost } from '../host'
import { choiceOption, numberOption, wholeOption } from '../options'
import { claimFile } from '../outputs'
import type { Registry } from '../registry'
import type { MapOptions } from './transport'

/** `transport sample`: new codes, never mixed across the singular set. */
export function sampleCommand(transport: Command, registry: Registry): void {
  interface SampleOptions extends MapOptions {
    readonly count: number
    readonly theta?: number
    readonly extension: 'pairs' | 'complex' | 'none'
    readonly keep: number
    readonly dissim?: number
    readonly out: string
  }
  registry.add(
    transport
      .command('sample')
      .description('new codes from noise, away from the singular set')
      .requiredOption('--transport <folder>')
      .requiredOption('--count <number>', 'codes to make', wholeOption(1, 1e8))
      .option(
        '--theta <angle>',
        'never across a facet with a larger angle, radians',
        numberOption(0, Math.PI),
      )
      .addOption(
        choiceOption(
          '--extension <name>',
          'pairs: between the codes of neighbouring cells; complex: the same, and a cell’s own code where they lie apart; none: codes of the data',
          ['pairs', 'complex', 'none'],
          'pairs',
        ),
      )
      .option(
        '--keep <number>',
        'planes looked at a draw: pairs of the highest with the others',
        wholeOption(2, 64),
        2,
      )
      .option(
        '--dissim <share>',
        'weight of the second code; by default drawn from (0, 1)',
        numberOption(0, 1),
      )
      .requiredOption('--out <file>', 'codes, a .npy file [m, d]'),
    'transport sample',
    async (host, _operands, options: SampleOptions) => {
      const { extension, count, keep, theta, seed = 1 } = options
      await claimFile(options.out)
      const solved = await readTransport(options.transport)
      const made = await host.job('transport', async (job) => {
        const test =
          extension === 'none' || theta !== undefined
            ? angleTest(theta)
            : await suggestedTest(host, solved, seed, job)
        const { result } = await host.tools.compute.run(
          'generate',
          {
            map: solved,
            seed,
            count,
            extension,
            test,
            keep,
            // A pair used up would count as one that lies apart.
            unique: extension === 'pairs',
            ...(options.dissim !== undefined && { dissimilarity: options.dissim }),
          },
          job.control,
          ({ share }) => job.report({ stage: 'Generate', done: share, total: 1 }),
        )
        return { ...result, test, bound: await boundOf(host, solved, result, seed, job) }
      })
      await writeCodes(options.out, denormalise(made.codes, solved.normalisation))
      const { draws, refused, repeated, test, bound } = made
      const short = made.codes.rows < count ? ` of ${count} wanted: the neighbouring pairs are used up` : ''
      return {
        result: {
          out: options.out,
          codes: made.codes.rows,
          wanted: count,
          draws,
          refused,
          repeated,
          threshold: test,
          bound,
        },
        seed,
        lines: [
          `${options.out}: ${made.codes.rows} codes${short}; ${refused} pairs refused across the singular set`,
          `W₂ from the data’s codes ${bound.w2.toPrecision(3)} on ${bound.points} draws, at most ε = ${bound.epsilon.toPrecision(3)}`,
        ],
      }
    },
  )
}

/** Draws that W₂ is computed on: the exact assignment of so many takes a second. */
const mostDraws = 1000

/** Theorem 1 of AE-OT-GAN on the codes drawn, in the units of the codes: W₂ of T̃(w) and T(w), w the same, and its bounds. */
async function boundOf(
  host: CommandHost,
  map: Transport,
  { codes, first, second, weight }: GeneratedCodes,
  seed: number,
  job: JobHandle,
): Promise<ExtensionMoves & { readonly w2: number; readonly points: number }> {
  const points = Math.min(mostDraws, codes.rows)
  const { scale } = map.normalisation
  const moves = extensionMoves(map.targets, { first, second, weight })
  const problem = {
    cost: 'sqeuclidean',
    a: selectRows(
      codes,
      Uint32Array.from({ length: points }, (_, i) => i),
    ),
    b: selectRows(map.targets, first.subarray(0, points)),
  } as const
  const { result } = await host.tools.compute.run('assignment', { problem, seed }, job.control, ({ share }) =>
    job.report({ stage: 'Assignment', done: share, total: 1 }),
  )
  return {
    epsilon: moves.epsilon * scale,
    rootMeanSquare: moves.rootMeanSquare * scale,
    w2: Math.sqrt(Math.max(0, result.cost) / points) * scale,
    points,
  }
}

const angleTest = (theta = Math.PI): SingularTest => ({ test: 'angle', value: theta })

/** The threshold that the map's own facets suggest. */
async function suggestedTest(
  host: CommandHost,
  map: Transport,
  seed: number,
  job: JobHandle,
): Promise<SingularTest> {
  const parameters = { samples: defaultParameters.facets.samples, seed }
  const { result } = await host.tools.compute.run('facets', { map, parameters }, job.control, ({ share }) =>
    job.report({ stage: 'Singular set', done: share, total: 1 }),
  )
  return suggestThreshold(result)
}
