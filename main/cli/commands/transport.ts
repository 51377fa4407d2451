import { Option, type Command } from 'commander'
import { cellErrors, unbiasedChiSquare } from '../../../shared/cell-mass-error'
import { noiseNames, type NoiseSource, type TransportParameters } from '../../../shared/contracts/study'
import { row } from '../../../shared/matrix'
import { encodeNpy } from '../../data/npy'
import { replaceFile } from '../../data/replace-file'
import { defaultParameters } from '../../jobs/study/recipe'
import { readTransport, writeTransport } from '../../jobs/study/transport-files'
import { CHUNK } from '../../kernels/planes/planes'
import { mapPoints, type MeasuredMasses } from '../../ot/apply'
import {
  isSingular,
  keptComponents,
  massHistogram,
  suggestThreshold,
  type SingularTest,
} from '../../ot/singular-set'
import { readCodes, readCorners, readMasses, writeCodes } from '../codes'
import type { CommonOptions } from '../host'
import { choiceOption, numberOption, wholeOption } from '../options'
import { claimFile, claimFolder } from '../outputs'
import type { Registry } from '../registry'
import { sampleCommand } from './transport-sample'

export interface MapOptions extends CommonOptions {
  readonly transport: string
}

/** `transport solve|measure|map|sample|singularities`: the map itself, with arrays in and out. */
export function transportCommands(program: Command, registry: Registry): void {
  const transport = program
    .command('transport')
    .description('semi-discrete optimal transport from noise to codes')
  solve(transport, registry)
  measure(transport, registry)
  map(transport, registry)
  sampleCommand(transport, registry)
  singularities(transport, registry)
}

function solve(transport: Command, registry: Registry): void {
  const { tolerance, seconds } = defaultParameters.transport
  interface SolveOptions extends CommonOptions {
    readonly targets: string
    readonly masses?: string
    readonly out: string
    readonly source: (typeof noiseNames)[number]
    readonly domain?: string
    readonly method: TransportParameters['method']
    readonly tolerance: number
    readonly seconds: number
  }
  registry.add(
    transport
      .command('solve')
      .description('solve the map from noise onto codes')
      .requiredOption('--targets <file>', 'codes, a .npy file [n, d]')
      .option('--masses <file>', 'their masses, a .npy file [n]; by default all are equal')
      .requiredOption('--out <folder>', 'the map: transport.json and .npy arrays')
      .addOption(
        choiceOption(
          '--source <name>',
          'where noise is drawn from: the cube of side 1 or Gaussian in any dimension, disc and ball of radius ½ in two and three',
          noiseNames,
          'cube',
        ),
      )
      .addOption(
        new Option(
          '--domain <file>',
          'noise uniform on the convex hull of points, a .npy file [k, 2] or [k, 3], in place of --source',
        ).conflicts('source'),
      )
      .addOption(
        choiceOption(
          '--method <name>',
          'auto is exact for codes of two or three dimensions and samples elsewhere; paper has the settings of its code',
          ['auto', 'newton2d', 'newton3d', 'stochastic', 'paper'],
          'auto',
        ),
      )
      .option(
        '--tolerance <share>',
        'relative RMS error of the cells to stop at',
        numberOption(1e-12, 1),
        tolerance,
      )
      .option('--seconds <number>', 'time for sampling methods', numberOption(0.1, 86_400), seconds),
    'transport solve',
    async (host, _operands, options: SolveOptions) => {
      const { domain, method, tolerance, seconds, seed = 1 } = options
      await claimFolder(options.out)
      const codes = await readCodes(options.targets)
      const masses = options.masses === undefined ? undefined : await readMasses(options.masses)
      const source: NoiseSource =
        domain === undefined ? options.source : { points: await readCorners(domain) }
      const parameters = { source, method, tolerance, seconds, targets: 0, seed }
      const { result, cancelled } = await host.job('transport', (job) =>
        host.tools.compute.run(
          'transport',
          { codes, ...(masses && { masses }), parameters },
          job.control,
          ({ share, relativeRms }) =>
            job.report({
              stage: 'Map',
              done: share,
              total: 1,
              note: Number.isFinite(relativeRms) ? `rms ${percent(relativeRms)}` : '',
            }),
        ),
      )
      const written = await writeTransport(options.out, result.map)
      const { report } = result.map
      return {
        result: {
          out: options.out,
          written,
          method: result.map.method,
          source: result.map.source.kind,
          ...report,
          noiseFloor: Number.isFinite(report.noiseFloor) ? report.noiseFloor : null,
        },
        seed,
        lines: [
          `${options.out}: relative RMS ${percent(report.relativeRms)}, worst cell ${percent(report.worstCell)}, ${report.emptyCells} empty, ${result.map.method}`,
          `½W₂²: dual bound ${report.dualBound.toPrecision(8)}, cost of this map ${report.primalCost.toPrecision(8)}`,
          ...report.warnings,
        ],
        interrupted: cancelled,
      }
    },
  )
}

const percent = (share: number) => `${(share * 100).toPrecision(2)} %`

