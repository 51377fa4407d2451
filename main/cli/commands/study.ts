import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Command } from 'commander'
import { asBrenierError, BrenierError } from '../../../shared/errors'
import { createStudy, type StudySeed } from '../../jobs/create-study'
import { openStudyFolder } from '../../jobs/open-study'
import { parseRecipe } from '../../jobs/recipe'
import { listRecipes, loadRecipe, seedOf } from '../../jobs/recipe-files'
import { runStudy } from '../../jobs/run-study'
import { saveStudy } from '../../jobs/save-study'
import type { Study, StudyParameters } from '../../jobs/study'
import { studyReport } from '../../jobs/study-report'
import { studySummary } from '../../jobs/study-summary'
import { tracePath } from '../../jobs/trace-path'
import { isStudyFolder } from '../../project/study-folder'
import { CommandHost, homeFolder, resourcesFolder, type CommonOptions, type Outcome } from '../host'
import type { Registry } from '../registry'

/** `study run`, `study list`, `study new`, and `start` without a display. */
export function studyCommands(program: Command, registry: Registry): void {
  const study = program
    .command('study')
    .description('whole studies: data, model, map, cloud, singular set, paths')

  registry.add(
    study.command('list').description('the studies that come with the product'),
    'study list',
    async () => {
      const recipes = await listRecipes(resourcesFolder())
      return {
        result: {
          studies: recipes.map(({ name, title, description, facts }) => ({
            name,
            title,
            description,
            facts,
          })),
        },
        lines: recipes.map(({ name, description, facts }) => `${name.padEnd(14)} ${description} (${facts})`),
      }
    },
  )

  registry.add(
    study
      .command('new')
      .description('write the recipe of a study that comes with the product, to change and run')
      .argument('<name>')
      .option('--out <file>', 'the JSON to write; by default NAME.json here'),
    'study new',
    async (_host, [name], options: CommonOptions & { out?: string }) => {
      const recipes = await listRecipes(resourcesFolder())
      const recipe = recipes.find((held) => held.name === name)
      if (!recipe) {
        throw new BrenierError(
          'file-not-found',
          `Expected one of ${recipes.map((held) => held.name).join(', ')}, got "${name}".`,
        )
      }
      const out = options.out ?? `${recipe.name}.json`
      await writeFile(out, `${JSON.stringify(recipe, null, 2)}\n`, { flag: 'wx' }).catch((error: unknown) => {
        throw new BrenierError(
          'disk-full',
          `${out} could not be written: ${asBrenierError(error).message}. Give another name with --out.`,
        )
      })
      return { result: { out }, lines: [out] }
    },
  )

  registry.add(
    study
      .command('run')
      .description('make a study, or go on with one; writes its folder and an HTML report')
      .argument('<recipe>', 'a name from `study list`, or a JSON file')
      .requiredOption('--out <folder>', 'the study’s folder; an unfinished study in it is gone on with'),
    'study run',
    async (host, [recipe], options: CommonOptions & { out: string }) =>
      runRecipe(host, recipe!, options.out, options.seed),
  )

  registry.add(
    program
      .command('start')
      .description('run the sample study where there is no display, and say where its report lies'),
    'start',
    async (host) => {
      const folder = path.join(homeFolder(), 'studies', 'sample-fashion')
      const outcome = await runRecipe(host, 'fashion', folder)
      return { ...outcome, lines: ['There is no display, so the sample study ran here.', ...outcome.lines] }
    },
  )
}

async function readSeed(recipe: string): Promise<StudySeed> {
  if (!recipe.endsWith('.json')) return loadRecipe(recipe, resourcesFolder())
  const text = await readFile(recipe, 'utf8').catch(() => {
    throw new BrenierError(
      'file-not-found',
      `Expected a recipe at ${recipe}, found none. List those that ship with \`brenier study list\`.`,
    )
  })
  return seedOf(parseRecipe(text, recipe))
}

/** One seed for everything random of a study. */
function seeded(parameters: StudyParameters, seed: number): StudyParameters {
  const { model, transport, facets, cloud } = parameters
  return {
    model: { ...model, seed },
    transport: { ...transport, seed },
    facets: { ...facets, seed },
    cloud: { ...cloud, seed },
  }
}

async function openOrCreate(
  host: CommandHost,
  recipe: string,
  folder: string,
  seed: number | undefined,
): Promise<Study> {
  if (await isStudyFolder(folder)) return openStudyFolder(folder, host.tools)
  const wanted = await readSeed(recipe)
  const study = await createStudy(path.basename(folder), wanted.title, wanted, host.tools)
  if (seed !== undefined) study.parameters = seeded(study.parameters, seed)
  return study
}

async function runRecipe(host: CommandHost, recipe: string, out: string, seed?: number): Promise<Outcome> {
  const folder = path.resolve(out)
  const study = await openOrCreate(host, recipe, folder, seed)
  await mkdir(folder, { recursive: true })
  const tools = { ...host.tools, autosave: (made: Study) => saveStudy(made, folder) }
  await host.job('run', (job) => runStudy(study, tools, job))
  await saveStudy(study, folder)
  const summary = studySummary(study)
  const threshold = study.view.threshold ??
    study.facets?.suggested ?? { test: 'angle' as const, value: Math.PI }
  const drawn = study.layout && study.codes ? study.view.paths : []
  const traces = await Promise.all(
    drawn.map(async (held) => ({
      name: held.name,
      trace: await tracePath(study, held, 0, threshold, host.tools.clock),
    })),
  )
  const report = path.join(folder, 'report.html')
  await writeFile(report, await studyReport(study, summary, traces))
  const { model, transport, facets, cloud } = summary
  return {
    result: {
      folder,
      report,
      stages: summary.stages,
      model,
      transport,
      facets,
      cloud,
      paths: traces.map(({ name, trace }) => ({
        name,
        crossings: trace.crossings.length,
        singular: trace.crossings.filter(({ angle }) => angle > threshold.value).length,
        note: trace.note,
      })),
      damaged: summary.damaged,
    },
    lines: [
      ...(model
        ? [
            `Model: held-out squared error per pixel ${model.heldOutLoss?.toFixed(4) ?? 'not measured'} after ${model.epoch} epochs`,
          ]
        : []),
      ...(transport
        ? [
            `Map: relative RMS ${(transport.relativeRms * 100).toPrecision(2)} %, ${transport.emptyCells} empty cells`,
          ]
        : []),
      ...(facets ? [`Facets: ${facets.count}, θ̂ ${facets.suggested.value.toFixed(2)}`] : []),
      `Report: ${report}`,
    ],
  }
}
