import type { Command } from 'commander'
import type { PictureRange } from '../../../shared/contracts/own-model'
import { BrenierError } from '../../../shared/errors'
import type { Matrix } from '../../../shared/matrix'
import {
  namesClassifier,
  openClassifier,
  shippedClassifiers,
  type OpenedClassifier,
} from '../../jobs/judges/classifiers'
import { readOnnxFile } from '../../data/onnx-file'
import { drawPictures } from '../../jobs/modes/drawn-pictures'
import { openStudyFolder } from '../../jobs/study/open-study'
import { frechetDistance } from '../../metrics/frechet'
import { inceptionScore, type InceptionScore } from '../../metrics/inception-score'
import type { PixelSource } from '../../nn/batches'
import { OnnxFeatureNet } from '../../nn/onnx/feature-net'
import { pictureRange } from '../picture-range'
import { readCodes } from '../codes'
import type { CommandHost, CommonOptions } from '../host'
import { wholeOption } from '../options'
import type { Registry } from '../registry'
import { openPictures } from './data'

interface SetOptions extends CommonOptions {
  readonly study?: string
  readonly draws: number
  readonly range?: PictureRange
  readonly output?: string
}

const netHelp = `${shippedClassifiers.join(', ')} or a file that \`classifier train\` wrote: the sets are then pictures. or with frechet the .onnx file of a net of your own. Any other name says whose the values in the files are: those of others do not compare`

/** `metrics frechet|inception`: by values in files, or by what a classifier sees in pictures. */
export function classifierMetrics(metrics: Command, registry: Registry): void {
  registry.add(
    withSets(metrics.command('frechet').description('Fréchet distance of two sets of features'), [
      'generated and real features, two .npy files [n, d]; or pictures, where --features is a classifier',
      '--features <name>',
    ])
      .option(
        '--range <range>',
        'of the pixels an .onnx net takes: unit, signed, bytes, or means/deviations',
        pictureRange,
      )
      .option('--output <name>', 'of an .onnx net’s features; its first where none is named'),
    'metrics frechet',
    async (host, sets, options: SetOptions & { features: string }) => {
      const { layer, values, tensors } = await seen(host, sets, options.features, 'features', options)
      const [generated, real] = values
      if (!generated || !real) throw wrongSets(sets, 'real')
      const found = await host.inOneGo(async () => frechetDistance(generated, real, layer))
      return {
        result: { ...found },
        tensors,
        lines: [
          `${found.value.toPrecision(6)}: means ${found.meanTerm.toPrecision(4)}, covariances ${found.covarianceTerm.toPrecision(4)}`,
          `${found.generatedSamples} generated and ${found.realSamples} real samples, ${found.dimensions} dimensions of ${layer}`,
          ...found.warnings,
        ],
      }
    },
  )

  registry.add(
    withSets(metrics.command('inception').description('inception-type score of class probabilities'), [
      'generated samples in the order of the draws, then real ones for the score to reach: .npy files [n, classes], or pictures, where --classifier is one',
      '--classifier <name>',
    ]).option('--splits <number>', '', wholeOption(1, 1000), 10),
    'metrics inception',
    async (host, sets, options: SetOptions & { classifier: string; splits: number }) => {
      const { splits } = options
      const { name, values, tensors } = await seen(host, sets, options.classifier, 'probabilities', options)
      const [generated, real] = values
      if (!generated) throw wrongSets(sets, 'generated')
      const found = await host.inOneGo(async () => ({
        generated: inceptionScore(generated, name, splits),
        real: real ? inceptionScore(real, name, splits) : null,
      }))
      const line = (whose: string, { mean, deviation, samples, classes }: InceptionScore) =>
        `${whose} ${mean.toFixed(3)} ± ${deviation.toFixed(3)} over ${splits} splits of ${samples} samples, ${classes} classes of ${name}`
      return {
        result: { ...found },
        tensors,
        lines: [line('generated', found.generated), ...(found.real ? [line('real', found.real)] : [])],
      }
    },
  )
}

