import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { BrenierError } from '../../../shared/errors'
import { encodeNpy, readNpy } from '../../data/npy'
import type { GroundCost, Points } from '../../ot/assignment'
import type { CommandHost, CommonOptions, Outcome } from '../host'
import { numberOption } from '../options'
import type { Registry } from '../registry'

interface AssignOptions extends CommonOptions {
  readonly cost: string
  readonly masses?: string
  readonly entropy?: number
  readonly out?: string
  readonly duals?: string
}

/** Two sets of points, and what an arc between them costs. */
interface Sides {
  readonly cost: GroundCost
  readonly a: Points
  readonly b: Points
}

type Files = readonly [string, string]

/** `assign`: exact transport between two sets of points, with its proof. */
export function assignCommand(program: Command, registry: Registry): void {
  registry.add(
    program
      .command('assign')
      .description(
        'the cheapest bijection between two sets of n points, or plan between unequal masses, with duals that prove it',
      )
      .argument('<a>', 'a .npy file [n, d]')
      .argument('<b>', 'a .npy file [n, d]; [m, d] with --masses')
      .option('--cost <name>', 'sqeuclidean, l2 or l1', 'sqeuclidean')
      .option(
        '--masses <files>',
        'masses of a and b with equal sums, two .npy files [n] and [m] with a comma between',
      )
      .option(
        '--entropy <share>',
        'entropic potentials in place of exact ones: ε as a share of the mean cost',
        numberOption(1e-6, 1e6),
      )
      .option(
        '--out <file>',
        'the point of b for each point of a, a .npy file [n]; with --masses the plan, [entries, 3]: point of a, of b, mass',
      )
      .option('--duals <files>', 'u and v, two .npy files [n] and [m] with a comma between'),
    'assign',
    async (host, [first, second], options: AssignOptions) => {
      const sides = {
        cost: groundCost(options.cost),
        a: await readPoints(first!),
        b: await readPoints(second!),
      }
      const duals = twoFiles('--duals', options.duals)
      const masses = twoFiles('--masses', options.masses)
      if (options.entropy !== undefined) return blurred(host, sides, masses, duals, options)
      return masses ? plan(host, sides, masses, duals, options) : bijection(host, sides, duals, options)
    },
  )
}

async function bijection(
  host: CommandHost,
  sides: Sides,
  duals: Files | null,
  options: AssignOptions,
): Promise<Outcome> {
  const { result, cancelled } = await host.job('transport', (job) =>
    host.tools.compute.run(
      'assignment',
      { problem: sides, seed: options.seed ?? 1 },
      job.control,
      ({ share }) => job.report({ stage: 'Assignment', done: share, total: 1 }),
    ),
  )
  const { permutation, cost, gap, smallestReducedCost, backend } = result
  const n = permutation.length
  if (options.out) await writeFile(options.out, encodeNpy(permutation, [n]))
  await writeDuals(duals, result)
  return {
    result: {
      n,
      cost,
      meanCost: cost / n,
      gap,
      smallestReducedCost,
      backend,
      out: options.out ?? null,
      duals,
    },
    lines: [
      `${n} pairs, cost ${cost.toPrecision(10)} (mean ${(cost / n).toPrecision(10)})`,
      `its duals prove that none is cheaper by more than ${Math.abs(gap).toPrecision(2)}; smallest reduced cost ${smallestReducedCost.toPrecision(2)}`,
      ...(options.out ? [options.out] : []),
    ],
    interrupted: cancelled,
  }
}

