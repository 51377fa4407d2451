import { Option, type Command } from 'commander'
import {
  mostDraws,
  sampleSource,
  type ModeRow,
  type ModesBy,
  type ModesReport,
  type SampleSource,
} from '../../../shared/contracts/modes'
import { BrenierError } from '../../../shared/errors'
import { usualSource } from '../../jobs/modes/generated-sample'
import { measureModes } from '../../jobs/modes/measure-modes'
import { openStudyFolder } from '../../jobs/study/open-study'
import type { Study } from '../../jobs/study/study'
import { denormalise } from '../../ot/normalise'
import { writeCodes } from '../codes'
import type { CommonOptions, Outcome } from '../host'
import { wholeOption } from '../options'
import { claimFile } from '../outputs'
import type { Registry } from '../registry'
import { told } from './metrics'

interface ModesOptions extends CommonOptions {
  readonly draws: number
  readonly from?: SampleSource
  readonly by?: string
  readonly clusters?: number
  readonly codes?: string
}

/** Clusters looked for in data that name no classes. */
const usualClusters = 20

/** `modes`: which modes a study's generator reaches, by codes drawn from it. */
export function modesCommand(program: Command, registry: Registry): void {
  registry.add(
    program
      .command('modes')
      .description('draw from a study’s generator and tell which modes it misses')
      .argument('<study>', 'the folder of a finished study')
      .option('--draws <number>', 'codes to draw', wholeOption(10, mostDraws), 10_000)
      .addOption(
        new Option(
          '--from <generator>',
          'what to draw from; by default the map, or the prior where there is none',
        ).choices(sampleSource.options),
      )
      .option(
        '--by <modes>',
        'class, or the name of an attribute; by default classes, or clusters where there are none',
      )
      .option('--clusters <number>', 'instead: so many clusters of the codes', wholeOption(2, 500))
      .option('--codes <file>', 'also write the codes drawn, a .npy file [m, d]'),
    'modes',
    async (host, [folder], options: ModesOptions) => {
      if (options.codes !== undefined) await claimFile(options.codes)
      const study = await openStudyFolder(folder!, host.tools)
      const { draws, seed = 1 } = options
      const by = modesOf(study, options)
      const source = options.from ?? usualSource(study)
      const modes = await host.job('modes', (job) =>
        measureModes(study, { source, draws, by, seed }, host.tools, job),
      )
      if (!modes) {
        return { result: {}, seed, lines: ['No sample was measured.'], interrupted: true }
      }
      if (options.codes !== undefined) {
        const { normalisation } = study.requireCodes()
        await writeCodes(options.codes, denormalise(modes.sample.codes, normalisation))
      }
      return { ...outcomeOf(modes.report), seed, parameters: { by } }
    },
  )
}

function modesOf({ data }: Study, { by, clusters }: ModesOptions): ModesBy {
  if (by !== undefined && clusters !== undefined) {
    throw new BrenierError('bad-argument', 'Expected --by or --clusters, got both.')
  }
  if (by === 'class') return { kind: 'class' }
  if (by !== undefined) return { kind: 'attribute', name: by }
  if (clusters === undefined && data.labels && data.classNames) return { kind: 'class' }
  return { kind: 'clusters', count: clusters ?? usualClusters }
}

function outcomeOf(report: ModesReport): Outcome {
  const { cells, prd, mixture, memory, pairs, modes } = report
  const { histogram: _histogram, ...near } = memory
  const neverHit = cells ? [...cells.items].filter((_, cell) => cells.hits[cell] === 0) : []
  const worst = modes.filter(({ standing }) => standing === 'missed' || standing === 'thin')
  return {
    result: {
      source: report.parameters.source,
      drawn: report.drawn,
      pairs,
      present: report.present,
      reached: report.reached,
      totalVariation: report.totalVariation,
      totalVariationFloor: report.totalVariationFloor,
      unassigned: report.unassigned,
      voters: report.voters,
      voteAccuracy: report.voteAccuracy,
      modes,
      cells: cells && {
        cells: cells.cells,
        draws: cells.draws,
        hit: cells.hit,
        idealHit: cells.idealHit,
        idealDeviation: cells.idealDeviation,
        relativeRms: cells.relativeRms,
        relativeRmsError: cells.relativeRmsError,
        neverHit,
      },
      memory: near,
      prd: { ...prd, precision: [...prd.precision], recall: [...prd.recall] },
      mixture,
    },
    lines: [
      `${report.reached} of ${report.present} modes reached by ${report.drawn} draws from the ${report.parameters.source}`,
      ...worst.map(modeLine),
      `share of draws in the wrong mode ${report.totalVariation.toFixed(4)}; counting alone makes ${report.totalVariationFloor.toFixed(4)}`,
      ...(report.voteAccuracy
        ? [
            `the vote of ${report.voters} neighbours is right for ${told(report.voteAccuracy)} of the real codes`,
          ]
        : []),
      ...(cells
        ? [
            `cells hit ${cells.hit} of ${cells.cells} by ${cells.draws} draws of T; an exact map hits ${cells.idealHit.toFixed(1)} ± ${cells.idealDeviation.toFixed(1)}`,
          ]
        : []),
      `recall F8 ${prd.f8.toFixed(3)}, precision F1/8 ${prd.fEighth.toFixed(3)} of ${prd.samples} samples each, by ${prd.features}`,
      `near copies of a real code ${told(near.generated.nearCopies)}; among the real codes ${told(near.real.nearCopies)}`,
      ...(mixture
        ? [
            `mixture: ${mixture.found} of ${mixture.modes} modes found, high quality ${told(mixture.highQuality)}, reverse KL ${mixture.reverseKl?.toPrecision(3) ?? 'infinite'}; counting alone makes ${mixture.reverseKlFloor.toPrecision(2)}`,
          ]
        : []),
    ],
  }
}

const modeLine = ({ standing, name, generated, real }: ModeRow): string =>
  `${standing} ${name}: ${told(generated)}, real ${told(real)}`
