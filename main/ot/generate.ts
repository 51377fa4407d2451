import { matrix, row, type Matrix } from '../../shared/matrix'
import { random, type Random } from '../../shared/random'
import type { Stepper } from '../../shared/stepper'
import { openPlanes } from '../kernels/planes/index'
import { CHUNK, NO_PLANE, type Planes } from '../kernels/planes/planes'
import type { ThreadPool } from '../kernels/thread-pool'
import { facetAngle } from './facets'
import type { SingularTest } from './singular-set'
import { hasCorners, sampleCornered, seedFor } from './source'
import type { Transport } from './transport'

export interface GenerationOptions {
  readonly map: Transport
  readonly seed: number
  /** New codes wanted. */
  readonly count: number
  /**
   * `none`: T(x) itself, a code of the data each. `pairs`: a point between the codes of two neighbouring cells,
   * never across a facet that the test calls singular: such draws are left out. `complex`: T(x) in their place, so
   * that every cell keeps its mass (AE-OT-GAN, section 3.2, of whose simplices these are the edges).
   */
  readonly extension: 'none' | 'pairs' | 'complex'
  readonly test: SingularTest
  /** Planes looked at a draw: the highest is paired with the 2nd … keep-th. 2 in the paper's plane examples, 20 on faces. */
  readonly keep?: number
  /** Each pair at most once, as the paper's code has it; then codes run out on small sets. */
  readonly unique?: boolean
  /**
   * Weight of the second code: uniform on (0, 1) where left out; a fixed share otherwise (`dissim` of the paper's code:
   * 0.75).
   */
  readonly dissimilarity?: number
  /** Draws after which to give up finding more; 64 a code where left out. */
  readonly draws?: number
  readonly pool?: ThreadPool | undefined
}

export interface GenerationProgress {
  readonly made: number
  readonly wanted: number
  readonly draws: number
}

/** New codes and what they are made of. */
export interface GeneratedCodes {
  /** Normalised, [m, d]; m ≤ count. */
  readonly codes: Matrix
  /** (1 − weight)·y_first + weight·y_second, [m] each. */
  readonly first: Uint32Array
  readonly second: Uint32Array
  readonly weight: Float32Array
  readonly draws: number
  /** Candidate pairs that the test refused, and that had been used before. */
  readonly refused: number
  readonly repeated: number
}

/**
 * Generation by the semi-discrete map (An et al., AE-OT, ICLR 2020; the rule of pairs is in its code only): draw noise,
 * take its highest planes, mix the codes of two whose facet is not singular.
 * A step handles one batch of draws.
 */
export function generateCodes(
  options: GenerationOptions,
): Stepper<GenerationProgress, GeneratedCodes> & { close(): void } {
  return new Generator(options)
}

class Generator implements Stepper<GenerationProgress, GeneratedCodes> {
  private readonly planes: Planes
  private readonly keep: number
  private readonly mostDraws: number
  private readonly batch: number
  private readonly weights: Random
  private readonly noiseSeed: number
  private readonly used = new Set<number>()
  private readonly first: Uint32Array
  private readonly second: Uint32Array
  private readonly weight: Float32Array
  private made = 0
  private draws = 0
  private refused = 0
  private repeated = 0

  constructor(private readonly options: GenerationOptions) {
    const { map, seed, count, extension, keep = 2, pool } = options
    this.keep = extension === 'none' ? 1 : Math.max(2, Math.min(keep, map.targets.rows))
    this.planes = openPlanes(map.targets, { pool, keep: this.keep })
    this.planes.setHeights(map.heights)
    this.mostDraws = options.draws ?? 64 * count
    this.batch = CHUNK * Math.max(1, Math.min(32, Math.ceil(count / CHUNK)))
    this.weights = random(seed).fork('generation weights')
    this.noiseSeed = seedFor(seed, 'generation noise')
    this.first = new Uint32Array(count)
    this.second = new Uint32Array(count)
    this.weight = new Float32Array(count)
  }

  step(): boolean {
    const size = Math.min(this.batch, this.mostDraws - this.draws)
    if (this.made < this.options.count && size > 0) {
      const indices = this.drawIndices(size)
      this.draws += size
      for (let s = 0; s < size && this.made < this.options.count; s++) this.take(indices, s * this.keep)
    }
    return this.made >= this.options.count || this.draws >= this.mostDraws
  }

  progress(): GenerationProgress {
    return { made: this.made, wanted: this.options.count, draws: this.draws }
  }

  result(): GeneratedCodes {
    const { targets } = this.options.map
    const codes = matrix(this.made, targets.columns)
    for (let s = 0; s < this.made; s++) {
      const a = row(targets, this.first[s]!)
      const b = row(targets, this.second[s]!)
      const code = row(codes, s)
      for (let k = 0; k < code.length; k++) code[k] = a[k]! + this.weight[s]! * (b[k]! - a[k]!)
    }
    return {
      codes,
      first: this.first.slice(0, this.made),
      second: this.second.slice(0, this.made),
      weight: this.weight.slice(0, this.made),
      draws: this.draws,
      refused: this.refused,
      repeated: this.repeated,
    }
  }

  close(): void {
    this.planes.close()
  }

  private drawIndices(count: number): Uint32Array {
    const { source } = this.options.map
    if (hasCorners(source)) {
      const points = sampleCornered(source, count, this.noiseSeed + this.draws)
      return this.planes.highest(points, this.keep).indices
    }
    const firstChunk = this.draws / CHUNK
    return this.planes.drawHighest(
      { source: source.kind, seed: this.noiseSeed, firstChunk, count },
      this.keep,
    ).indices
  }

  /** Takes what one draw gives: the pairs that may be used, or its own code. */
  private take(indices: Uint32Array, at: number): void {
    const i = indices[at]!
    if (i === NO_PLANE) return
    const { map, extension, unique = true, dissimilarity } = this.options
    const before = this.made
    for (let t = 1; t < this.keep && this.made < this.options.count; t++) {
      const j = indices[at + t]!
      if (j === NO_PLANE) break
      if (this.isSingular(i, j)) {
        this.refused++
        continue
      }
      const key = Math.min(i, j) * map.targets.rows + Math.max(i, j)
      if (unique && this.used.has(key)) {
        this.repeated++
        continue
      }
      this.used.add(key)
      this.push(i, j, dissimilarity ?? this.weights.uniform())
    }
    if (this.made === before && extension !== 'pairs') this.push(i, i, 0)
  }

  private push(i: number, j: number, weight: number): void {
    this.first[this.made] = i
    this.second[this.made] = j
    this.weight[this.made++] = weight
  }

  private isSingular(i: number, j: number): boolean {
    const { map, test } = this.options
    const a = row(map.targets, i)
    const b = row(map.targets, j)
    if (test.test === 'angle') return facetAngle(a, b) > test.value
    let square = 0
    for (let k = 0; k < a.length; k++) square += (a[k]! - b[k]!) ** 2
    return Math.sqrt(square) > test.value
  }
}
