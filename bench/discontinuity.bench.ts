import { mkdir, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg } from 'node:os'
import path from 'node:path'
import { buildKernelWorker } from '../main/kernels/kernel-worker.fixture'
import { openThreadPool, type ThreadPool } from '../main/kernels/thread-pool'
import { openWalker } from '../main/kernels/walks/index'
import { referenceWalker } from '../main/kernels/walks/reference'
import type { SegmentWalker } from '../main/kernels/walks/walks'
import { prepareTargets } from '../main/ot/targets'
import { matrix } from '../shared/matrix'
import { random } from '../shared/random'

const RESULTS = 'bench/results/discontinuity.json'
const SEGMENTS = 1000

/**
 * Exact walks of 1,000 random segments of the cube: the kernel with all threads and with one, beside plain TypeScript
 * one segment at a time. The exponent says how the time of one thread grows with N at equal d.
 */
export async function run(): Promise<void> {
  const worker = await buildKernelWorker()
  const pool = openThreadPool(availableParallelism(), worker.url)
  const rows: Record<string, number | string>[] = []
  try {
    for (const [n, d] of [
      [2000, 16],
      [10_000, 16],
      [10_000, 64],
      [40_000, 64],
    ] as const) {
      const row = measure(n, d, pool)
      const before = rows.findLast((held) => held['d'] === d)
      const growth = before
        ? Math.log(row['1 thread, ms'] / Number(before['1 thread, ms'])) / Math.log(n / Number(before['N']))
        : ''
      rows.push({ ...row, exponent: growth })
    }
  } finally {
    pool.close()
    await worker.remove()
  }
  console.table(rows)
  const machine = { processor: cpus()[0]?.model ?? '', cores: cpus().length, load: loadavg()[0]! }
  await mkdir(path.dirname(RESULTS), { recursive: true })
  const record = { date: new Date().toISOString(), node: process.version, machine, rows }
  await writeFile(RESULTS, `${JSON.stringify(record, null, 2)}\n`)
}

function measure(n: number, d: number, pool: ThreadPool) {
  const stream = random(1)
  const values = Float32Array.from({ length: n * d }, () => stream.normal())
  const codes = prepareTargets(matrix(n, d, values)).points
  // The heights of the Gaussian map: every cell then has about its share of the cube.
  const heights = Float64Array.from({ length: n }, (_, i) => {
    const square = codes.data.subarray(i * d, (i + 1) * d).reduce((sum, y) => sum + y * y, 0)
    return -square / 2 / Math.sqrt(12) / Math.sqrt(square / d)
  })
  const ends = Float64Array.from({ length: 2 * SEGMENTS * d }, () => stream.uniform() - 0.5)
  const timed = (walker: SegmentWalker, repeats: number) => {
    // Threads take a tenth of a second to start.
    for (const until = performance.now() + 300; repeats > 1 && performance.now() < until;)
      walker.walk(ends.subarray(0, 64 * d))
    const times = Array.from({ length: repeats }, () => {
      const started = performance.now()
      walker.walk(ends)
      return performance.now() - started
    })
    walker.close()
    return times.sort((a, b) => a - b)[repeats >> 1]!
  }
  const shared = timed(openWalker(codes, heights, pool), 5)
  const alone = timed(openWalker(codes, heights), 5)
  const plain = timed(referenceWalker(codes, heights), 1)
  const walker = openWalker(codes, heights, pool)
  const { cells } = walker.walk(ends)
  walker.close()
  return {
    N: n,
    d,
    segments: SEGMENTS,
    'crossings a segment': cells.length / SEGMENTS - 1,
    [`${pool.threads} threads, ms`]: shared,
    '1 thread, ms': alone,
    'plain TypeScript, ms': plain,
    'times faster': plain / shared,
  }
}
