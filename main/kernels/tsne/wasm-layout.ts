import { BrenierError } from '../../../shared/errors'
import { openThreadPool } from '../thread-pool'
import type { ThreadPool } from '../thread-pool'
import { GROUP, LONGEST_STEP } from './layout'
import type { TsneLayout, TsneProblem } from './layout'
import { treeTopology } from './topology'
import { wasmBase64 } from './wasm.generated'

/** Words of the job, as `assembly/job.ts` reads them. */
const word = {
  n: 0,
  groups: 1,
  nodes: 2,
  freedom: 3,
  theta: 4,
  flags: 5,
  exaggeration: 6,
  momentum: 7,
  learningRate: 8,
  longest: 9,
  capacity: 10,
  pieceRows: 11,
  positions: 12,
  moved: 13,
  velocity: 14,
  gains: 15,
  order: 16,
  slot: 17,
  sorted: 18,
  repulsion: 19,
  centre: 20,
  low: 21,
  high: 22,
  links: 23,
  groupNode: 24,
  listCounts: 25,
  lists: 26,
  scratch: 27,
  rowStart: 28,
  columns: 29,
  values: 30,
  logs: 31,
  z: 32,
  one: 34,
  phases: 36,
} as const
const JOB_BYTES = 256
const PAGE = 65536
const QUAD = 4

const rebuildFlag = 1
const measureFlag = 2
const stillFlag = 4

/** Entries of a group's list; 10,000 points need 130 on average. Longer lists are made anew in every iteration. */
const LIST_CAPACITY = 512
const PIECE_GROUPS = 4
const PIECE_SCATTER = 128
const PIECE_ROWS = 64
/** The points move far while the layout unfolds; later the refitted tree stays good for some iterations. */
const REBUILD_ALWAYS = 60
const REBUILD_EVERY = 10
/** Padding lies so far off that its kernel vanishes, and near enough that its square is finite. */
const FAR_AWAY = 1e18

let compiled: WebAssembly.Module | undefined

/**
 * The layout in WebAssembly with SIMD, for one or two degrees of freedom; the same bits for any number of threads.
 * @throws BrenierError `bad-argument` where it would not fit 4 GB
 */
