import { Option, type Command } from 'commander'
import type { MapMethod, MapperParameters } from '../../../shared/contracts/mapper'
import { BrenierError } from '../../../shared/errors'
import { row, type Matrix } from '../../../shared/matrix'
import { random } from '../../../shared/random'
import { drawFromMapper, openMapper, trainMapper } from '../../jobs/mappers/mapper'
import { openStudyFolder } from '../../jobs/study/open-study'
import { runStudy } from '../../jobs/study/run-study'
import { saveStudy } from '../../jobs/study/save-study'
import type { Study } from '../../jobs/study/study'
import { decodeCodes } from '../../nn/decode'
import { drawNoise } from '../../nn/maps/draws'
import {
  mapperMethods,
  mapperSettings,
  type MapperMethod,
  type SettingsOf,
} from '../../../shared/mapper-settings'
import { denormalise } from '../../ot/normalise'
import { writeCodes } from '../codes'
import type { CommandHost, CommonOptions, Outcome } from '../host'
import { choiceOption, numberOption, wholeOption } from '../options'
import { claimFile } from '../outputs'
import { claimPictures, writePictures } from '../pictures'
import type { Registry } from '../registry'

interface TrainOptions extends CommonOptions {
  readonly method: MapperMethod
  readonly settings: SettingsOf
  readonly steps?: number
  readonly batch?: number
  readonly learningRate?: number
  readonly units?: number
  readonly pairs?: number
  readonly regression?: 'l1' | 'l2'
  readonly diversity?: number
  readonly lambda?: number
  readonly entropy?: number
  readonly draws?: number
  readonly pack?: number
}

interface SampleOptions extends CommonOptions {
  readonly count: number
  readonly out?: string
  readonly pictures?: string
}

/** `mapper train|sample|strip`: learned maps from noise to the codes of a study. */
export function mapperCommands(program: Command, registry: Registry): void {
  const mapper = program
    .command('mapper')
    .description(
      'learned maps from noise to the codes of a study: OTtrans, OTgen, Kantorovich potentials, IMLE, GANs',
    )

  registry.add(
    mapper
      .command('train')
      .description('learn a map from noise to a study’s codes, and keep it with the study')
      .argument('<study>', 'a saved study’s folder')
      .addOption(choiceOption('--method <name>', 'what it is learned by', mapperMethods, 'ottrans'))
      .addOption(
        choiceOption(
          '--settings <whose>',
          'of the paper or of its published code',
          ['paper', 'code'],
          'paper',
        ),
      )
      .option('--steps <n>', 'by default the method’s own', wholeOption(1, 10_000_000))
      .option('--batch <n>', 'codes a step', wholeOption(2, 8192))
      .option('--learning-rate <rate>', 'of Adam', numberOption(1e-9, 10))
      .option('--units <n>', 'of each hidden layer of the map', wholeOption(1, 8192))
      .option('--pairs <n>', 'noise points drawn once; 0 draws each batch anew', wholeOption(0, 20_000))
      .addOption(new Option('--regression <name>', 'of matched codes').choices(['l1', 'l2']))
      .option('--diversity <weight>', 'λ of OTgen', numberOption(0, 1e6))
      .option('--lambda <weight>', 'of the potential’s or the critic’s penalty', numberOption(0, 1e6))
      .option(
        '--entropy <share>',
        'ε of entropic potentials, of the mean cost; 0 for exact ones',
        numberOption(0, 1e6),
      )
      .option('--draws <n>', 'noise points a round of IMLE', wholeOption(2, 16_384))
      .option('--pack <n>', 'codes that a discriminator sees at once', wholeOption(1, 16)),
    'mapper train',
    trainCommand,
  )

  registry.add(
    mapper
      .command('sample')
      .description('new codes, and pictures of them, from a study’s mapper')
      .argument('<study>', 'a saved study’s folder')
      .requiredOption('--count <number>', 'codes to draw', wholeOption(1, 10_000_000))
      .option('--out <file>', 'codes, a .npy file [count, d]')
      .option('--pictures <place>', 'decoded: a folder, or a .npy file [count, h, w, c]'),
    'mapper sample',
    async (host, [folder], options: SampleOptions) => {
      const { count, out, pictures, seed = 1 } = options
      if (out === undefined && pictures === undefined) {
        throw new BrenierError('bad-argument', 'Expected --out for codes or --pictures, got neither.')
      }
      if (out !== undefined) await claimFile(out)
      if (pictures !== undefined) await claimPictures(pictures)
      const study = await openWarned(host, folder!)
      const codes = await host.inOneGo(async () =>
        inStudysUnits(study, await drawFromMapper(study, count, seed, host.tools)),
      )
      if (out !== undefined) await writeCodes(out, codes)
      const written = pictures === undefined ? null : await writeDecoded(study, codes, pictures)
      return {
        result: {
          out: out ?? null,
          codes: codes.rows,
          dimension: codes.columns,
          pictures: written?.result ?? null,
        },
        seed,
        lines: [
          ...(out === undefined ? [] : [`${out}: ${codes.rows} codes of ${codes.columns} coordinates`]),
          ...(written?.lines ?? []),
        ],
      }
    },
  )

  registry.add(
    mapper
      .command('strip')
      .description('codes, or pictures, along a straight segment between two noise points')
      .argument('<study>', 'a saved study’s folder')
      .option('--steps <number>', '', wholeOption(2, 1024), 16)
      .requiredOption('--out <place>', 'codes, a .npy file; for pictures a folder or a .npy file'),
    'mapper strip',
    async (host, [folder], options: CommonOptions & { steps: number; out: string }) => {
      const { steps, out, seed = 1 } = options
      const study = await openWarned(host, folder!)
      const codesAlone = study.coder === null && !study.trains
      await (codesAlone ? claimFile : claimPictures)(out)
      const map = await openMapper(study, host.tools)
      const ends = drawNoise(map.spec, 2, random(seed).fork('ends of a segment'))
      const normalised = await map.segment(row(ends, 0), row(ends, 1), steps)
      const codes = inStudysUnits(study, normalised)
      if (!codesAlone) return { ...(await writeDecoded(study, codes, out)), seed }
      await writeCodes(out, codes)
      return { result: { out, steps }, seed, lines: [`${out}: ${steps} codes`] }
    },
  )
}

