import path from 'node:path'
import type { Command } from 'commander'
import { BrenierError } from '../../../shared/errors'
import { encodePng } from '../../data/png'
import { replaceFile } from '../../data/replace-file'
import { checkData, tableText, type ReproducedFigure } from '../../jobs/reproduce/experiment'
import { experiments } from '../../jobs/reproduce/registry'
import type { CommonOptions } from '../host'
import { wholeOption } from '../options'
import { claimFile } from '../outputs'
import type { Registry } from '../registry'

interface ReproduceOptions extends CommonOptions {
  readonly quick?: boolean
  readonly seeds?: number
  readonly data?: string
  readonly out?: string
}

/** `reproduce`: experiments of the papers, with their figures beside ours. */
export function reproduceCommand(program: Command, registry: Registry): void {
  registry.add(
    program
      .command('reproduce')
      .description('run an experiment of the papers and print its figures beside the published ones')
      .argument('[name]', 'without a name: lists what there is')
      .option('--quick', 'scaled down to about a minute')
      .option('--seeds <number>', 'runs of each method, with seeds from --seed on', wholeOption(1, 100))
      .option(
        '--data <folder>',
        'the data of experiments on sets that do not ship, such as the IDX files of MNIST',
      )
      .option('--out <file>', 'the tables in Markdown, with the pictures beside them'),
    'reproduce',
    async (host, [name], options: ReproduceOptions) => {
      if (name === undefined) return listed()
      const experiment = experiments.find((one) => one.name === name)
      if (!experiment) {
        const names = experiments.map((one) => one.name).join(', ')
        throw new BrenierError('bad-argument', `Expected one of ${names}, got "${name}".`)
      }
      const { quick = false, seed = 1, data = null, out } = options
      checkData(experiment, data)
      const runs = options.seeds ?? (quick ? experiment.seeds.quick : experiment.seeds.whole)
      if (out !== undefined) await claimFile(out)
      await host.tools.tensors.facts()
      const seeds = Array.from({ length: runs }, (_, i) => seed + i)
      const start = host.tools.clock()
      const made = await host.job('run', (job) => experiment.run({ quick, seeds, data }, host.tools, job))
      const seconds = (host.tools.clock() - start) / 1000
      const { tables, figures = [], notes } = made
      const files = out === undefined ? [] : await writeFigures(out, figures)
      const lines = [
        ...tables.flatMap((table) => [...tableText(table).split('\n'), '']),
        `${runs} ${runs === 1 ? 'seed' : 'seeds'} from ${seed} on, ${(seconds / 60).toFixed(1)} minutes.`,
        ...notes,
      ]
      if (out !== undefined) {
        const shown = figures.flatMap(({ caption }, i) => ['', `![${caption}](${path.basename(files[i]!)})`])
        await replaceFile(path.resolve(out), Buffer.from(`${[...lines, ...shown].join('\n')}\n`))
      }
      return {
        result: { name, quick, seeds, seconds, tables, notes, files },
        seed,
        lines: [...lines, ...files],
      }
    },
  )
}

/** Beside the tables `NAME.md`, as `NAME-FIGURE.png` or `.svg`; small pictures with every pixel twice as large. */
async function writeFigures(out: string, figures: readonly ReproducedFigure[]): Promise<string[]> {
  const { dir, name } = path.parse(path.resolve(out))
  const files: string[] = []
  for (const figure of figures) {
    const { picture } = figure
    const drawn = typeof picture === 'string'
    const file = path.join(dir, `${name}-${figure.name}.${drawn ? 'svg' : 'png'}`)
    await replaceFile(file, drawn ? Buffer.from(picture) : await encodePng(picture, 2))
    files.push(file)
  }
  return files
}

function listed() {
  const known = experiments.map(({ name, description }) => ({ name, description }))
  return {
    result: { experiments: known },
    lines: known.map(({ name, description }) => `${name.padEnd(16)} ${description}`),
  }
}