export function wasmLayout(problem: TsneProblem, pool: ThreadPool = openThreadPool(1)): TsneLayout {
  const { n, dims, degreesOfFreedom, rowStart, columns, values } = problem
  const { groups, nodes, links, groupNode } = treeTopology(n)
  const slots = groups * GROUP
  const pieces = Math.ceil(n / PIECE_ROWS)
  const paddedStart = new Uint32Array(n + 1)
  for (let i = 0; i < n; i++) {
    paddedStart[i + 1] = paddedStart[i]! + ((rowStart[i + 1]! - rowStart[i]! + 3) & ~3)
  }
  const entries = paddedStart[n]!

  let end = JOB_BYTES
  const place = (words: number): number => {
    const start = end
    end = (end + words * 4 + 63) & ~63
    return start
  }
  const addresses = {
    positions: place(n * QUAD),
    moved: place(n * QUAD),
    velocity: place(n * QUAD),
    gains: place(n * QUAD),
    order: place(n),
    slot: place(n),
    sorted: place(slots * QUAD),
    repulsion: place(slots * QUAD),
    centre: place(nodes * QUAD),
    low: place(nodes * QUAD),
    high: place(nodes * QUAD),
    links: place(nodes * QUAD),
    groupNode: place(groups),
    listCounts: place(groups * 2),
    lists: place(groups * LIST_CAPACITY),
    scratch: place(pool.threads * 2 * (nodes + 1)),
    rowStart: place(n + 1),
    columns: place(entries),
    values: place(entries),
    logs: place(pieces * 2),
  }
  const pages = Math.ceil(end / PAGE)
  if (pages > PAGE) {
    throw new BrenierError(
      'bad-argument',
      `A layout of ${n} points with ${entries} pairs needs more than 4 GB.`,
    )
  }
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
  const ints = new Uint32Array(memory.buffer)
  const floats = new Float32Array(memory.buffer)
  const doubles = new Float64Array(memory.buffer)
  compiled ??= new WebAssembly.Module(Buffer.from(wasmBase64, 'base64'))
  const handle = pool.attach(compiled, memory)

  const unit = Math.sqrt(degreesOfFreedom)
  for (const name of Object.keys(addresses) as (keyof typeof addresses)[]) ints[word[name]] = addresses[name]
  ints[word.n] = n
  ints[word.groups] = groups
  ints[word.nodes] = nodes
  ints[word.freedom] = degreesOfFreedom
  ints[word.capacity] = LIST_CAPACITY
  ints[word.pieceRows] = PIECE_ROWS
  floats[word.one] = 1
  floats[word.theta] = problem.theta
  floats[word.longest] = LONGEST_STEP / unit
  ints.set(links, addresses.links / 4)
  ints.set(groupNode, addresses.groupNode / 4)
  ints.set(paddedStart, addresses.rowStart / 4)
  floats.fill(1, addresses.gains / 4, addresses.gains / 4 + n * QUAD)
  floats.fill(FAR_AWAY, addresses.sorted / 4, addresses.sorted / 4 + slots * QUAD)
  for (let i = 0; i < n; i++) {
    ints[addresses.order / 4 + i] = i
    for (let a = 0; a < dims; a++) {
      floats[addresses.positions / 4 + i * QUAD + a] = problem.positions[i * dims + a]! / unit
    }
    const shift = paddedStart[i]! - rowStart[i]!
    for (let e = rowStart[i]!; e < rowStart[i + 1]!; e++) {
      ints[addresses.columns / 4 + shift + e] = columns[e]! * 16
      floats[addresses.values / 4 + shift + e] = values[e]!
    }
    // Padding entries pull with probability 0 from the point itself.
    ints.fill(
      i * 16,
      addresses.columns / 4 + shift + rowStart[i + 1]!,
      addresses.columns / 4 + paddedStart[i + 1]!,
    )
  }
  const { entropy, total } = logarithms(values)

  let iterations = 0
  let listsAreStale = false
  let divergence = Number.NaN

  const run = (flags: number): void => {
    ints[word.flags] = flags
    const phases = [1, Math.ceil(groups / PIECE_SCATTER), 1, Math.ceil(groups / PIECE_GROUPS), 1, pieces]
    phases.forEach((count, p) => {
      ints.set([count, 0, 0], word.phases + 3 * p)
    })
    pool.run(handle, 0)
  }
  const unpack = (from: number): Float32Array => {
    const out = new Float32Array(n * dims)
    for (let i = 0; i < n; i++) {
      for (let a = 0; a < dims; a++) out[i * dims + a] = unit * floats[from / 4 + i * QUAD + a]!
    }
    return out
  }

  return {
    backend: 'wasm',
    get divergence() {
      return divergence
    },
    positions: () => unpack(ints[word.positions]!),
    gradient(exaggeration) {
      floats[word.exaggeration] = exaggeration
      run(rebuildFlag | stillFlag)
      return unpack(ints[word.moved]!)
    },
    exactNormalisation() {
      floats[word.theta] = 0
      run(rebuildFlag | stillFlag)
      floats[word.theta] = problem.theta
      listsAreStale = true
      return doubles[word.z / 2]!
    },
    iterate(step) {
      floats[word.exaggeration] = step.exaggeration
      floats[word.momentum] = step.momentum
      floats[word.learningRate] = step.learningRate
      const rebuild = listsAreStale || iterations < REBUILD_ALWAYS || iterations % REBUILD_EVERY === 0
      listsAreStale = false
      run((rebuild ? rebuildFlag : 0) | (step.measure ? measureFlag : 0))
      iterations++
      const positions = ints[word.positions]!
      ints[word.positions] = ints[word.moved]!
      ints[word.moved] = positions
      if (!step.measure) return
      let logs = 0
      for (let p = 0; p < pieces; p++) logs += doubles[addresses.logs / 8 + p]!
      divergence = entropy + total * Math.log(doubles[word.z / 2]!) + ((degreesOfFreedom + 1) / 2) * logs
    },
    close() {
      pool.detach(handle)
    },
  }
}

/** Σ p log p and Σ p. */
function logarithms(values: Float32Array): { entropy: number; total: number } {
  let entropy = 0
  let total = 0
  for (const p of values) {
    if (p <= 0) continue
    entropy += p * Math.log(p)
    total += p
  }
  return { entropy, total }
}