async function openWarned(host: CommandHost, folder: string): Promise<Study> {
  const study = await openStudyFolder(folder, host.tools)
  for (const sentence of study.damaged) host.warn(sentence)
  return study
}

const inStudysUnits = (study: Study, codes: Matrix): Matrix =>
  denormalise(codes, study.requireCodes().normalisation)

const writeDecoded = async (study: Study, codes: Matrix, place: string): Promise<Outcome> =>
  writePictures(place, await decodeCodes(study.requireCoder(), codes))

async function trainCommand(
  host: CommandHost,
  [folder]: readonly string[],
  options: TrainOptions,
): Promise<Outcome> {
  const study = await openWarned(host, folder!)
  await host.tools.tensors.facts()
  const save = () => saveStudy(study, folder!)
  const parameters = await host.job('mapper', async (job) => {
    await runStudy(study, host.tools, job, 'codes')
    const { columns } = study.requireCodes().normalised
    const chosen = chosenParameters(mapperSettings(options.method, columns, options.settings), options)
    // A training that diverges leaves its last good state, which is worth keeping too.
    await trainMapper(study, chosen, host.tools, job).finally(save)
    return chosen
  })
  const { step, seconds, losses } = study.requireMapper().checkpoint
  const figures = losses.at(-1)?.figures ?? {}
  return {
    result: { study: folder, method: options.method, step, trainingSeconds: seconds, figures },
    seed: parameters.training.seed,
    parameters: { ...parameters },
    lines: [
      `${folder}: ${options.method}, ${step} steps in ${seconds.toFixed(1)} s`,
      ...Object.entries(figures).map(([name, value]) => `${name} ${value.toPrecision(4)}`),
    ],
  }
}

/** The method's own parameters with those that were given; one that the method does not have is refused. */
function chosenParameters({ spec, training }: MapperParameters, options: TrainOptions): MapperParameters {
  const { steps, batch, learningRate, units, seed } = options
  return {
    spec: {
      ...spec,
      ...(units !== undefined && { hidden: spec.hidden.map(() => units) }),
      method: chosenMethod(spec.method, options),
    },
    training: {
      ...training,
      ...(steps !== undefined && { steps }),
      ...(batch !== undefined && { batchSize: batch }),
      ...(learningRate !== undefined && { learningRate }),
      ...(seed !== undefined && { seed }),
    },
  }
}

function chosenMethod(method: MapMethod, options: TrainOptions): MapMethod {
  const { pairs, regression, diversity, lambda, entropy, draws, pack } = options
  const given = { pairs, regression, diversity, lambda, entropy, draws, pack }
  const penalised = method.kind === 'gan' && method.lipschitz.kind === 'penalty'
  const known = Object.keys(given).filter((name) => name in method || (name === 'lambda' && penalised))
  const set = Object.entries(given).filter(([, value]) => value !== undefined)
  const foreign = set.find(([name]) => !known.includes(name))
  if (foreign) {
    throw new BrenierError(
      'bad-argument',
      `Expected for ${options.method} none but --${known.join(', --')}, got --${foreign[0]}.`,
    )
  }
  if (method.kind !== 'gan') return { ...method, ...Object.fromEntries(set) } as MapMethod
  return {
    ...method,
    ...(pack !== undefined && { pack }),
    ...(lambda !== undefined && { lipschitz: { kind: 'penalty', weight: lambda } }),
  }
}
