import { stat } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import { InvalidArgumentError, Option, type Command } from 'commander'
import type { ModelParameters } from '../../../shared/contracts/study'
import { asBrenierError, BrenierError } from '../../../shared/errors'
import { epochsInAll, proposedModel } from '../../../shared/model-defaults'
import {
  checkObjective,
  continuesModel,
  defaultObjective,
  objectiveKinds,
  type ObjectiveKind,
  type ObjectiveSpec,
} from '../../../shared/objectives'
import type { PictureSet } from '../../data/picture-set'
import { replaceFile } from '../../data/replace-file'
import { bounds, readBounded } from '../../data/source-file'
import { emptyView } from '../../jobs/study/create-study'
import { decodeModel, modelPieces } from '../../jobs/study/model-file'
import { defaultParameters } from '../../jobs/study/recipe'
import { runOfCheckpoint } from '../../jobs/training/runs'
import { Study } from '../../jobs/study/study'
import { trainModel } from '../../jobs/training/train-model'
import { Network } from '../../nn/network'
import type { TrainingCheckpoint } from '../../nn/training'
import { readCodes } from '../codes'
import type { CommandHost, Outcome } from '../host'
import { choiceOption, numberOption, wholeOption } from '../options'
import { claimFile, writingError } from '../outputs'
import type { Registry } from '../registry'
import { openPictures, withDataOptions, type DataOptions } from './data'

interface TrainOptions extends DataOptions, Partial<Omit<ModelParameters, 'seed' | 'kind' | 'objective'>> {
  readonly data: string
  readonly model: ObjectiveKind
  readonly net: string
  readonly set: Readonly<Record<string, string | number>>
  readonly from?: string
  readonly codes?: string
  readonly out: string
}

/** Nets by their names here; null proposes one that fits the pictures. */
const nets: Readonly<Record<string, ModelParameters['kind'] | null>> = {
  auto: null,
  conv: 'ae-conv',
  dense: 'ae-dense',
  resnet: 'ae-resnet',
  gated: 'ae-gated',
}

/** `train`: a model of pictures, kept on disk while it grows. */
export function trainCommand(program: Command, registry: Registry): void {
  const { epochs, refineEpochs, batch, learningRate, beta1, beta2, heldOut } = defaultParameters.model
  registry.add(
    withDataOptions(
      program
        .command('train')
        .description('train a model of pictures')
        .requiredOption('--data <source>', 'a sample’s name, file, folder or zip'),
    )
      .addOption(choiceOption('--model <kind>', 'what it is trained for', objectiveKinds, 'ae'))
      .addOption(choiceOption('--net <kind>', 'auto takes what fits the pictures', Object.keys(nets), 'auto'))
      .addOption(
        new Option('--set <name=value>', 'a setting of the kind, such as beta=0.5; may be repeated')
          .argParser(readSetting)
          .default({}, settingsOfKinds()),
      )
      .option(
        '--latent <d>',
        'dimension of the code; by default one that fits the pictures',
        wholeOption(1, 1024),
      )
      .option('--width <n>', 'filters of the first layer, or units of a dense one', wholeOption(1, 4096))
      .option('--epochs <n>', 'times each picture is seen', wholeOption(1, 100_000), epochs)
      .option(
        '--refine-epochs <n>',
        'epochs of the decoder alone after these, the encoder frozen',
        wholeOption(0, 100_000),
        refineEpochs,
      )
      .option('--batch <n>', 'pictures a step', wholeOption(1, 4096), batch)
      .option('--learning-rate <rate>', 'highest step size of Adam', numberOption(1e-8, 1), learningRate)
      .option('--beta1 <value>', 'of Adam', numberOption(0, 0.9999), beta1)
      .option('--beta2 <value>', 'of Adam', numberOption(0, 0.999999), beta2)
      .option(
        '--held-out <share>',
        'share of the pictures kept out to measure on',
        numberOption(0.01, 0.5),
        heldOut,
      )
      .option('--from <file>', 'the model that refine and ae-ot-gan go on with')
      .option('--codes <file>', 'generated codes for ae-ot-gan, a .npy file [m, d] of `transport sample`')
      .requiredOption(
        '--out <file>',
        'the model file to write (.safetensors); an unfinished training of the same settings in it is gone on with',
      ),
    'train',
    train,
  )
}

/** What can be set, kind by kind, with the values it has otherwise. */
function settingsOfKinds(): string {
  return objectiveKinds
    .map((kind) => {
      const { kind: _, ...settings } = defaultObjective(kind)
      return [kind, Object.entries(settings).map(([name, value]) => `${name}=${value}`)] as const
    })
    .filter(([, settings]) => settings.length > 0)
    .map(([kind, settings]) => `${kind} ${settings.join(' ')}`)
    .join('; ')
}

type Given = TrainOptions['set']

