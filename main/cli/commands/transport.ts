import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { cellErrors, unbiasedChiSquare } from '../../../shared/cell-mass-error'
import type { TransportParameters } from '../../../shared/contracts/study'
import { BrenierError } from '../../../shared/errors'
import { encodeNpy } from '../../data/npy'
import { defaultParameters } from '../../jobs/recipe'
import { readTransport, writeTransport } from '../../jobs/transport-files'
import { CHUNK } from '../../kernels/planes/planes'
import { mapPoints, measureMasses, type MeasuredMasses } from '../../ot/apply'
import { isSingular, keptComponents, suggestThreshold, type SingularTest } from '../../ot/singular-set'
import { numberOption, type CommonOptions } from '../host'
import type { Registry } from '../registry'
import { readCodes, writeCodes } from './models'
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
    readonly out: string
    readonly source: string
    readonly method: string
    readonly tolerance: number
    readonly seconds: number
  }
  registry.add(
    transport
      .command('solve')
      .description('solve the map onto codes of equal mass')
      .requiredOption('--targets <file>', 'codes, a .npy file [n, d]')
      .requiredOption('--out <folder>', 'the map: transport.json and .npy arrays')
      .option('--source <name>', 'cube or gaussian', 'cube')
      .option('--method <name>', 'auto, newton2d, stochastic, paper', 'auto')
      .option(
        '--tolerance <share>',
        'relative RMS error of the cells to stop at',
        numberOption('tolerance', 1e-12, 1),
        tolerance,
      )
      .option(
        '--seconds <number>',
        'time for sampling methods',
        numberOption('seconds', 0.1, 86_400),
        seconds,
      ),
    'transport solve',
    async (host, _operands, options: SolveOptions) => {
      const parameters = {
        ...sourceAndMethod(options),
        tolerance: options.tolerance,
        seconds: options.seconds,
        targets: 0,
        seed: options.seed ?? 1,
      }
      const codes = await readCodes(options.targets)
      const { result, cancelled } = await host.job('transport', (job) =>
        host.tools.compute.run('transport', { codes, parameters }, job.control, ({ share, relativeRms }) =>
          job.report({
            stage: 'Map',
            done: share,
            total: 1,
            note: Number.isFinite(relativeRms) ? `rms ${percent(relativeRms)}` : '',
          }),
        ),
      )
      const written = await writeTransport(options.out, result.map)
      const { report, method } = result.map
      return {
        result: {
          out: options.out,
          written,
          method,
          ...report,
          noiseFloor: Number.isFinite(report.noiseFloor) ? report.noiseFloor : null,
        },
        lines: [
          `${options.out}: relative RMS ${percent(report.relativeRms)}, worst cell ${percent(report.worstCell)}, ${report.emptyCells} empty, ${method}`,
          `½W₂²: dual bound ${report.dualBound.toPrecision(8)}, cost of this map ${report.primalCost.toPrecision(8)}`,
          ...report.warnings,
        ],
        interrupted: cancelled,
      }
    },
  )
}

function sourceAndMethod({
  source,
  method,
}: {
  source: string
  method: string
}): Pick<TransportParameters, 'source' | 'method'> {
  if (source !== 'cube' && source !== 'gaussian') {
    throw new BrenierError('bad-argument', `Expected --source cube or gaussian, got "${source}".`)
  }
  if (method !== 'auto' && method !== 'newton2d' && method !== 'stochastic' && method !== 'paper') {
    throw new BrenierError(
      'bad-argument',
      `Expected --method auto, newton2d, stochastic or paper, got "${method}".`,
    )
  }
  return { source, method }
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
      .option('--samples <number>', '', numberOption('samples', CHUNK, 1e11), 1_000_000)
      .option('--out <file>', 'masses and standard errors, a .npy file [n, 2]'),
    'transport measure',
    async (host, _operands, options: MapOptions & { samples: number; out?: string }) => {
      const solved = await readTransport(options.transport)
      const wanted = CHUNK * Math.ceil(options.samples / CHUNK)
      const measured = await host.job('transport', async () =>
        measureMasses(solved, wanted, options.seed ?? 1),
      )
      const { masses, errors, exact, samples } = measured
      const pairs = new Float64Array(2 * masses.length)
      for (const [i, mass] of masses.entries()) pairs.set([mass, errors[i]!], 2 * i)
      if (options.out) await writeFile(options.out, encodeNpy(pairs, [masses.length, 2]))
      const { worstCell, emptyCells } = cellErrors(masses, solved.masses)
      const relativeRms = rmsOf(measured, solved.masses)
      const how = exact ? 'integrated exactly' : `${samples} samples`
      return {
        result: { relativeRms, worstCell, emptyCells, exact, samples, out: options.out ?? null },
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
      const solved = await readTransport(options.transport)
      const points = await readCodes(options.points)
      const { targets, codes } = await host.job('transport', async () => mapPoints(solved, points))
      await writeCodes(options.out, codes)
      if (options.indices) {
        const items = targets.map((target) => solved.codeOf[target]!)
        await writeFile(options.indices, encodeNpy(items, [items.length]))
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
      .option('--theta <angle>', 'singular above this angle, radians', numberOption('theta', 0, Math.PI))
      .option(
        '--epsilon <distance>',
        'singular above this distance of normalised codes',
        numberOption('epsilon', 0),
      )
      .option(
        '--samples <number>',
        'noise points to find facets with',
        numberOption('samples', 1000, 50_000_000),
        defaultParameters.facets.samples,
      )
      .requiredOption('--out <file>', 'a JSON file'),
    'transport singularities',
    async (host, _operands, options: SingularOptions) => {
      const solved = await readTransport(options.transport)
      const parameters = { samples: options.samples, seed: options.seed ?? 1 }
      const { result: facets } = await host.job('facets', (job) =>
        host.tools.compute.run('facets', { map: solved, parameters }, job.control, ({ share }) =>
          job.report({ stage: 'Singular set', done: share, total: 1 }),
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
      }))
      const singular = list.filter((facet) => facet.singular)
      await writeFile(
        options.out,
        `${JSON.stringify({ threshold: test, exact: facets.exact, facets: list })}\n`,
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
        lines: [
          `${list.length} facets, ${singular.length} singular (${test.test} above ${test.value.toFixed(3)}); kept facets join the codes into ${components.count} parts`,
          options.out,
        ],
      }
    },
  )
}
