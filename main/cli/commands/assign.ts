import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { BrenierError } from '../../../shared/errors'
import { encodeNpy, readNpy } from '../../data/npy'
import type { GroundCost, Points } from '../../ot/assignment'
import type { CommonOptions } from '../host'
import type { Registry } from '../registry'

interface AssignOptions extends CommonOptions {
  readonly cost: string
  readonly out?: string
  readonly duals?: string
}

/** `assign`: the optimal bijection between two sets of points, with its proof. */
export function assignCommand(program: Command, registry: Registry): void {
  registry.add(
    program
      .command('assign')
      .description('the cheapest bijection between two sets of n points, with duals that prove it')
      .argument('<a>', 'a .npy file [n, d]')
      .argument('<b>', 'a .npy file [n, d]')
      .option('--cost <name>', 'sqeuclidean, l2 or l1', 'sqeuclidean')
      .option('--out <file>', 'the point of b for each point of a, a .npy file [n]')
      .option('--duals <files>', 'u and v, two .npy files [n] with a comma between'),
    'assign',
    async (host, [first, second], options: AssignOptions) => {
      const cost = groundCost(options.cost)
      const files = dualFiles(options.duals)
      const a = await readPoints(first!)
      const b = await readPoints(second!)
      const { result, cancelled } = await host.job('transport', (job) =>
        host.tools.compute.run(
          'assignment',
          { problem: { cost, a, b }, seed: options.seed ?? 1 },
          job.control,
          ({ share }) => job.report({ stage: 'Assignment', done: share, total: 1 }),
        ),
      )
      const { permutation, u, v, cost: total, gap, smallestReducedCost, backend } = result
      const n = permutation.length
      if (options.out) await writeFile(options.out, encodeNpy(permutation, [n]))
      if (files) {
        await writeFile(files[0], encodeNpy(u, [n]))
        await writeFile(files[1], encodeNpy(v, [n]))
      }
      return {
        result: {
          n,
          cost: total,
          meanCost: total / n,
          gap,
          smallestReducedCost,
          backend,
          out: options.out ?? null,
          duals: files,
        },
        lines: [
          `${n} pairs, cost ${total.toPrecision(10)} (mean ${(total / n).toPrecision(10)})`,
          `its duals prove that none is cheaper by more than ${Math.abs(gap).toPrecision(2)}; smallest reduced cost ${smallestReducedCost.toPrecision(2)}`,
          ...(options.out ? [options.out] : []),
        ],
        interrupted: cancelled,
      }
    },
  )
}

function groundCost(name: string): GroundCost {
  if (name === 'sqeuclidean' || name === 'l1' || name === 'l2') return name
  throw new BrenierError('bad-argument', `Expected --cost sqeuclidean, l2 or l1, got "${name}".`)
}

function dualFiles(text: string | undefined): readonly [string, string] | null {
  if (text === undefined) return null
  const [u, v, ...more] = text.split(',')
  if (u && v && more.length === 0) return [u, v]
  throw new BrenierError('bad-argument', `Expected --duals U.npy,V.npy, got "${text}".`)
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
