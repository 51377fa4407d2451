import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg } from 'node:os'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { principalComponents } from '../main/embedding/pca'
import { buildKernelWorker } from '../main/kernels/kernel-worker.fixture'
import { openPlanes } from '../main/kernels/planes/index'
import type { Planes } from '../main/kernels/planes/planes'
import { referencePlanes } from '../main/kernels/planes/reference'
import { openThreadPool, type ThreadPool } from '../main/kernels/thread-pool'
import { newtonTransport } from '../main/ot/newton'
import { paperTransport } from '../main/ot/paper'
import { stochasticTransport } from '../main/ot/stochastic'
import { prepareTargets } from '../main/ot/targets'
import { samplesForSeconds } from '../main/ot/throughput'
import { walkSegment } from '../main/ot/walk'
import { matrix, selectRows, type Matrix } from '../shared/matrix'
import { random, type Random } from '../shared/random'

type Row = Readonly<Record<string, string | number | boolean>>

const parts = { kernel, newton, stochastic, walk } as const
const IDX_HEADER = 16

/**
 * Semi-discrete transport. Words: `kernel`, `newton`, `stochastic`, `walk` (all where none is named), `long` for the
 * runs of a minute and more.
 *
 * Wall seconds are what a person waits; processor seconds of this process stand beside them, because they say more on a
 * machine that others use.
 */
export async function run(words: readonly string[]): Promise<void> {
  const worker = await buildKernelWorker()
  const pool = openThreadPool(availableParallelism(), worker.url)
  // Parts not run today keep their figures; each has the date and load of its own.
  const record = await earlier()
  try {
    for (const [name, part] of Object.entries(parts)) {
      if (words.some((word) => word in parts) && !words.includes(name)) continue
      const rows = await part(pool, words.includes('long'))
      record[name] = { date: new Date().toISOString(), node: process.version, machine: machine(), rows }
      console.log(name)
      console.table(rows.map(readable))
    }
  } finally {
    pool.close()
    await worker.remove()
  }
  await mkdir(path.dirname(RESULTS), { recursive: true })
  await writeFile(RESULTS, `${JSON.stringify(record, null, 2)}\n`)
}

const RESULTS = 'bench/results/transport.json'

async function earlier(): Promise<Record<string, unknown>> {
  const text = await readFile(RESULTS, 'utf8').catch(() => '{}')
  const kept: Record<string, unknown> = JSON.parse(text)
  return Object.fromEntries(Object.entries(kept).filter(([name]) => name in parts))
}

function machine(): Row {
  return { processor: cpus()[0]?.model ?? '', cores: cpus().length, load: loadavg()[0]! }
}

/** Four digits are more than a busy machine gives. */
function readable(row: Row): Row {
  const short = (value: Row[string]) => (typeof value === 'number' ? Number(value.toPrecision(4)) : value)
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, short(value)]))
}

/** The gradient's work: samples against planes. GMAC/s are 10⁹ multiplications with addition a second. */
async function kernel(pool: ThreadPool): Promise<Row[]> {
  const rows: Row[] = []
  for (const [samples, n, d] of [
    [2048, 10_000, 8],
    [8192, 2000, 16],
    [2048, 10_000, 16],
  ] as const) {
    const codes = cloud(n, d, (source) => source.normal())
    const work = (samples * n * d) / 1e6
    const speed = (planes: Planes, repeats: number): number => {
      const draw = { source: 'cube', seed: 1, firstChunk: 0, count: samples } as const
      // Threads take a tenth of a second to start, and compile the kernel anew.
      for (const until = performance.now() + 300; repeats > 1 && performance.now() < until;)
        planes.drawHits(draw)
      const { wall } = timed(repeats, () => planes.drawHits(draw))
      planes.close()
      return wall
    }
    const alone = speed(openPlanes(codes), 15)
    const shared = speed(openPlanes(codes, { pool }), 15)
    const plain = speed(referencePlanes(codes), 1)
    rows.push({
      'samples × codes × d': `${samples} × ${n} × ${d}`,
      '1 thread, ms': alone,
      'GMAC/s': work / alone,
      [`${pool.threads} threads, ms`]: shared,
      'GMAC/s shared': work / shared,
      'plain TypeScript, ms': plain,
      'times faster': plain / shared,
    })
  }
  return rows
}

/** Exact transport in the plane and in space, to a worst cell of 1e-6, and how its time grows. */
async function newton(_pool: ThreadPool, long: boolean): Promise<Row[]> {
  const rows: Row[] = []
  const solve = (name: string, codes: Matrix, repeats: number): void => {
    const targets = prepareTargets(codes)
    const options = { targets, source: { kind: 'cube', dimension: codes.columns }, tolerance: 1e-6 } as const
    let last = newtonTransport(options)
    const { wall, processor } = timed(repeats, () => {
      last = newtonTransport(options)
      while (!last.step());
    })
    const { iteration, diagrams, worstCell } = last.progress()
    const previous = rows.at(-1)
    const growth = previous && previous['codes'] === name && Math.log(codes.rows / Number(previous['N']))
    rows.push({
      codes: name,
      N: codes.rows,
      'wall, ms': wall,
      'processor, ms': processor,
      iterations: iteration,
      diagrams,
      'worst cell': worstCell,
      exponent: growth ? Math.log(processor / Number(previous['processor, ms'])) / growth : '',
    })
  }
  solve('25 Gaussians', gaussians25(256), 40)
  solve('25 Gaussians', gaussians25(2048), 5)
  if (long) solve('25 Gaussians', gaussians25(10_000), 1)
  const uniform = (n: number) => cloud(n, 2, (source) => source.uniform())
  for (const n of [1000, 3000, 10_000]) solve('uniform', uniform(n), 5)
  if (long) {
    solve('uniform', uniform(30_000), 1)
    solve('uniform', uniform(100_000), 1)
  }
  const solid = (n: number) => cloud(n, 3, (source) => source.uniform())
  solve('uniform in space', solid(1000), 3)
  solve('uniform in space', solid(3000), 1)
  if (long) {
    solve('uniform in space', solid(10_000), 1)
    solve(
      'normal in space',
      cloud(10_000, 3, (source) => source.normal()),
      1,
    )
  }
  return rows
}