const withSets = (command: Command, [sets, net]: readonly [string, string]): Command =>
  command
    .argument('[sets...]', sets)
    .requiredOption(net, netHelp)
    .option(
      '--study <folder>',
      'generated pictures are drawn from this study; the sets are the real ones alone',
    )
    .option('--draws <number>', 'pictures to draw from the study', wholeOption(2, 1e6), 2000)

interface Seen {
  /** Whether a classifier saw it, by TensorFlow. */
  readonly tensors: boolean
  /** The net and its layer. */
  readonly layer: string
  readonly name: string
  /** Generated, then real. */
  readonly values: readonly Matrix[]
}

async function seen(
  host: CommandHost,
  sets: readonly string[],
  net: string,
  kind: 'features' | 'probabilities',
  options: SetOptions,
): Promise<Seen> {
  if (sets.length > (options.study === undefined ? 2 : 1)) throw wrongSets(sets, 'no more than two')
  if (net.endsWith('.onnx') && kind === 'features') return seenByOwnNet(host, sets, net, options)
  if (!namesClassifier(net)) {
    if (options.study !== undefined) {
      throw new BrenierError(
        'bad-argument',
        `Expected ${shippedClassifiers.join(', ')} or a classifier’s file to look at the study’s pictures with, got "${net}".`,
      )
    }
    return { tensors: false, layer: net, name: net, values: await Promise.all(sets.map(readCodes)) }
  }
  const opened = await openClassifier(net, host.tools)
  const drawn = options.study === undefined ? [] : [await ofStudy(host, opened, kind, options.study, options)]
  const given = []
  for (const source of sets) {
    const pictures = await openPictures(source, { fit: 'crop' })
    given.push((await host.inOneGo(() => opened.classifier.classify(pictures)))[kind])
  }
  return {
    tensors: true,
    layer: opened.layer,
    name: `${opened.file.name} classifier`,
    values: [...drawn, ...given],
  }
}

/** What a classifier sees in pictures drawn from a study. */
async function ofStudy(
  host: CommandHost,
  { classifier }: OpenedClassifier,
  kind: 'features' | 'probabilities',
  folder: string,
  options: SetOptions,
): Promise<Matrix> {
  const pictures = await drawnFrom(host, folder, options)
  return (await host.inOneGo(() => classifier.classify(pictures)))[kind]
}

async function drawnFrom(
  host: CommandHost,
  folder: string,
  { draws, seed = 1 }: SetOptions,
): Promise<PixelSource> {
  const study = await openStudyFolder(folder, host.tools)
  const pictures = await host.job('modes', (job) => drawPictures(study, { draws, seed }, host.tools, job))
  if (pictures) return pictures
  throw new BrenierError('cancelled', 'The draws were cancelled before their end.')
}

/** What a net of the person's own sees in pictures. */
async function seenByOwnNet(
  host: CommandHost,
  sets: readonly string[],
  file: string,
  { study, range = { kind: 'unit' }, output, ...options }: SetOptions,
): Promise<Seen> {
  const net = await OnnxFeatureNet.open(await readOnnxFile(file), range, output)
  const values = []
  if (study !== undefined) {
    const drawn = await drawnFrom(host, study, options)
    values.push(await host.inOneGo(() => net.featuresOf(drawn)))
  }
  for (const source of sets) {
    const pictures = await openPictures(source, { fit: 'crop' })
    values.push(await host.inOneGo(() => net.featuresOf(pictures)))
  }
  return { tensors: study !== undefined, layer: net.name, name: net.name, values }
}

const wrongSets = (sets: readonly string[], expected: string): BrenierError =>
  new BrenierError(
    'bad-argument',
    `Expected ${expected} samples to measure, generated first and real second, got ${sets.length} sets. With --study give the real ones alone.`,
  )
