import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Command } from 'commander'
import { asBrenierError, BrenierError } from '../../../shared/errors'
import { replaceFile } from '../../data/replace-file'
import { studyTables } from '../../jobs/export/study-tables'
import { createStudy, type StudySeed } from '../../jobs/study/create-study'
import { openStudyFolder } from '../../jobs/study/open-study'
import { parseRecipe } from '../../jobs/study/recipe'
import { listRecipes, loadRecipe, seedOf } from '../../jobs/study/recipe-files'
import { runStudy } from '../../jobs/study/run-study'
import { saveStudy } from '../../jobs/study/save-study'
import type { DataOrigin, Study, StudyParameters } from '../../jobs/study/study'
import { singularityOf, studyReport, tracesOf } from '../../jobs/report/study-report'
import { studySummary } from '../../jobs/study/study-summary'
import { isStudyFolder } from '../../project/study-folder'
import { homeFolder, resourcesFolder, type CommandHost, type CommonOptions, type Outcome } from '../host'
import { claimFile, claimFolder } from '../outputs'
import type { Registry } from '../registry'
import { ownRecipe, shippedRecipe, ownModelFacts, ownModelLines, type NewOptions } from '../own-recipe'
import { pictureRange } from '../picture-range'
import { openStudy } from '../traced-path'
import { reproduceAll } from './reproduce'