/** Real codes: principal components of Fashion-MNIST's test pictures, each over the root of its deviation. */
async function stochastic(pool: ThreadPool, long: boolean): Promise<Row[]> {
  const rows: Row[] = []
  const codes = await fashion(16)
  const some = (n: number, d: number): Matrix => {
    const narrow = matrix(codes.rows, d)
    for (let i = 0; i < codes.rows; i++) narrow.data.set(codes.data.subarray(i * 16, i * 16 + d), i * d)
    return selectRows(
      narrow,
      Array.from({ length: n }, (_, i) => i),
    )
  }
  const solve = (method: 'stochastic' | 'paper', n: number, d: number, seconds: number): void => {
    const targets = prepareTargets(some(n, d))
    const samples = samplesForSeconds(targets.points, 'cube', seconds, () => performance.now(), pool)
    const source = { kind: 'cube', dimension: d } as const
    const options = { targets, source, seed: 1, samples, tolerance: 1e-3, pool }
    const started = performance.now()
    const solver = method === 'paper' ? paperTransport(options) : stochasticTransport(options)
    while (!solver.step());
    const { report } = solver.result()
    const wall = (performance.now() - started) / 1000
    solver.close()
    rows.push({
      method,
      N: n,
      d,
      'budget, s': seconds,
      'wall, s': wall,
      samples: report.samples,
      'GMAC/s': (report.samples * n * d) / wall / 1e9,
      'relative RMS, %': 100 * report.relativeRms,
      '±': 100 * report.relativeRmsError,
      'noise floor, %': 100 * report.noiseFloor,
      'worst cell': report.worstCell,
      'empty cells': report.emptyCells,
    })
  }
  solve('stochastic', 2000, 16, 20)
  solve('paper', 2000, 16, 20)
  if (long) {
    solve('stochastic', 2000, 16, 60)
    solve('stochastic', 10_000, 10, 60)
    solve('stochastic', 10_000, 16, 60)
  }
  return rows
}

/** Exact walks of random segments of the cube. */
async function walk(): Promise<Row[]> {
  return [
    [2000, 16, 400],
    [10_000, 64, 100],
  ].map(([n, d, segments]) => {
    const targets = prepareTargets(cloud(n!, d!, (source) => source.normal())).points
    const heights = new Float64Array(n!).map((_, i) => {
      return -0.1 * targets.data.subarray(i * d!, (i + 1) * d!).reduce((sum, y) => sum + y * y, 0)
    })
    const source = random(2)
    let crossings = 0
    const end = () => Float64Array.from({ length: d! }, () => source.uniform() - 0.5)
    const started = performance.now()
    for (let s = 0; s < segments!; s++) crossings += walkSegment(targets, heights, end(), end()).times.length
    const wall = performance.now() - started
    return {
      N: n!,
      d: d!,
      segments: segments!,
      'ms a segment': wall / segments!,
      crossings: crossings / segments!,
    }
  })
}

/** Medians over repeated calls, after one to warm up where there are several; milliseconds. */
function timed(repeats: number, call: () => void): { wall: number; processor: number } {
  if (repeats > 1) call()
  const runs = Array.from({ length: repeats }, () => {
    const used = process.cpuUsage()
    const started = performance.now()
    call()
    const wall = performance.now() - started
    const { user, system } = process.cpuUsage(used)
    return { wall, processor: (user + system) / 1000 }
  })
  const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!
  return { wall: median(runs.map((r) => r.wall)), processor: median(runs.map((r) => r.processor)) }
}

function cloud(n: number, d: number, draw: (source: Random) => number): Matrix {
  const source = random(1)
  return matrix(
    n,
    d,
    Float32Array.from({ length: n * d }, () => draw(source)),
  )
}

function gaussians25(n: number): Matrix {
  return cloud(n, 2, (source) => (source.integer(5) - 2) * 2 + 0.05 * source.normal())
}

async function fashion(d: number): Promise<Matrix> {
  const bytes = gunzipSync(await readFile(path.join('resources/samples/fashion/t10k-images-idx3-ubyte.gz')))
  const pictures = matrix(
    bytes.readUInt32BE(4),
    bytes.readUInt32BE(8) * bytes.readUInt32BE(12),
    Float32Array.from(bytes.subarray(IDX_HEADER)),
  )
  const { scores } = principalComponents(pictures, d)
  // Encoders spread their coordinates more evenly than principal components do.
  for (let k = 0; k < d; k++) {
    let square = 0
    for (let i = 0; i < scores.rows; i++) square += scores.data[i * d + k]! ** 2
    const divisor = (square / scores.rows) ** 0.25
    for (let i = 0; i < scores.rows; i++) scores.data[i * d + k]! /= divisor
  }
  return scores
}