function measure(transport: Command, registry: Registry): void {
  registry.add(
    transport
      .command('measure')
      .description(
        'masses of the cells with standard errors: exact in the plane, counted on noise of its own elsewhere',
      )
      .requiredOption('--transport <folder>')
      .option('--samples <number>', 'noise drawn to count with', numberOption(CHUNK, 1e11), 1_000_000)
      .option('--out <file>', 'masses and standard errors, a .npy file [n, 2]'),
    'transport measure',
    async (host, _operands, options: MapOptions & { samples: number; out?: string }) => {
      if (options.out !== undefined) await claimFile(options.out)
      const map = await readTransport(options.transport)
      const samples = CHUNK * Math.ceil(options.samples / CHUNK)
      const { seed = 1 } = options
      const { result: measured } = await host.job('transport', (job) =>
        host.tools.compute.run('masses', { map, samples, seed }, job.control, ({ share }) =>
          job.report({ stage: 'Count', done: share, total: 1 }),
        ),
      )
      const { masses, errors, exact, samples: counted } = measured
      const pairs = new Float64Array(2 * masses.length)
      for (const [i, mass] of masses.entries()) pairs.set([mass, errors[i]!], 2 * i)
      if (options.out !== undefined) await replaceFile(options.out, encodeNpy(pairs, [masses.length, 2]))
      const { worstCell, emptyCells } = cellErrors(masses, map.masses)
      const relativeRms = rmsOf(measured, map.masses)
      const how = exact ? 'integrated exactly' : `${counted} samples`
      return {
        result: { relativeRms, worstCell, emptyCells, exact, samples: counted, out: options.out ?? null },
        seed,
        lines: [
          `relative RMS ${percent(relativeRms)}, worst cell ${percent(worstCell)}, ${emptyCells} empty, ${how}`,
        ],
      }
    },
  )
}

/** Relative RMS of the cells, without the bias of sampling where masses were counted. */
function rmsOf({ masses, exact, samples }: MeasuredMasses, wanted: Float64Array): number {
  if (!exact) {
    const counts = Uint32Array.from(masses, (mass) => Math.round(mass * samples))
    return Math.sqrt(Math.max(0, unbiasedChiSquare(counts, wanted)))
  }
  return Math.sqrt(masses.reduce((sum, mass, i) => sum + (mass - wanted[i]!) ** 2 / wanted[i]!, 0))
}

function map(transport: Command, registry: Registry): void {
  registry.add(
    transport
      .command('map')
      .description('where the map sends points of the source: u_h’s argmax')
      .requiredOption('--transport <folder>')
      .requiredOption('--points <file>', 'a .npy file [m, d]')
      .requiredOption('--out <file>', 'codes, a .npy file [m, d]')
      .option('--indices <file>', 'the code of each point, a .npy file [m]'),
    'transport map',
    async (host, _operands, options: MapOptions & { points: string; out: string; indices?: string }) => {
      await claimFile(options.out)
      if (options.indices !== undefined) await claimFile(options.indices)
      const solved = await readTransport(options.transport)
      const points = await readCodes(options.points)
      const { targets, codes } = await host.inOneGo(async () => mapPoints(solved, points))
      await writeCodes(options.out, codes)
      if (options.indices !== undefined) {
        const items = targets.map((target) => solved.codeOf[target]!)
        await replaceFile(options.indices, encodeNpy(items, [items.length]))
      }
      return {
        result: { out: options.out, indices: options.indices ?? null, points: points.rows },
        lines: [`${options.out}: [${points.rows}, ${points.columns}]`],
      }
    },
  )
}

function singularities(transport: Command, registry: Registry): void {
  interface SingularOptions extends MapOptions {
    readonly theta?: number
    readonly epsilon?: number
    readonly samples: number
    readonly out: string
  }
  registry.add(
    transport
      .command('singularities')
      .description('facets of the cells with angle, distance and mass, and which of them are singular')
      .requiredOption('--transport <folder>')
      .option('--theta <angle>', 'singular above this angle, radians', numberOption(0, Math.PI))
      .addOption(
        new Option('--epsilon <distance>', 'singular above this distance of normalised codes')
          .argParser(numberOption(0))
          .conflicts('theta'),
      )
      .option(
        '--samples <number>',
        'noise points to find facets with',
        wholeOption(1000, 50_000_000),
        defaultParameters.facets.samples,
      )
      .requiredOption('--out <file>', 'a JSON file'),
    'transport singularities',
    async (host, _operands, options: SingularOptions) => {
      await claimFile(options.out)
      const solved = await readTransport(options.transport)
      const { seed = 1 } = options
      const parameters = { samples: options.samples, seed }
      const { result: facets } = await host.job('facets', (job) =>
        host.tools.compute.run(
          'facets',
          { map: solved, parameters, placed: true },
          job.control,
          ({ share }) => job.report({ stage: 'Singular set', done: share, total: 1 }),
        ),
      )
      const test: SingularTest =
        options.epsilon !== undefined
          ? { test: 'distance', value: options.epsilon }
          : options.theta !== undefined
            ? { test: 'angle', value: options.theta }
            : suggestThreshold(facets)
      const components = keptComponents(facets, solved.targets.rows, test)
      const list = Array.from(facets.angle, (angle, f) => ({
        first: solved.codeOf[facets.first[f]!]!,
        second: solved.codeOf[facets.second[f]!]!,
        angle,
        distance: facets.distance[f]!,
        mass: facets.mass[f]!,
        singular: isSingular(facets, f, test),
        where: facets.sites ? [...row(facets.sites, f)] : null,
      }))
      const singular = list.filter((facet) => facet.singular)
      const { edges, mass } = massHistogram(facets, test.test)
      const histogram = { edges: [...edges], mass: [...mass] }
      await replaceFile(
        options.out,
        `${JSON.stringify({ threshold: test, exact: facets.exact, histogram, facets: list })}\n`,
      )
      const result = {
        out: options.out,
        facets: list.length,
        singular: singular.length,
        singularMass: singular.reduce((sum, { mass }) => sum + mass, 0),
        threshold: test,
        exact: facets.exact,
        components: components.count,
        largestComponents: [...components.sizes.subarray(0, 20)],
      }
      return {
        result,
        seed,
        lines: [
          `${list.length} facets, ${singular.length} singular (${test.test} above ${test.value.toFixed(3)}); kept facets join the codes into ${components.count} parts`,
          options.out,
        ],
      }
    },
  )
}
