import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Command } from 'commander'
import type { ModelParameters } from '../../../shared/contracts/study'
import { BrenierError } from '../../../shared/errors'
import { matrix, type Matrix } from '../../../shared/matrix'
import { encodePng } from '../../data/png'
import { decodeNpy, encodeNpy } from '../../data/npy'
import type { PictureSet } from '../../data/picture-set'
import { emptyView } from '../../jobs/create-study'
import { decodeModel, encodeModel } from '../../jobs/model-file'
import { defaultParameters } from '../../jobs/recipe'
import { runStepper } from '../../jobs/runner'
import { Study } from '../../jobs/study'
import { trainModel } from '../../jobs/train-model'
import { decodeCodes } from '../../nn/decode'
import { Encoding } from '../../nn/encode'
import { Network } from '../../nn/network'
import { definitionsOf } from '../../nn/tensors'
import type { TrainingCheckpoint } from '../../nn/training'
import { numberOption, type CommandHost, type CommonOptions } from '../host'
import type { Registry } from '../registry'
import { openSource } from './data'

interface TrainOptions extends CommonOptions, Partial<Omit<ModelParameters, 'kind' | 'seed' | 'heldOut'>> {
  readonly data: string
  readonly model: string
  readonly out: string
  readonly heldOut?: number
}

const kinds: Readonly<Record<string, ModelParameters['kind']>> = {
  ae: 'ae-conv',
  'ae-conv': 'ae-conv',
  'ae-dense': 'ae-dense',
}

/** `train`, `encode`, `decode`, `export`. */
export function modelCommands(program: Command, registry: Registry): void {
  registry.add(
    program
      .command('train')
      .description('train an autoencoder on pictures')
      .requiredOption('--data <source>', 'a sample’s name, file, folder or zip')
      .option('--model <kind>', `${Object.keys(kinds).join(', ')}`, 'ae')
      .option('--latent <d>', 'dimension of the code', numberOption('latent', 1, 1024))
      .option(
        '--width <n>',
        'filters of the first layer, or units of a dense one',
        numberOption('width', 1, 4096),
      )
      .option('--epochs <n>', '', numberOption('epochs', 1, 100_000))
      .option('--batch <n>', '', numberOption('batch', 1, 4096))
      .option('--learning-rate <rate>', '', numberOption('learning-rate', 1e-8, 1))
      .option('--beta1 <value>', '', numberOption('beta1', 0, 0.9999))
      .option('--beta2 <value>', '', numberOption('beta2', 0, 0.999999))
      .option(
        '--held-out <share>',
        'share of the pictures kept out to measure on',
        numberOption('held-out', 0.01, 0.5),
      )
      .requiredOption(
        '--out <file>',
        'the model file to write (.safetensors); an unfinished one is gone on with',
      ),
    'train',
    async (host, _operands, options: TrainOptions) => {
      const kind = kinds[options.model]
      if (!kind) {
        throw new BrenierError(
          'bad-argument',
          `Expected a model of ${Object.keys(kinds).join(', ')}, got "${options.model}".`,
        )
      }
      const set = await openPictures(options.data)
      const { data: _data, model: _model, out, json: _json, quiet: _quiet, ...given } = options
      const parameters: ModelParameters = { ...defaultParameters.model, ...given, kind }
      const origin = { kind: 'file', path: options.data } as const
      const study = new Study(
        'train',
        set.name,
        set,
        origin,
        { ...defaultParameters, model: parameters },
        emptyView,
      )
      await host.job('train', (job) => trainModel(study, parameters, host.tools, job))
      const { checkpoint } = study.requireModel()
      await writeFile(out, encodeModel(checkpoint))
      const last = checkpoint.epochs.at(-1)
      const result = {
        out,
        spec: checkpoint.spec,
        epochs: checkpoint.epochs.length,
        trainLoss: last?.figures['reconstruction'] ?? null,
        heldOutLoss: last?.heldOutLoss ?? null,
        trainingSeconds: checkpoint.seconds,
      }
      const loss = last?.heldOutLoss?.toFixed(5) ?? 'not measured'
      return {
        result,
        lines: [`${out}: ${checkpoint.epochs.length} epochs, held-out squared error per pixel ${loss}`],
      }
    },
  )

  registry.add(
    program
      .command('encode')
      .description('codes of pictures')
      .requiredOption('--model <file>')
      .requiredOption('--data <source>')
      .requiredOption('--out <file>', 'a .npy file, float32 [n, d]'),
    'encode',
    async (host, _operands, options: CommonOptions & { model: string; data: string; out: string }) => {
      const set = await openPictures(options.data)
      const network = await openNetwork(options.model, host)
      const { result: codes, cancelled } = await host.job('run', (job) =>
        runStepper(new Encoding(network, set), {
          control: job.control,
          clock: host.tools.clock,
          onProgress: ({ done, total }) => job.report({ stage: 'Encode', done, total }),
        }),
      )
      await writeCodes(options.out, codes)
      return {
        result: { out: options.out, shape: [codes.rows, codes.columns] },
        lines: [`${options.out}: [${codes.rows}, ${codes.columns}]`],
        interrupted: cancelled,
      }
    },
  )

  registry.add(
    program
      .command('decode')
      .description('pictures of codes')
      .requiredOption('--model <file>')
      .requiredOption('--codes <file>', 'a .npy file [n, d]')
      .requiredOption('--out <place>', 'a .npy file, or a folder for PNGs'),
    'decode',
    async (host, _operands, options: CommonOptions & { model: string; codes: string; out: string }) => {
      const codes = await readCodes(options.codes)
      const network = await openNetwork(options.model, host)
      const made = await host.job('run', () => decodeCodes(network, codes))
      const { height, width, channels, pixels } = made
      const shape = [codes.rows, height, width, channels]
      if (options.out.endsWith('.npy')) await writeFile(options.out, encodeNpy(pixels, shape))
      else {
        await mkdir(options.out, { recursive: true })
        const size = height * width * channels
        for (let i = 0; i < codes.rows; i++) {
          const picture = {
            height,
            width,
            channels: channels === 3 ? 3 : 1,
            pixels: pixels.subarray(i * size, (i + 1) * size),
          } as const
          await writeFile(
            path.join(options.out, `${String(i).padStart(5, '0')}.png`),
            await encodePng(picture),
          )
        }
      }
      return { result: { out: options.out, shape }, lines: [`${options.out}: [${shape.join(', ')}]`] }
    },
  )

  registry.add(
    program
      .command('export')
      .description('a model as a TensorFlow SavedModel: encode, decode, reconstruct')
      .requiredOption('--model <file>')
      .requiredOption('--out <folder>', 'a folder, made where it does not exist'),
    'export',
    async (host, _operands, options: CommonOptions & { model: string; out: string }) => {
      const { spec, weights } = await readModel(options.model)
      await host.job('run', () => host.tools.tensors.saveModel(spec, weights, options.out))
      const signatures = Object.keys(definitionsOf({ model: spec, training: null }))
      return {
        result: { out: options.out, signatures },
        lines: [`${options.out}: a SavedModel with ${signatures.join(', ')}; pictures are bytes`],
      }
    },
  )
}