function readSetting(text: string, before: Given): Given {
  const [name = '', value = ''] = text.split(/=(.*)/s)
  if (name === '' || value.trim() === '') throw new InvalidArgumentError('Expected NAME=VALUE.')
  const number = Number(value)
  return { ...before, [name]: Number.isNaN(number) ? value : number }
}

const isFile = (place: string): Promise<boolean> =>
  stat(place).then(
    (found) => found.isFile(),
    () => false,
  )

async function train(
  host: CommandHost,
  _operands: readonly string[],
  options: TrainOptions,
): Promise<Outcome> {
  const { data, out } = options
  await claimFile(out)
  const set = await openPictures(data, options)
  const parameters = modelParametersOf(options, set)
  const study = new Study(
    'train',
    set.name,
    set,
    { kind: 'file', path: data },
    { ...defaultParameters, model: parameters },
    emptyView,
  )
  // Loaded here, so that the job's time is the training's.
  await host.tools.tensors.facts()
  const codes = options.codes === undefined ? null : await readCodes(options.codes)
  const checkpoint = await beginning(options, parameters.objective)
  if (checkpoint) {
    const network = await Network.open(host.tools.tensors, checkpoint.spec, checkpoint.weights)
    const run = runOfCheckpoint(study, checkpoint)
    study.model = { network, checkpoint, epochs: epochsInAll(checkpoint.settings), run }
  }
  // One write after another: two at once would mix in the file.
  let written: Promise<void> = Promise.resolve()
  const write = () =>
    (written = written.then(async () => {
      // Nothing is to be written before the first step.
      if (study.model) await replaceFile(out, modelPieces(study.model.checkpoint))
    }))
  const autosave = () =>
    write().catch((thrown: unknown) => {
      host.warn(asBrenierError(writingError(thrown, out)).message)
      written = Promise.resolve()
    })
  await host.job('train', (job) => trainModel(study, parameters, { ...host.tools, autosave }, job, codes))
  await write()
  const made = study.requireModel().checkpoint
  const last = made.epochs.at(-1)
  const { epochs, refineEpochs } = made.settings
  const refined = refineEpochs > 0 && made.epochs.length > epochs
  const before = continuesModel(parameters.objective.kind)
    ? checkpoint?.epochs.at(-1)
    : refined
      ? made.epochs[epochs - 1]
      : null
  const result = {
    out,
    spec: made.spec,
    epochs: made.epochs.length,
    trainLoss: last?.figures['reconstruction'] ?? null,
    heldOutLoss: last?.heldOutLoss ?? null,
    heldOutBefore: before?.heldOutLoss ?? null,
    figures: last?.figures ?? {},
    trainingSeconds: made.seconds,
    warnings: set.warnings,
  }
  const loss = last?.heldOutLoss?.toFixed(5) ?? 'not measured'
  const many = made.epochs.length === 1 ? 'epoch' : 'epochs'
  const former = before?.heldOutLoss ? `, ${before.heldOutLoss.toFixed(5)} before` : ''
  return {
    result,
    seed: parameters.seed,
    parameters: { ...parameters },
    lines: [
      ...set.warnings,
      `${out}: ${made.epochs.length} ${many}, held-out squared error per pixel ${loss}${former}`,
    ],
  }
}

/**
 * What the training begins with: the unfinished one in the file to write, else the model to continue; null where it
 * begins anew.
 */
async function beginning(
  { out, from }: TrainOptions,
  objective: ObjectiveSpec,
): Promise<TrainingCheckpoint | null> {
  const read = async (file: string) => decodeModel(await readBounded(file, bounds.setBytes), file)
  const held = (await isFile(out)) ? await read(out) : null
  if (!continuesModel(objective.kind)) return held
  const same = held && isDeepStrictEqual(held.spec.objective, objective)
  if (same && held.epochs.length < epochsInAll(held.settings)) return held
  if (from !== undefined) return read(from)
  throw new BrenierError(
    'bad-argument',
    `Expected a trained model for ${objective.kind} to go on with, got none. Name its file with --from.`,
  )
}

function modelParametersOf(options: TrainOptions, set: PictureSet): ModelParameters {
  const proposed = proposedModel(set, nets[options.net] ?? undefined)
  const objective = checkObjective({ ...defaultObjective(options.model), ...options.set })
  const { latent, width, learningRate, beta1, beta2, batch, epochs, refineEpochs, heldOut, seed } = {
    ...proposed,
    ...options,
  }
  if (refineEpochs > 0 && continuesModel(objective.kind)) {
    throw new BrenierError(
      'bad-argument',
      `Expected --refine-epochs with a model trained from its beginning, got ${objective.kind}, which leaves the encoder as it is. Leave the option out.`,
    )
  }
  const { kind } = proposed
  const length = { epochs, refineEpochs }
  return { objective, kind, latent, width, learningRate, beta1, beta2, batch, ...length, heldOut, seed }
}
