import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Option, type Command } from 'commander'
import {
  mostCompared,
  type ComparedDraws,
  type ComparedRun,
  type Interval,
  type RunGenerator,
} from '../../../shared/contracts/compare'
import type { PathTrace } from '../../../shared/contracts/results'
import { BrenierError } from '../../../shared/errors'
import { publishedFigure } from '../../../shared/published-figures'
import { encodePng, pictureGrid } from '../../data/png'
import { measureRuns } from '../../jobs/compare/compare-runs'
import { comparedTable } from '../../jobs/compare/compared-table'
import { traceThroughRuns } from '../../jobs/compare/comparison'
import { endedEpoch } from '../../jobs/training/ended-model'
import { openStudyFolder } from '../../jobs/study/open-study'
import { runOf, type Run } from '../../jobs/training/runs'
import type { Study } from '../../jobs/study/study'
import type { Tools } from '../../jobs/tools'
import type { CommonOptions } from '../host'
import { choiceOption, pictureNumbers, wholeOption } from '../options'
import { claimFolder } from '../outputs'
import type { Registry } from '../registry'

interface CompareOptions extends CommonOptions {
  readonly path?: readonly number[]
  readonly rule: 'straight' | 'spherical' | 'noise'
  readonly steps: number
  readonly out?: string
}

/** `compare`: the runs of a study side by side, and one path decoded by each. */
export function compareCommand(program: Command, registry: Registry): void {
  registry.add(
    program
      .command('compare')
      .description(
        'measure trainings of a study, and what they draw by, side by side; decode one path by each',
      )
      .argument('<study>', 'a saved study')
      .argument('[runs...]', 'runs by name or id; by default all of which an epoch is kept')
      .addOption(
        new Option('--path <list>', 'pictures by number, such as 17,402: a strip a run').argParser(
          pictureNumbers,
        ),
      )
      .addOption(
        choiceOption(
          '--rule <rule>',
          'how the path goes between them; noise goes through the map that each draws by',
          ['straight', 'spherical', 'noise'],
          'straight',
        ),
      )
      .option('--steps <number>', '8 to 64', wholeOption(8, 64), 16)
      .option('--out <folder>', 'strips are written here, a PNG a run and generator and one of all'),
    'compare',
    async (host, [folder, ...names], options: CompareOptions) => {
      if ((options.path === undefined) !== (options.out === undefined)) {
        throw new BrenierError('bad-argument', 'Expected --path and --out together, got one of them alone.')
      }
      if (options.out !== undefined) await claimFolder(options.out)
      const study = await openStudyFolder(folder!, host.tools)
      for (const sentence of study.damaged) host.warn(sentence)
      const runs = chosenRuns(study, names)
      const ids = runs.map(({ id }) => id)
      await host.job('compare', (job) => measureRuns(study, ids, host.tools, job))
      const table = comparedTable(study).filter(({ run }) => ids.includes(run))
      const written =
        options.path && options.out && !host.control.cancelled
          ? await host.inOneGo(() =>
              writeStrips(study, table, options.path!, options, host.tools, options.out!),
            )
          : []
      return {
        result: {
          runs: table.map((row) => rowOf(study, row)),
          ...(options.out !== undefined && { written }),
        },
        lines: [...tableLines(study, table), ...written],
      }
    },
  )
}

/** @throws BrenierError `bad-argument` for a run that is not there, `missing-stage` where there is none at all */
function chosenRuns(study: Study, names: readonly string[]): readonly Run[] {
  if (names.length > 0) {
    return names.map((name) => study.runs.find((run) => run.name === name) ?? runOf(study, name))
  }
  const runs = study.runs.filter((run) => endedEpoch(study, run) !== null)
  if (runs.length > 0) return runs
  throw new BrenierError(
    'missing-stage',
    'Expected a study with trainings to compare, got one without. Train its model first.',
  )
}

