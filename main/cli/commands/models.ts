import { Option, type Command } from 'commander'
import { bounds, readBounded } from '../../data/source-file'
import { decodeModel } from '../../jobs/study/model-file'
import { runStepper } from '../../jobs/runner'
import { decodeCodes } from '../../nn/decode'
import { drawCodes } from '../../nn/draw'
import { Encoding } from '../../nn/encode'
import { Network } from '../../nn/network'
import { definitionsOf } from '../../nn/tensors'
import type { TrainingCheckpoint } from '../../nn/training'
import { readCodes, writeCodes } from '../codes'
import type { CommandHost, CommonOptions } from '../host'
import { wholeOption } from '../options'
import { claimFile, claimFolder } from '../outputs'
import { claimPictures, writePictures } from '../pictures'
import type { Registry } from '../registry'
import { openPictures, withDataOptions, type DataOptions } from './data'

interface DrawOptions extends CommonOptions {
  readonly model: string
  readonly count: number
  readonly codes?: string
  readonly out: string
}

/** `encode`, `decode`, `draw`, `export`. */
export function modelCommands(program: Command, registry: Registry): void {
  registry.add(
    withDataOptions(
      program
        .command('encode')
        .description('codes of pictures')
        .requiredOption('--model <file>', 'a model file, as `brenier train` writes it')
        .requiredOption('--data <source>', 'a sample’s name, file, folder or zip'),
    ).requiredOption('--out <file>', 'a .npy file, float32 [n, d]'),
    'encode',
    async (host, _operands, options: DataOptions & { model: string; data: string; out: string }) => {
      await claimFile(options.out)
      const set = await openPictures(options.data, options)
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
      .requiredOption('--model <file>', 'a model file, as `brenier train` writes it')
      .requiredOption('--codes <file>', 'a .npy file [n, d]')
      .requiredOption('--out <place>', 'a .npy file, or a folder for PNGs'),
    'decode',
    async (host, _operands, options: CommonOptions & { model: string; codes: string; out: string }) => {
      await claimPictures(options.out)
      const codes = await readCodes(options.codes)
      const network = await openNetwork(options.model, host)
      return writePictures(options.out, await host.inOneGo(() => decodeCodes(network, codes)))
    },
  )

  registry.add(
    program
      .command('draw')
      .description('new pictures of codes drawn from the prior of a model; ae and refine have none')
      .requiredOption('--model <file>', 'a model file, as `brenier train` writes it')
      .addOption(new Option('--count <n>', 'pictures').argParser(wholeOption(1, 1_000_000)).default(64))
      .option('--codes <file>', 'a .npy file for the codes, float32 [n, d]')
      .requiredOption('--out <place>', 'a .npy file, or a folder for PNGs'),
    'draw',
    async (host, _operands, options: DrawOptions) => {
      await claimPictures(options.out)
      if (options.codes) await claimFile(options.codes)
      const network = await openNetwork(options.model, host)
      const seed = options.seed ?? 1
      const codes = await host.inOneGo(() => drawCodes(network, options.count, seed))
      if (options.codes) await writeCodes(options.codes, codes)
      return { ...(await writePictures(options.out, await decodeCodes(network, codes))), seed }
    },
  )

  registry.add(
    program
      .command('export')
      .description('a model as a TensorFlow SavedModel: encode, decode, reconstruct')
      .requiredOption('--model <file>', 'a model file, as `brenier train` writes it')
      .requiredOption('--out <folder>', 'a folder, made where it does not exist'),
    'export',
    async (host, _operands, options: CommonOptions & { model: string; out: string }) => {
      await claimFolder(options.out)
      const { spec, weights } = await readModel(options.model)
      await host.inOneGo(() => host.tools.tensors.saveModel(spec, weights, options.out))
      const signatures = Object.keys(definitionsOf({ model: spec, training: null }))
      return {
        result: { out: options.out, signatures },
        lines: [`${options.out}: a SavedModel with ${signatures.join(', ')}; pictures are bytes`],
      }
    },
  )
}

/** @throws BrenierError `file-not-found` and what the readers of files and models throw */
async function readModel(file: string): Promise<TrainingCheckpoint> {
  return decodeModel(await readBounded(file, bounds.setBytes), file)
}

async function openNetwork(file: string, host: CommandHost): Promise<Network> {
  const { spec, weights } = await readModel(file)
  return Network.open(host.tools.tensors, spec, weights)
}