async function plan(
  host: CommandHost,
  sides: Sides,
  files: Files,
  duals: Files | null,
  options: AssignOptions,
): Promise<Outcome> {
  const problem = { ...sides, massesA: await readMasses(files[0]), massesB: await readMasses(files[1]) }
  const { result, cancelled } = await host.job('transport', (job) =>
    host.tools.compute.run('transportation', problem, job.control, ({ placed, pivots }) =>
      job.report({ stage: 'Transport', done: placed, total: 1, note: `${pivots} pivots` }),
    ),
  )
  const { rows, columns, masses, cost, gap } = result
  const entries = rows.length
  if (options.out) {
    const table = Float64Array.from(
      { length: 3 * entries },
      (_, c) => [rows, columns, masses][c % 3]![Math.floor(c / 3)]!,
    )
    await writeFile(options.out, encodeNpy(table, [entries, 3]))
  }
  await writeDuals(duals, result)
  return {
    result: {
      n: sides.a.rows,
      m: sides.b.rows,
      entries,
      cost,
      gap,
      out: options.out ?? null,
      duals,
    },
    lines: [
      `${entries} entries between ${sides.a.rows} and ${sides.b.rows} points, cost ${cost.toPrecision(10)}`,
      `its duals prove that no plan is cheaper by more than ${Math.abs(gap).toPrecision(2)}`,
      ...(options.out ? [options.out] : []),
    ],
    interrupted: cancelled,
  }
}

async function blurred(
  host: CommandHost,
  sides: Sides,
  files: Files | null,
  duals: Files | null,
  { entropy, out }: AssignOptions,
): Promise<Outcome> {
  if (out !== undefined) {
    throw new BrenierError(
      'bad-argument',
      'Expected --duals for what entropic transport gives, got --out: its plan has mass everywhere.',
    )
  }
  const equal = ({ rows }: Points) => new Float64Array(rows).fill(1 / rows)
  const problem = {
    ...sides,
    massesA: files ? await readMasses(files[0]) : equal(sides.a),
    massesB: files ? await readMasses(files[1]) : equal(sides.b),
  }
  const { result, cancelled } = await host.job('transport', (job) =>
    host.tools.compute.run('sinkhorn', { problem, options: { share: entropy! } }, job.control, (at) =>
      job.report({
        stage: 'Sinkhorn',
        done: at.iterations,
        total: 10_000,
        note: `marginal error ${at.marginalError.toPrecision(2)}`,
      }),
    ),
  )
  await writeDuals(duals, result)
  const { epsilon, cost, bound, marginalError, iterations } = result
  return {
    result: { epsilon, cost, bound, marginalError, iterations, duals },
    lines: [
      `cost ${cost.toPrecision(10)} at ε ${epsilon.toPrecision(3)} after ${iterations} iterations, marginal error ${marginalError.toPrecision(2)}`,
      `its potentials prove that no plan is cheaper than ${bound.toPrecision(10)}`,
    ],
    interrupted: cancelled,
  }
}

async function writeDuals(
  files: Files | null,
  { u, v }: { readonly u: Float64Array; readonly v: Float64Array },
): Promise<void> {
  if (!files) return
  await writeFile(files[0], encodeNpy(u, [u.length]))
  await writeFile(files[1], encodeNpy(v, [v.length]))
}

function groundCost(name: string): GroundCost {
  if (name === 'sqeuclidean' || name === 'l1' || name === 'l2') return name
  throw new BrenierError('bad-argument', `Expected --cost sqeuclidean, l2 or l1, got "${name}".`)
}

function twoFiles(option: string, text: string | undefined): Files | null {
  if (text === undefined) return null
  const [one, other, ...more] = text.split(',')
  if (one && other && more.length === 0) return [one, other]
  throw new BrenierError('bad-argument', `Expected ${option} FIRST.npy,SECOND.npy, got "${text}".`)
}

/** Points as they are in the file: doubles stay doubles, so that the cost can be compared to the last digits. */
async function readPoints(file: string): Promise<Points> {
  const { shape, data } = await readNpy(file)
  const [rows = 0, columns = 0] = shape
  if (shape.length !== 2) {
    throw new BrenierError(
      'bad-shape',
      `Expected points of shape (n, d) in ${file}, got (${shape.join(', ')}).`,
    )
  }
  return { rows, columns, data: data instanceof Float32Array ? data : Float64Array.from(data) }
}

async function readMasses(file: string): Promise<Float64Array> {
  const { shape, data } = await readNpy(file)
  if (shape.length === 1) return Float64Array.from(data)
  throw new BrenierError('bad-shape', `Expected masses of shape (n,) in ${file}, got (${shape.join(', ')}).`)
}