interface StudyRunOptions extends CommonOptions {
  readonly quick?: boolean
  readonly out?: string
}

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
      .description(
        'write a recipe to change and run: of a study that comes with the product, of your own codes, or of your own model',
      )
      .argument('[name]', 'of the study; with --codes or --decoder of your own')
      .option('--out <file>', 'the JSON to write; by default NAME.json here')
      .option('--codes <file>', 'codes of your own model, a .npy array [n, d]')
      .option('--metadata <file>', 'labels, attributes and names, CSV or TSV with a line a code')
      .option(
        '--pictures <source>',
        'a picture a code, or pictures for an encoder: a folder, zip, .npy or IDX',
      )
      .option('--encoder <file>', 'the encoder of your own model, .onnx')
      .option('--decoder <file>', 'its decoder, .onnx')
      .option(
        '--encoder-output <name>',
        'which of its outputs is the code; by default one that fits the decoder',
      )
      .option('--decoder-output <name>', 'which of its outputs is the picture; by default the first')
      .option(
        '--encoder-range <range>',
        'of the pixels it takes: unit, signed, bytes, or means/deviations; by default what brings pictures back best',
        pictureRange,
      )
      .option('--decoder-range <range>', 'of the pixels it gives, likewise', pictureRange),
    'study new',
    async (host, [name], options: NewOptions) => {
      const own =
        options.codes !== undefined || options.decoder !== undefined || options.encoder !== undefined
      const { recipe, found } = own
        ? await ownRecipe(host, options, name)
        : { recipe: await shippedRecipe(name, options), found: null }
      const out = options.out ?? `${recipe.name}.json`
      await claimFile(out)
      await writeFile(out, `${JSON.stringify(recipe, null, 2)}\n`, { flag: 'wx' })
      const lines = found ? [...ownModelLines(found), out] : [out]
      return { result: { out, ...(found && { model: ownModelFacts(found) }) }, lines }
    },
  )

  registry.add(
    study
      .command('run')
      .description('make a study, or go on with one; writes its folder and an HTML report')
      .argument('<recipe>', 'a name from `study list`, or a JSON file; all: the papers’ experiments')
      .option('--quick', 'for all: each scaled down to about a minute')
      .option(
        '--out <place>',
        'the study’s folder, an unfinished study in it is gone on with; for all the tables in Markdown',
      )
      .hook('preAction', (command) => {
        if (command.args[0] !== 'all' && command.getOptionValue('out') === undefined) {
          command.error("error: required option '--out <folder>' not specified")
        }
      }),
    'study run',
    async (host, [recipe], { seed, quick, out }: StudyRunOptions) => {
      if (recipe !== 'all') return runRecipe(host, recipe!, out!, { seed, anew: false })
      return reproduceAll(host, {
        ...(seed !== undefined && { seed }),
        ...(quick !== undefined && { quick }),
        ...(out !== undefined && { out }),
      })
    },
  )

  registry.add(
    study
      .command('report')
      .description('write a saved study as one HTML file that opens in any browser, its cloud to turn')
      .argument('<folder>', 'a saved study')
      .requiredOption('--out <file>', 'the HTML file to write'),
    'study report',
    async (host, [folder], { out }: CommonOptions & { readonly out: string }) => {
      await claimFile(out)
      const held = await openStudy(host, folder!)
      const html = await studyReport(held, await tracesOf(held, host.tools), host.tools.resources)
      await writeFile(out, html)
      const bytes = Buffer.byteLength(html)
      return { result: { out, bytes }, lines: [`${out}, ${(bytes / 1e6).toFixed(1)} MB`] }
    },
  )

  registry.add(
    study
      .command('export')
      .description(
        'write codes, cloud and labels as .npy and TSV, with a sprite and settings for Embedding Projector',
      )
      .argument('<folder>', 'a saved study')
      .requiredOption('--out <folder>', 'the files are written here'),
    'study export',
    async (host, [folder], { out }: CommonOptions & { readonly out: string }) => {
      await claimFolder(out)
      const tables = await studyTables(await openStudy(host, folder!), null)
      const written = []
      for (const [name, bytes] of Object.entries(tables)) {
        const file = path.join(out, name)
        await writeFile(file, bytes)
        written.push(file)
      }
      return { result: { written }, lines: written }
    },
  )

  registry.add(
    program
      .command('start')
      .description('run the sample study where there is no display, and say where its report lies'),
    'start',
    async (host) => {
      const folder = path.join(homeFolder(), 'studies', 'sample-fashion')
      const outcome = await runRecipe(host, 'fashion', folder, { seed: undefined, anew: true })
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
function seeded(parameters: Partial<StudyParameters>, seed: number): Partial<StudyParameters> {
  return Object.fromEntries(Object.entries(parameters).map(([stage, given]) => [stage, { ...given, seed }]))
}

/** Where data came from, its files by their whole paths. */
function resolved(origin: DataOrigin): DataOrigin {
  switch (origin.kind) {
    case 'sample':
      return origin
    case 'file':
      return { ...origin, path: path.resolve(origin.path) }
    case 'codes': {
      const whole = (file: string | null) => file && path.resolve(file)
      const { codes, metadata, pictures } = origin
      return {
        kind: 'codes',
        codes: path.resolve(codes),
        metadata: whole(metadata),
        pictures: whole(pictures),
      }
    }
  }
}

/** Whether a study is what a recipe makes, as far as the recipe says. */
function isOf(
  { origin, ownModel, parameters }: Study,
  { data, nets, parameters: wanted }: StudySeed,
): boolean {
  const sameData =
    isDeepStrictEqual(resolved(origin), resolved(data)) &&
    isDeepStrictEqual(ownModel?.chosen ?? null, nets ?? null)
  const stages: readonly (keyof StudyParameters)[] = ['model', 'transport', 'facets', 'cloud']
  const same = (stage: keyof StudyParameters) =>
    !wanted?.[stage] || JSON.stringify(wanted[stage]) === JSON.stringify(parameters[stage])
  return sameData && stages.every(same)
}

interface RunOptions {
  readonly seed: number | undefined
  /** Whether a study of another recipe in the folder gives way; else it is refused. */
  readonly anew: boolean
}

async function openOrCreate(
  host: CommandHost,
  recipe: string,
  folder: string,
  { seed, anew }: RunOptions,
): Promise<Study> {
  const given = await readSeed(recipe)
  const parameters =
    seed === undefined || !given.parameters ? given.parameters : seeded(given.parameters, seed)
  const wanted: StudySeed = { ...given, parameters }
  if (await isStudyFolder(folder)) {
    const study = await openStudyFolder(folder, host.tools)
    if (isOf(study, wanted)) return study
    if (!anew) {
      throw new BrenierError(
        'bad-argument',
        `Expected ${folder} to hold a study of this recipe or none, but the one in it has other data, parameters or seeds. Choose another folder with --out.`,
      )
    }
  }
  return createStudy(path.basename(folder), wanted.title, wanted, host.tools)
}

async function runRecipe(
  host: CommandHost,
  recipe: string,
  out: string,
  options: RunOptions,
): Promise<Outcome> {
  const folder = path.resolve(out)
  await claimFolder(folder)
  const study = await openOrCreate(host, recipe, folder, options)
  if (study.trains) await host.tools.tensors.facts()
  const autosave = (made: Study) =>
    saveStudy(made, folder).catch((thrown: unknown) => host.warn(asBrenierError(thrown).message))
  const cut = await host.job('run', (job) => runStudy(study, { ...host.tools, autosave }, job))
  // What was cut short is made again by the next run; an unfinished training goes on by itself.
  if (cut && cut !== 'model' && study.stages[cut] === 'done') study.stages[cut] = 'stale'
  await saveStudy(study, folder)
  const summary = studySummary(study)
  const threshold = singularityOf(study)
  const traces = await tracesOf(study, host.tools)
  const report = path.join(folder, 'report.html')
  await replaceFile(report, await studyReport(study, traces, host.tools.resources))
  const { model, ownModel, runs, transport, facets, cloud } = summary
  const [run] = runs
  const warnings = [...(summary.data?.warnings ?? []), ...(study.transport?.map.report.warnings ?? [])]
  return {
    result: {
      folder,
      report,
      stages: summary.stages,
      model,
      ownModel,
      runs: runs.map(({ id, name, epoch, heldOutLoss, kept, bytes }) => ({
        id,
        name,
        epoch,
        heldOutLoss,
        kept,
        bytes,
      })),
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
      warnings,
    },
    seed: study.parameters.transport.seed,
    parameters: { ...study.parameters },
    lines: [
      ...summary.damaged,
      ...warnings,
      ...(model
        ? [
            `Model: held-out squared error per pixel ${model.heldOutLoss?.toFixed(4) ?? 'not measured'} after ${model.epoch} epochs`,
          ]
        : []),
      ...(ownModel
        ? [
            `Model: ${[ownModel.encoder, ownModel.decoder].filter((name) => name !== null).join(' and ')}, ${ownModel.error === null ? 'round trip not measured' : `squared error per value ${ownModel.error.toPrecision(3)} of a round trip`}`,
          ]
        : []),
      ...(run && run.kept > 0
        ? [`Kept: ${run.kept} epochs of ${run.name}, ${(run.bytes / 1e6).toFixed(1)} MB`]
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
