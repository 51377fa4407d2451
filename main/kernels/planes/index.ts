import { BrenierError } from '../../../shared/errors'
import { matrix, type Matrix } from '../../../shared/matrix'
import { openThreadPool, type ThreadPool } from '../thread-pool'
import { CHUNK, type Draw, type Highest, type Hits, type Planes } from './planes'
import { wasmBase64 } from './wasm.generated'

export interface PlanesOptions {
  /** Threads to share the work; without, the calling thread does it all. */
  readonly pool?: ThreadPool | undefined
  /** Largest `keep` that will be asked for. */
  readonly keep?: number
}

/** Samples that pass through the kernel's memory at once. */
const CAPACITY = 32 * CHUNK
const PAGE = 65536
const JOB = 0
const JOB_BYTES = 128

/** Words of the job; the kernel reads them at four bytes each. */
const word = {
  source: 0,
  samples: 1,
  dimension: 2,
  blocks: 3,
  planes: 4,
  heights: 5,
  next: 6,
  chunks: 7,
  seed: 8,
  firstChunk: 9,
  keep: 10,
  given: 11,
  indices: 12,
  scores: 13,
  counts: 14,
  countsStride: 15,
  energies: 16,
  scratch: 17,
  scratchStride: 18,
  drawn: 19,
} as const

const sourceCode = { given: 0, cube: 1, gaussian: 2 } as const

let compiled: WebAssembly.Module | undefined

/**
 * Puts planes into a WebAssembly memory of their own. Each pass over N planes in d dimensions costs
 * samples × N × d multiplications; memory is N·d plus a few MB, whatever the number of samples.
 * @param planes the codes y_j, row-major [N, d]; heights start at 0
 * @throws BrenierError `bad-shape` where there is no plane or no coordinate
 */
