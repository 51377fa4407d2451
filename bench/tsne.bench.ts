import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { principalComponents } from '../main/embedding/pca'
import { klDivergence } from '../main/embedding/quality'
import { tsne } from '../main/embedding/tsne'
import { buildKernelWorker } from '../main/kernels/kernel-worker.fixture'
import { openThreadPool } from '../main/kernels/thread-pool'
import type { ThreadPool } from '../main/kernels/thread-pool'
import { matrix } from '../shared/matrix'
import type { Matrix } from '../shared/matrix'
import { random } from '../shared/random'
import { preparePeer } from './python-peer'
import type { PythonPeer } from './python-peer'

const PEER = 'scikit-learn==1.9.1'
const HEADER_BYTES = 16

interface Timing {
  readonly set: string
  readonly threads: number
  readonly seconds: number
  readonly affinitySeconds: number
  readonly iterationMilliseconds: number
  readonly divergence: number
  readonly peerSeconds: number | null
  readonly peerDivergence: number | null
}

/**
 * 3D t-SNE, 750 iterations, two degrees of freedom: the UCI digits, a mixture in 8 dimensions, Fashion-MNIST in 16.
 * Words: a number of repetitions (default 5), `peer` to run scikit-learn beside it (minutes), names of sets.
 */
export async function run(words: readonly string[]): Promise<void> {
  const repeats = Number(words.find((word) => /^\d+$/.test(word)) ?? 5)
  const peer = words.includes('peer')
    ? await preparePeer([PEER])
    : 'Add the word "peer" to run scikit-learn too.'
  if (typeof peer === 'string') console.log(peer)
  const worker = await buildKernelWorker()
  const pool = openThreadPool(availableParallelism(), worker.url)
  const timings: Timing[] = []
  try {
    for (const [name, points] of await sets()) {
      if (words.some((word) => word in setNames) && !words.includes(name)) continue
      const theirs = typeof peer === 'string' ? null : await timePeer(peer, points)
      for (const threads of new Set([1, pool.threads])) {
        const own = time(points, repeats, threads === 1 ? undefined : pool)
        const peerDivergence =
          theirs && klDivergence(own.affinities, matrix(points.rows, 3, theirs.positions), 2).value
        timings.push({
          set: name,
          threads,
          ...own.timing,
          peerSeconds: theirs?.seconds ?? null,
          peerDivergence,
        })
        console.log(JSON.stringify(timings.at(-1)))
      }
    }
  } finally {
    pool.close()
    await worker.remove()
  }
  console.table(timings)
  await mkdir('bench/results', { recursive: true })
  const machine = { processor: cpus()[0]?.model, cores: cpus().length, load: loadavg()[0] }
  const versions = { node: process.version, peer: PEER }
  const record = { date: new Date().toISOString(), machine, versions, repeats, timings }
  await writeFile('bench/results/tsne.json', `${JSON.stringify(record, null, 2)}\n`)
}

/** Medians over the repetitions, after one run to warm up. */
function time(points: Matrix, repeats: number, pool: ThreadPool | undefined) {
  const runs = Array.from({ length: repeats + 1 }, () => {
    const started = performance.now()
    const run = tsne(points, { dims: 3 }, pool)
    while (run.progress().phase !== 'layout') run.step()
    const begun = performance.now()
    while (!run.step()) continue
    const ended = performance.now()
    const { iterations } = run.result()
    const measured = {
      seconds: (ended - started) / 1000,
      affinitySeconds: (begun - started) / 1000,
      iterationMilliseconds: (ended - begun) / iterations,
    }
    const divergence = run.divergence()!.value
    const affinities = run.affinities()!
    run.close()
    return { ...measured, divergence, affinities }
  }).slice(1)
  const median = (pick: (run: (typeof runs)[number]) => number) =>
    runs.map(pick).sort((a, b) => a - b)[Math.floor(runs.length / 2)]!
  return {
    affinities: runs[0]!.affinities,
    timing: {
      seconds: median((run) => run.seconds),
      affinitySeconds: median((run) => run.affinitySeconds),
      iterationMilliseconds: median((run) => run.iterationMilliseconds),
      divergence: runs[0]!.divergence,
    },
  }
}

async function timePeer(peer: PythonPeer, points: Matrix) {
  const folder = await mkdtemp(path.join(tmpdir(), 'brenier-bench-'))
  try {
    const from = path.join(folder, 'points.f32')
    const to = path.join(folder, 'positions.f32')
    await writeFile(from, new Uint8Array(points.data.buffer, points.data.byteOffset, points.data.byteLength))
    const seconds = Number(await peer('tsne.py', [from, String(points.rows), String(points.columns), to]))
    const bytes = await readFile(to)
    const positions = new Float32Array(points.rows * 3)
    for (let c = 0; c < positions.length; c++) positions[c] = bytes.readFloatLE(4 * c)
    return { seconds, positions }
  } finally {
    await rm(folder, { recursive: true })
  }
}

const setNames = { digits: true, mixture: true, fashion: true }

async function sets(): Promise<[keyof typeof setNames, Matrix][]> {
  const digits = await pictures('digits/digits-images-idx3-ubyte.gz')
  const fashion = await pictures('fashion/t10k-images-idx3-ubyte.gz')
  return [
    ['digits', digits],
    ['mixture', mixture(5000, 8, 20)],
    ['fashion', principalComponents(fashion, 16).scores],
  ]
}

async function pictures(file: string): Promise<Matrix> {
  const bytes = gunzipSync(await readFile(path.join('resources/samples', file)))
  const rows = bytes.readUInt32BE(4)
  const columns = bytes.readUInt32BE(8) * bytes.readUInt32BE(12)
  return matrix(rows, columns, Float32Array.from(bytes.subarray(HEADER_BYTES)))
}

/** Gaussians of unlike widths around random centres. */
function mixture(n: number, d: number, clusters: number): Matrix {
  const source = random(1)
  const centres = Array.from({ length: clusters * d }, () => 3 * source.normal())
  const widths = Array.from({ length: clusters * d }, () => 0.3 + 0.9 * source.uniform())
  const points = matrix(n, d)
  for (let i = 0; i < n; i++) {
    const cluster = source.integer(clusters)
    for (let c = 0; c < d; c++) {
      points.data[i * d + c] = centres[cluster * d + c]! + widths[cluster * d + c]! * source.normal()
    }
  }
  return points
}
