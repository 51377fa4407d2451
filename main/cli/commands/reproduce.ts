import path from 'node:path'
import type { Command } from 'commander'
import { BrenierError } from '../../../shared/errors'
import { encodePng } from '../../data/png'
import { replaceFile } from '../../data/replace-file'
import { tableText, type Experiment, type ReproducedFigure } from '../../jobs/reproduce/experiment'
import { experiments } from '../../jobs/reproduce/registry'
import { runExperiment, type ExperimentOutcome } from '../../jobs/reproduce/run-experiment'
import type { CommandHost, CommonOptions, Outcome, Values } from '../host'
import { wholeOption } from '../options'
import { claimFile } from '../outputs'
import type { Registry } from '../registry'

export interface ReproduceOptions extends CommonOptions {
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
      .argument('[name]', 'an experiment, or all; without a name: lists what there is')
      .option('--quick', 'scaled down to about a minute')
      .option('--seeds <number>', 'runs of each method, with seeds from --seed on', wholeOption(1, 100))
      .option(
        '--data <folder>',
        'the data of experiments on sets that do not ship, such as the IDX files of MNIST',
      )
      .option('--out <file>', 'the tables in Markdown, with the pictures beside them'),
    'reproduce',
    async (host, [name], options: ReproduceOptions) =>
      name === undefined ? listed() : reproduce(host, chosen(name, options), options),
  )
}

/** The experiment of a name; for `all` every one that there are data for. */
function chosen(name: string, { data }: ReproduceOptions): readonly Experiment[] {
  if (name === 'all') return experiments.filter((one) => data !== undefined || one.data !== 'required')
  const experiment = experiments.find((one) => one.name === name)
  if (experiment) return [experiment]
  const names = experiments.map((one) => one.name).join(', ')
  throw new BrenierError('bad-argument', `Expected one of ${names}, or all, got "${name}".`)
}

/** Every experiment that there are data for, one after the other. */
export const reproduceAll = (host: CommandHost, options: ReproduceOptions): Promise<Outcome> =>
  reproduce(host, chosen('all', options), options)

async function reproduce(
  host: CommandHost,
  run: readonly Experiment[],
  { quick = false, seed = 1, seeds: count, data, out }: ReproduceOptions,
): Promise<Outcome> {
  if (out !== undefined) await claimFile(out)
  await host.tools.tensors.facts()
  const results: Values[] = []
  const lines: string[] = []
  const summary: string[] = []
  for (const experiment of run) {
    const { name } = experiment
    const taken = run.length === 1 || experiment.data === 'required'
    const how = { quick, seed, runs: count ?? null, data: taken ? (data ?? null) : null }
    const place = out !== undefined && run.length > 1 ? besides(out, name) : out
    const kept = place === undefined ? null : keptTables(path.resolve(place))
    let made: ExperimentOutcome
    try {
      made = await host.job('reproduce', (job) =>
        runExperiment(experiment, how, host.tools, job, (outcome) => kept?.take(toldLines(outcome))),
      )
    } finally {
      await kept?.written()
    }
    const { seeds, seconds } = made
    const { tables, figures = [], notes } = made.made
    const files = place === undefined ? [] : await writeFigures(place, figures)
    const told = toldLines(made)
    const shown = figures.flatMap(({ caption }, i) => ['', `![${caption}](${path.basename(files[i] ?? '')})`])
    if (place !== undefined) await writeLines(path.resolve(place), [...told, ...shown])
    results.push({ name, quick, seeds, seconds, tables, notes, files })
    lines.push(...(run.length > 1 ? ['', name, ''] : []), ...told, ...files)
    summary.push(summaryLine(name, made))
  }
  const [only] = results
  if (run.length === 1) return { result: only!, seed, lines }
  if (out !== undefined) await writeLines(path.resolve(out), summary)
  return { result: { experiments: results }, seed, lines: [...lines, '', ...summary] }
}

/** The tables of an experiment, and what is to know of them. */
function toldLines({ made, seeds, seconds, finished }: ExperimentOutcome): string[] {
  const seedsText = `${seeds.length} ${seeds.length === 1 ? 'seed' : 'seeds'} from ${seeds[0]!} on`
  return [
    ...made.tables.flatMap((table) => [...tableText(table).split('\n'), '']),
    finished
      ? `${seedsText}, ${(seconds / 60).toFixed(1)} minutes.`
      : `Not finished: what was there after ${(seconds / 60).toFixed(1)} minutes, of ${seedsText}.`,
    ...made.notes,
  ]
}

/** Keeps the latest lines in a file: what is done stays where the run is interrupted. */
function keptTables(file: string) {
  let latest = Promise.resolve()
  return {
    take(lines: readonly string[]): void {
      latest = latest.then(() => writeLines(file, lines))
      // Told when the end of it is waited for.
      latest.catch(() => undefined)
    },
    written: () => latest,
  }
}

const writeLines = (file: string, lines: readonly string[]): Promise<void> =>
  replaceFile(file, Buffer.from(`${lines.join('\n')}\n`))

/** "gaussians-25  1.3 min, 6 figures beside published ones, 12 more". */
function summaryLine(name: string, { made, seconds }: ExperimentOutcome): string {
  const cells = made.tables.flatMap(({ rows }) => rows.flatMap((row) => row.cells))
  const ours = cells.filter((one) => one.ours !== null)
  const beside = ours.filter(({ published }) => published !== null).length
  const minutes = `${(seconds / 60).toFixed(1)} min`
  return `${name.padEnd(20)} ${minutes.padStart(8)}, ${beside} figures beside published ones, ${ours.length - beside} more`
}

/** The file of one experiment beside that of all: `all.md` → `all-NAME.md`. */
function besides(out: string, name: string): string {
  const { dir, name: stem, ext } = path.parse(out)
  return path.join(dir, `${stem}-${name}${ext}`)
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
