import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { buildKernelWorker } from '../main/kernels/kernel-worker.fixture'
import { openThreadPool, type ThreadPool } from '../main/kernels/thread-pool'
import { assign, assignmentSolver, type Assignment } from '../main/ot/assignment'
import { matrix, type Matrix } from '../shared/matrix'
import { random, type Random } from '../shared/random'
import { preparePeer, type PythonPeer } from './python-peer'

const PEERS = ['POT==0.9.7', 'scipy==1.17.1']
const RESULTS = 'bench/results/assignment.json'
/** Longest single run of a peer that is repeated, seconds; slower ones run once. */
const PATIENCE = 20

type Row = Readonly<Record<string, string | number | null>>
interface Timing {
  readonly wall: number
  readonly processor: number
}
interface PeerAnswer {
  readonly wall: number[]
  readonly processor: number[]
  readonly cost: number
}

/**
 * Exact assignment under squared distance, points to certificate, beside POT's `emd` and SciPy's
 * `linear_sum_assignment`, which are given the matrix of costs. Words: `peer` to run them (minutes), `long` for n =
 * 10,000 beside POT and 50,000 alone, a number of repetitions (default 5).
 *
 * Wall seconds are what a person waits; processor seconds of the process stand beside them, because they say more on a
 * machine that others use.
 */
export async function run(words: readonly string[]): Promise<void> {
  const repeats = Number(words.find((word) => /^\d+$/.test(word)) ?? 5)
  const long = words.includes('long')
  const peer = words.includes('peer')
    ? await preparePeer(PEERS)
    : 'Add the word "peer" to run POT and SciPy too.'
  if (typeof peer === 'string') console.log(peer)
  const worker = await buildKernelWorker()
  const pool = openThreadPool(availableParallelism(), worker.url)
  const rows: Row[] = []
  try {
    for (const [name, d, sizes] of [
      ['cube to Gauss', 8, long ? [1000, 2000, 4096, 10_000, 50_000] : [1000, 2000, 4096]],
      ['cube to Gauss', 2, [1000, 2000, 4096]],
      ['cube to Gauss', 16, long ? [1000, 2000, 4096] : [1000, 2000]],
      ['training step', 10, [128, 512]],
    ] as const) {
      for (const n of sizes) {
        const a = cloud(n, d, 1, (source) => source.uniform() - 0.5)
        const b = cloud(n, d, 2, (source) => source.normal())
        const runs = n > 10_000 ? 1 : repeats * Math.ceil(2000 / n)
        const theirs =
          typeof peer === 'string' || n > 10_000 ? null : await askPeer(peer, 'pot', a, b, repeats)
        const scipy =
          typeof peer === 'string' || n > 2000 || d !== 8 ? null : await askPeer(peer, 'scipy', a, b, repeats)
        const alone = timed(a, b, runs, undefined)
        const own = timed(a, b, runs, pool)
        const previous = rows.findLast((row) => row['data'] === name && row['d'] === d)
        const growth = previous ? Math.log(n / Number(previous['n'])) : null
        const row = {
          data: name,
          n,
          d,
          runs,
          '1 thread, ms': alone.wall,
          [`${pool.threads} threads, ms`]: own.wall,
          'processor, ms': alone.processor,
          exponent: growth && Math.log(alone.processor / Number(previous!['processor, ms'])) / growth,
          'POT, ms': theirs && median(theirs.wall) * 1000,
          'POT runs': theirs && theirs.wall.length,
          'SciPy, ms': scipy && median(scipy.wall) * 1000,
          'times POT': theirs && (median(theirs.wall) * 1000) / own.wall,
          'times POT by processor': theirs && (median(theirs.processor) * 1000) / alone.processor,
          'cost against POT': theirs && Math.abs(own.result.cost / theirs.cost - 1),
          'gap of the cost': own.result.gap / own.result.cost,
        }
        rows.push(row)
        // The whole takes long where the peers run: what there is stays.
        await record(rows)
        console.log(JSON.stringify(row))
      }
    }
  } finally {
    pool.close()
    await worker.remove()
  }
  console.table(rows)
}

async function record(rows: readonly Row[]): Promise<void> {
  const machine = { processor: cpus()[0]?.model, cores: cpus().length, load: loadavg()[0] }
  const versions = { node: process.version, peers: PEERS }
  const content = { date: new Date().toISOString(), machine, versions, rows }
  await mkdir(path.dirname(RESULTS), { recursive: true })
  await writeFile(RESULTS, `${JSON.stringify(content, null, 2)}\n`)
}

/** Threads take a tenth of a second to start, and WebAssembly is compiled anew while it first runs. */
const WARM_UP = 1000

/** Medians in milliseconds of a warm solver that is kept, as training keeps it. */
function timed(
  a: Matrix,
  b: Matrix,
  repeats: number,
  pool: ThreadPool | undefined,
): Timing & { readonly result: Assignment } {
  const solver = assignmentSolver(pool)
  const problem = { cost: 'sqeuclidean', a, b } as const
  let result = assign(problem, { solver })
  for (const until = performance.now() + WARM_UP; a.rows < 10_000 && performance.now() < until;) {
    assign(problem, { solver })
  }
  const runs = Array.from({ length: repeats }, () => {
    const used = process.cpuUsage()
    const started = performance.now()
    result = assign(problem, { solver })
    const wall = performance.now() - started
    const { user, system } = process.cpuUsage(used)
    return { wall, processor: (user + system) / 1000 }
  })
  solver.close()
  return { wall: median(runs.map((r) => r.wall)), processor: median(runs.map((r) => r.processor)), result }
}

async function askPeer(
  peer: PythonPeer,
  name: 'pot' | 'scipy',
  a: Matrix,
  b: Matrix,
  repeats: number,
): Promise<PeerAnswer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'brenier-bench-'))
  try {
    const files = [path.join(folder, 'a.f32'), path.join(folder, 'b.f32')] as const
    await writeFile(files[0], a.data)
    await writeFile(files[1], b.data)
    const answer = path.join(folder, 'answer.json')
    const numbers = [a.rows, a.columns, repeats, PATIENCE].map(String)
    await peer('assignment.py', [name, ...files, answer, ...numbers])
    return JSON.parse(await readFile(answer, 'utf8')) as PeerAnswer
  } finally {
    await rm(folder, { recursive: true })
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((x, y) => x - y)[values.length >> 1]!
}

function cloud(n: number, d: number, seed: number, draw: (source: Random) => number): Matrix {
  const source = random(seed)
  return matrix(
    n,
    d,
    Float32Array.from({ length: n * d }, () => draw(source)),
  )
}