async function openPictures(source: string): Promise<PictureSet> {
  const set = await openSource(source)
  if (set.kind === 'pictures') return set
  throw new BrenierError(
    'bad-argument',
    `Expected pictures to train on, got points from ${source}. Points are their own codes.`,
  )
}

async function readModel(file: string): Promise<TrainingCheckpoint> {
  const bytes = await readFile(file).catch(() => {
    throw new BrenierError(
      'file-not-found',
      `Expected a model file at ${file}, found none. Train one with \`brenier train\`.`,
    )
  })
  return decodeModel(bytes, file)
}

export async function openNetwork(file: string, host: CommandHost): Promise<Network> {
  const { spec, weights } = await readModel(file)
  return Network.open(host.tools.tensors, spec, weights)
}

/** Codes of a .npy file as float32 [n, d]. @throws BrenierError `file-not-found`, `bad-shape` and the reader's */
export async function readCodes(file: string): Promise<Matrix> {
  const bytes = await readFile(file).catch(() => {
    throw new BrenierError('file-not-found', `Expected a .npy file at ${file}, found none.`)
  })
  const { shape, data } = decodeNpy(bytes, file)
  const [rows = 0, columns = 1] = shape
  if (shape.length !== 2) {
    throw new BrenierError(
      'bad-shape',
      `Expected codes of shape (n, d) in ${file}, got (${shape.join(', ')}).`,
    )
  }
  return matrix(rows, columns, data instanceof Float32Array ? data : Float32Array.from(data))
}

export const writeCodes = (file: string, codes: Matrix): Promise<void> =>
  writeFile(file, encodeNpy(codes.data, [codes.rows, codes.columns]))
