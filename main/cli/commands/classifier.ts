import type { Command } from 'commander'
import { replaceFile } from '../../data/replace-file'
import { classifierPieces } from '../../jobs/study/classifier-file'
import { openClassifier, shippedClassifiers } from '../../jobs/judges/classifiers'
import {
  classifierAccuracy,
  trainClassifier,
  type ClassifierTest,
} from '../../jobs/training/train-classifier'
import { defaultClassifierTraining, shiftFor } from '../../nn/classifier-trainer'
import { writeCodes } from '../codes'
import type { CommonOptions } from '../host'
import { numberOption, wholeOption } from '../options'
import { claimFile } from '../outputs'
import type { Registry } from '../registry'
import { openPictures, withDataOptions, type DataOptions } from './data'
import { told } from './metrics'

const classifierFlag = '--classifier <name>'
const classifierHelp = `${shippedClassifiers.join(', ')}, or a file that \`classifier train\` wrote`

/** `classifier train|test|apply`: nets whose features and classes the measures take. */
export function classifierCommands(program: Command, registry: Registry): void {
  const classifier = program
    .command('classifier')
    .description('nets that tell classes of pictures, for measures of generated samples')
  trainCommand(classifier, registry)
  testCommand(classifier, registry)
  applyCommand(classifier, registry)
}

function trainCommand(classifier: Command, registry: Registry): void {
  interface TrainOptions extends DataOptions {
    readonly out: string
    readonly name?: string
    readonly test?: string
    readonly heldOut: number
    readonly epochs: number
    readonly batch: number
    readonly learningRate: number
    readonly mirror?: boolean
  }
  const { epochs, batchSize, learningRate } = defaultClassifierTraining
  registry.add(
    withDataOptions(
      classifier
        .command('train')
        .description('train a classifier on pictures with classes')
        .argument('<data>', 'a sample’s name, file, folder or zip'),
    )
      .option('--test <data>', 'pictures to test on, read as the others are')
      .option(
        '--held-out <share>',
        'without --test: share to keep out and test on',
        numberOption(0.01, 0.5),
        0.1,
      )
      .option('--name <name>', 'what results call it; by default the data’s name')
      .option('--epochs <n>', 'times each picture is seen', wholeOption(1, 100_000), epochs)
      .option('--batch <n>', 'pictures a step', wholeOption(1, 4096), batchSize)
      .option('--learning-rate <rate>', 'highest step size of Adam', numberOption(1e-8, 1), learningRate)
      .option('--mirror', 'mirror pictures by chance: for clothes, not for digits')
      .requiredOption('--out <file>', 'the classifier to write (.safetensors)'),
    'classifier train',
    async (host, [data], options: TrainOptions) => {
      await claimFile(options.out)
      const { batch, heldOut, mirror = false, seed = defaultClassifierTraining.seed } = options
      const set = await openPictures(data!, options)
      const test: ClassifierTest =
        options.test === undefined
          ? { kind: 'held-out', share: heldOut }
          : { kind: 'pictures', set: await openPictures(options.test, options) }
      const settings = {
        seed,
        epochs: options.epochs,
        batchSize: batch,
        learningRate: options.learningRate,
        shift: shiftFor(set),
        mirror,
      }
      await host.tools.tensors.facts()
      const made = await host.job('train', (job) =>
        trainClassifier(options.name ?? set.name, set, test, settings, host.tools, job),
      )
      if (!made) return { result: {}, lines: ['Nothing is written.'], interrupted: true }
      await replaceFile(options.out, classifierPieces(made.file))
      const { name, spec, provenance } = made.file
      return {
        result: { out: options.out, name, spec, provenance, accuracy: made.accuracy },
        seed,
        lines: [`${options.out}: tells ${told(made.accuracy)} of ${provenance.test.data}`],
      }
    },
  )
}

function testCommand(classifier: Command, registry: Registry): void {
  registry.add(
    withDataOptions(
      classifier
        .command('test')
        .description('share of pictures whose class a classifier tells')
        .argument('<data>', 'a sample’s name, file, folder or zip'),
    ).requiredOption(classifierFlag, classifierHelp),
    'classifier test',
    async (host, [data], options: DataOptions & { classifier: string }) => {
      const set = await openPictures(data!, options)
      const opened = await openClassifier(options.classifier, host.tools)
      const accuracy = await host.inOneGo(() => classifierAccuracy(opened.classifier, set))
      return {
        result: { name: opened.file.name, data: set.name, accuracy },
        lines: [`${opened.file.name} tells ${told(accuracy)} of ${set.name}`],
      }
    },
  )
}

function applyCommand(classifier: Command, registry: Registry): void {
  interface ApplyOptions extends CommonOptions, DataOptions {
    readonly classifier: string
    readonly features: string
    readonly probabilities?: string
  }
  registry.add(
    withDataOptions(
      classifier
        .command('apply')
        .description('features and class probabilities of pictures')
        .argument('<data>', 'a sample’s name, file, folder or zip'),
    )
      .requiredOption(classifierFlag, classifierHelp)
      .requiredOption('--features <file>', 'a .npy file to write, float32 [n, features]')
      .option('--probabilities <file>', 'a .npy file to write, float32 [n, classes]'),
    'classifier apply',
    async (host, [data], options: ApplyOptions) => {
      const { features, probabilities } = options
      for (const file of [features, probabilities]) if (file !== undefined) await claimFile(file)
      const set = await openPictures(data!, options)
      const opened = await openClassifier(options.classifier, host.tools)
      const seen = await host.inOneGo(() => opened.classifier.classify(set))
      await writeCodes(features, seen.features)
      if (probabilities !== undefined) await writeCodes(probabilities, seen.probabilities)
      return {
        result: {
          features,
          probabilities: probabilities ?? null,
          layer: opened.layer,
          shape: [seen.features.rows, seen.features.columns],
        },
        lines: [`${features}: [${seen.features.rows}, ${seen.features.columns}], ${opened.layer}`],
      }
    },
  )
}