export function openPlanes(planes: Matrix, options: PlanesOptions = {}): Planes {
  const { rows: count, columns: dimension } = planes
  if (count === 0 || dimension === 0) {
    throw new BrenierError(
      'bad-shape',
      `Expected at least one code of one coordinate, got ${count} × ${dimension}.`,
    )
  }
  const pool = options.pool ?? openThreadPool(1)
  const keepMost = options.keep ?? 1
  const blocks = Math.ceil(count / 4)

  let end = JOB + JOB_BYTES
  const place = (bytes: number): number => {
    const at = end
    end = (end + bytes + 63) & ~63
    return at
  }
  const scratchStride = (CHUNK * (dimension + 2 * keepMost) * 4 + 127) & ~63
  const at = {
    planes: place(blocks * dimension * 16),
    heights: place(blocks * 16),
    counts: place(pool.threads * ((count * 4 + 63) & ~63)),
    energies: place((CAPACITY / CHUNK) * 8),
    scratch: place(pool.threads * scratchStride),
    points: place(CAPACITY * dimension * 4),
    indices: place(CAPACITY * keepMost * 4),
    scores: place(CAPACITY * keepMost * 4),
  }
  const pages = Math.ceil(end / PAGE)
  if (pages > PAGE) {
    throw new BrenierError(
      'bad-argument',
      `${count} codes of ${dimension} coordinates need more than 4 GB; use fewer.`,
    )
  }
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
  const ints = new Uint32Array(memory.buffer)
  const floats = new Float32Array(memory.buffer)
  const doubles = new Float64Array(memory.buffer)
  compiled ??= new WebAssembly.Module(Buffer.from(wasmBase64, 'base64'))
  const handle = pool.attach(compiled, memory)

  for (let j = 0; j < count; j++) {
    const to = at.planes / 4 + (j >> 2) * dimension * 4 + (j & 3)
    for (let k = 0; k < dimension; k++) floats[to + k * 4] = planes.data[j * dimension + k]!
  }
  const countsStride = (count * 4 + 63) & ~63
  floats.fill(-Infinity, at.heights / 4, at.heights / 4 + blocks * 4)
  floats.fill(0, at.heights / 4, at.heights / 4 + count)
  const job = ints.subarray(JOB / 4, (JOB + JOB_BYTES) / 4)
  job[word.dimension] = dimension
  job[word.blocks] = blocks
  job[word.planes] = at.planes
  job[word.heights] = at.heights
  job[word.counts] = at.counts
  job[word.countsStride] = countsStride
  job[word.energies] = at.energies
  job[word.scratch] = at.scratch
  job[word.scratchStride] = scratchStride
  job[word.given] = at.points

  const clearCounts = (): void => {
    ints.fill(0, at.counts / 4, (at.counts + pool.threads * countsStride) / 4)
  }
  /** One pass over at most CAPACITY samples. */
  const pass = (source: number, samples: number, seed: number, firstChunk: number, keep: number): void => {
    job[word.source] = source
    job[word.samples] = samples
    job[word.next] = 0
    job[word.chunks] = Math.ceil(samples / CHUNK)
    job[word.seed] = seed
    job[word.firstChunk] = firstChunk
    job[word.keep] = keep
    pool.run(handle, JOB)
  }
  const checkKeep = (keep: number): void => {
    if (keep < 1 || keep > keepMost) {
      throw new BrenierError(
        'bad-argument',
        `Expected between 1 and ${keepMost} planes a sample, got ${keep}.`,
      )
    }
  }
  /** Runs all samples pass by pass; `before` and `after` move what goes in and out. */
  const collect = (
    samples: number,
    keep: number,
    run: (start: number, size: number) => void,
    after: (start: number, size: number) => void,
  ): Highest => {
    checkKeep(keep)
    const indices = new Uint32Array(samples * keep)
    const scores = new Float32Array(samples * keep)
    job[word.indices] = at.indices
    job[word.scores] = at.scores
    for (let start = 0; start < samples; start += CAPACITY) {
      const size = Math.min(CAPACITY, samples - start)
      run(start, size)
      indices.set(ints.subarray(at.indices / 4, at.indices / 4 + size * keep), start * keep)
      scores.set(floats.subarray(at.scores / 4, at.scores / 4 + size * keep), start * keep)
      after(start, size)
    }
    return { samples, keep, indices, scores }
  }

  return {
    count,
    dimension,
    setHeights(values) {
      if (values.length !== count) {
        throw new BrenierError('bad-shape', `Expected ${count} heights, got ${values.length}.`)
      }
      floats.set(values, at.heights / 4)
    },
    highest(points, keep) {
      if (points.columns !== dimension) {
        throw new BrenierError(
          'bad-shape',
          `Expected points of ${dimension} coordinates, got ${points.columns}.`,
        )
      }
      job[word.drawn] = 0
      return collect(
        points.rows,
        keep,
        (start, size) => {
          floats.set(points.data.subarray(start * dimension, (start + size) * dimension), at.points / 4)
          pass(sourceCode.given, size, 0, 0, keep)
        },
        () => undefined,
      )
    },
    drawHighest(draw, keep) {
      const points = matrix(draw.count, dimension)
      job[word.drawn] = at.points
      const found = collect(
        draw.count,
        keep,
        (start, size) => {
          pass(sourceCode[draw.source], size, draw.seed, draw.firstChunk + start / CHUNK, keep)
        },
        (start, size) => {
          points.data.set(floats.subarray(at.points / 4, at.points / 4 + size * dimension), start * dimension)
        },
      )
      return { ...found, points }
    },
    drawHits(draw: Draw): Hits {
      clearCounts()
      job[word.indices] = 0
      job[word.scores] = 0
      job[word.drawn] = 0
      let energy = 0
      for (let start = 0; start < draw.count; start += CAPACITY) {
        const size = Math.min(CAPACITY, draw.count - start)
        pass(sourceCode[draw.source], size, draw.seed, draw.firstChunk + start / CHUNK, 1)
        // Chunk by chunk in order, whoever worked on them: the sum has the same bits with any number of threads.
        for (let chunk = 0; chunk * CHUNK < size; chunk++) energy += doubles[at.energies / 8 + chunk]!
      }
      const counts = new Uint32Array(count)
      for (let thread = 0; thread < pool.threads; thread++) {
        const from = (at.counts + thread * countsStride) / 4
        for (let j = 0; j < count; j++) counts[j]! += ints[from + j]!
      }
      return { samples: draw.count, counts, energy }
    },
    close() {
      pool.detach(handle)
    },
  }
}
