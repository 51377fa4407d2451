import { BrenierError } from '../../../shared/errors'
import { matrix, row, type Matrix } from '../../../shared/matrix'
import { random } from '../../../shared/random'
import type { TensorProgram, Tensors } from '../tensors'
import { checkArrays, type NamedArrays } from '../weights'
import { drawNoise } from './draws'
import { mapOf } from './registry'
import type { MapSpec } from '../../../shared/contracts/mapper'

/** Points mapped in one go, which bounds the memory of the layers. */
const batchSize = 4096

/** A map from noise to codes with its weights where tensors are computed. Dispose of it when done. */
export class LearnedMap {
  private constructor(
    readonly spec: MapSpec,
    private readonly program: TensorProgram,
  ) {}

  /** @throws BrenierError `bad-shape` where the weights are those of another map, `not-finite` */
  static async open(tensors: Tensors, spec: MapSpec, weights: NamedArrays): Promise<LearnedMap> {
    await checkArrays(mapOf(spec).parameters, weights)
    return new LearnedMap(spec, await tensors.open({ map: spec, training: null }, weights))
  }

  /**
   * @param noise [n, noiseDimension]
   * @returns codes [n, dimension], in the units of those it was trained on
   * @throws BrenierError `bad-shape` for noise of another dimension
   */
  async map(noise: Matrix): Promise<Matrix> {
    const { dimension, noiseDimension } = this.spec
    if (noise.columns !== noiseDimension) {
      throw new BrenierError(
        'bad-shape',
        `Expected noise of ${noiseDimension} coordinates, got ${noise.columns}. Draw it for this map.`,
      )
    }
    const codes = matrix(noise.rows, dimension)
    await this.eachPart(noise, ({ codes: part }, start) => codes.data.set(part!, start * dimension))
    return codes
  }

  /**
   * Heights of Kantorovich's potential.
   * @param noise [n, dimension]
   * @returns [n]
   * @throws BrenierError `bad-argument` for a map that has none
   */
  async potential(noise: Matrix): Promise<Float32Array> {
    const { kind } = this.spec.method
    if (kind !== 'kantorovich') {
      throw new BrenierError('bad-argument', `Expected a map by Kantorovich’s potential, got ${kind}.`)
    }
    const heights = new Float32Array(noise.rows)
    await this.eachPart(noise, ({ potential }, start) => heights.set(potential!, start))
    return heights
  }

  private async eachPart(
    noise: Matrix,
    take: (results: Record<string, Float32Array>, start: number) => void,
  ): Promise<void> {
    for (let start = 0; start < noise.rows; start += batchSize) {
      const end = Math.min(noise.rows, start + batchSize)
      const part = noise.data.slice(start * noise.columns, end * noise.columns)
      take(await this.program.run('map', { noise: part }), start)
    }
  }

  /** New codes [count, dimension]; the same seed gives the same ones. */
  draw(count: number, seed: number): Promise<Matrix> {
    return this.map(drawNoise(this.spec, count, random(seed).fork('noise of new codes')))
  }

  /** Codes along the straight segment between two noise points, [steps, dimension]: interpolation in noise space. */
  segment(from: Float32Array, to: Float32Array, steps: number): Promise<Matrix> {
    const noise = matrix(steps, this.spec.noiseDimension)
    for (let step = 0; step < steps; step++) {
      const t = steps > 1 ? step / (steps - 1) : 0
      row(noise, step).set(from.map((value, k) => value + t * (to[k]! - value)))
    }
    return this.map(noise)
  }

  dispose(): void {
    this.program.dispose()
  }
}