function rowOf(study: Study, { run: id, epoch, measures, draws }: ComparedRun) {
  const { name, parameters, seconds } = runOf(study, id)
  return {
    run: id,
    name,
    parameters,
    epoch,
    seconds,
    ...measures,
    draws: draws.filter(isCurrent).map((one) => ({ from: one.generator, ...one.measures, map: one.map })),
    published: {
      perValue: publishedFigure(study.data.name, 'perValue', parameters),
      neighbours: publishedFigure(study.data.name, 'neighbours', parameters),
    },
  }
}

/** Draws by a map that the study no longer has are kept, but not told of here. */
const isCurrent = ({ changed }: ComparedDraws): boolean => changed === null

const plain = (value: number): string => value.toPrecision(4)
const within = ({ value, low, high }: Interval): string =>
  low === null || high === null ? plain(value) : `${plain(value)} ± ${((high - low) / 2).toPrecision(2)}`

/** A table with a line for each generator of a run, columns set under their heads. */
function tableLines(study: Study, table: readonly ComparedRun[]): string[] {
  const head = [
    'run',
    'd',
    'seed',
    'epoch',
    'L2 a value',
    'published',
    '5-NN',
    'published',
    'draws by',
    'Fréchet',
    'score',
    'map rms',
  ]
  const rows = table.flatMap((compared) => {
    const { name, parameters, epoch, published, perValue, neighbours, draws } = rowOf(study, compared)
    return draws.map(({ from, frechet, score, map }) => [
      name,
      String(parameters.latent),
      String(parameters.seed),
      String(epoch),
      within(perValue),
      String(published.perValue?.value ?? ''),
      neighbours ? within(neighbours.share) : 'no labels',
      String(published.neighbours?.value ?? ''),
      from,
      plain(frechet.value),
      score ? `${plain(score.value)} ± ${score.deviation.toPrecision(2)}` : '',
      map ? plain(map.relativeRms) : '',
    ])
  })
  const widths = head.map((title, k) => Math.max(title.length, ...rows.map((cells) => cells[k]!.length)))
  const lines = [head, ...rows].map((cells) =>
    cells
      .map((cell, k) => cell.padEnd(widths[k]!))
      .join('  ')
      .trimEnd(),
  )
  const frechet = table[0]?.draws[0]?.measures.frechet
  if (!frechet) return lines
  const sources = [...new Set(table.flatMap((row) => Object.values(rowOf(study, row).published)))]
    .flatMap((figure) => figure?.source ?? [])
    .map((source) => `Published: ${source}`)
  return [...lines, `Fréchet in ${frechet.space}, ${frechet.pictures} pictures`, ...new Set(sources)]
}

/** One strip for each generator of a run, and all of them one under another. @returns the files written */
async function writeStrips(
  study: Study,
  table: readonly ComparedRun[],
  pictures: readonly number[],
  { rule, steps }: CompareOptions,
  tools: Tools,
  folder: string,
): Promise<string[]> {
  const along = {
    id: 'path',
    name: 'Path',
    rule,
    steps,
    waypoints: pictures.map((index) => ({ kind: 'picture' as const, index })),
  }
  const nothingSingular = { test: 'angle' as const, value: Math.PI }
  const strips = table.flatMap(({ run, draws }) =>
    draws
      .filter(isCurrent)
      .map((one) => ({ run, generator: one.generator, name: `${run}-${one.generator}` })),
  )
  const columns: RunGenerator[] = strips.map(({ run, generator }) => ({ run, generator }))
  const traces: PathTrace[] = []
  for (let start = 0; start < columns.length; start += mostCompared) {
    const some = columns.slice(start, start + mostCompared)
    traces.push(...(await traceThroughRuns(study, some, along, 0, nothingSingular, tools)))
  }
  const written: string[] = []
  const put = async (name: string, pixels: Uint8Array) => {
    const { height, width, channels, steps: columns } = traces[0]!
    const file = path.join(folder, `${name}.png`)
    const grid = pictureGrid({ height, width, channels: channels === 3 ? 3 : 1, pixels }, columns)
    await writeFile(file, await encodePng(grid))
    written.push(file)
  }
  for (const [at, { decoded }] of traces.entries()) await put(strips[at]!.name, decoded)
  await put('all-runs', Buffer.concat(traces.map(({ decoded }) => decoded)))
  return written
}
