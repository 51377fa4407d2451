import { stat } from 'node:fs/promises'
import type { Command } from 'commander'
import type { ModelParameters } from '../../../shared/contracts/study'
import { asBrenierError } from '../../../shared/errors'
import type { PictureSet } from '../../data/picture-set'
import { replaceFile } from '../../data/replace-file'
import { bounds, readBounded } from '../../data/source-file'
import { emptyView, proposedModel } from '../../jobs/create-study'
import { decodeModel, modelPieces } from '../../jobs/model-file'
import { defaultParameters } from '../../jobs/recipe'
import { runOfCheckpoint } from '../../jobs/runs'
import { Study } from '../../jobs/study'
import { trainModel } from '../../jobs/train-model'
import { Network } from '../../nn/network'
import type { CommandHost, Outcome } from '../host'
import { choiceOption, numberOption, wholeOption } from '../options'
import { claimFile, writingError } from '../outputs'
import type { Registry } from '../registry'
import { openPictures, withDataOptions, type DataOptions } from './data'

interface TrainOptions extends DataOptions, Partial<Omit<ModelParameters, 'seed'>> {
  readonly data: string
  readonly model: string
  readonly out: string
}

/** Kinds of models by their names here; null proposes one that fits the pictures. */
const kinds: Readonly<Record<string, ModelParameters['kind'] | null>> = {
  ae: null,
  'ae-conv': 'ae-conv',
  'ae-dense': 'ae-dense',
}

/** `train`: an autoencoder of pictures, kept on disk while it grows. */
export function trainCommand(program: Command, registry: Registry): void {
  const { epochs, batch, learningRate, beta1, beta2, heldOut } = defaultParameters.model
  registry.add(
    withDataOptions(
      program
        .command('train')
        .description('train an autoencoder on pictures')
        .requiredOption('--data <source>', 'a sample’s name, file, folder or zip'),
    )
      .addOption(
        choiceOption('--model <kind>', 'ae takes the kind that fits the pictures', Object.keys(kinds), 'ae'),
      )
      .option(
        '--latent <d>',
        'dimension of the code; by default one that fits the pictures',
        wholeOption(1, 1024),
      )
      .option('--width <n>', 'filters of the first layer, or units of a dense one', wholeOption(1, 4096))
      .option('--epochs <n>', 'times each picture is seen', wholeOption(1, 100_000), epochs)
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
      .requiredOption(
        '--out <file>',
        'the model file to write (.safetensors); an unfinished training of the same settings in it is gone on with',
      ),
    'train',
    train,
  )
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
  if (await isFile(out)) {
    const checkpoint = decodeModel(await readBounded(out, bounds.setBytes), out)
    const network = await Network.open(host.tools.tensors, checkpoint.spec, checkpoint.weights)
    const run = runOfCheckpoint(study, checkpoint)
    study.model = { network, checkpoint, epochs: checkpoint.settings.epochs, run }
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
  await host.job('train', (job) => trainModel(study, parameters, { ...host.tools, autosave }, job))
  await write()
  const { checkpoint } = study.requireModel()
  const last = checkpoint.epochs.at(-1)
  const result = {
    out,
    spec: checkpoint.spec,
    epochs: checkpoint.epochs.length,
    trainLoss: last?.figures['reconstruction'] ?? null,
    heldOutLoss: last?.heldOutLoss ?? null,
    trainingSeconds: checkpoint.seconds,
    warnings: set.warnings,
  }
  const loss = last?.heldOutLoss?.toFixed(5) ?? 'not measured'
  const many = checkpoint.epochs.length === 1 ? 'epoch' : 'epochs'
  return {
    result,
    seed: parameters.seed,
    parameters: { ...parameters },
    lines: [
      ...set.warnings,
      `${out}: ${checkpoint.epochs.length} ${many}, held-out squared error per pixel ${loss}`,
    ],
  }
}

function modelParametersOf(options: TrainOptions, set: PictureSet): ModelParameters {
  const proposed = proposedModel(set, kinds[options.model] ?? undefined)
  const { latent, width, learningRate, beta1, beta2, batch, epochs, heldOut, seed } = {
    ...proposed,
    ...options,
  }
  return { kind: proposed.kind, latent, width, learningRate, beta1, beta2, batch, epochs, heldOut, seed }
}
