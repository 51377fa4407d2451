import type { Tensor, Tensor1D } from '@tensorflow/tfjs-node-gpu'
import type { TensorFlow } from './backend'
import { sizeOf, type NamedArrays, type Parameter, type Weights } from './weights'

/** Constants of Adam, as a plain value. */
export interface AdamSettings {
  readonly beta1: number
  readonly beta2: number
}

/**
 * Rate and ε of a step with Adam's bias corrections drawn into them (section 2 of the paper), so that the update is
 * `rate · first / (√second + ε)`.
 * @param step from 1
 */
export function correctedRate(
  settings: AdamSettings,
  learningRate: number,
  step: number,
): { rate: number; epsilon: number } {
  const correction = Math.sqrt(1 - settings.beta2 ** step)
  return { rate: (learningRate * correction) / (1 - settings.beta1 ** step), epsilon: 1e-8 * correction }
}

/**
 * Adam with bias correction (Kingma and Ba 2015, algorithm 1) on all parameters laid end to end: a dozen operations a
 * step instead of a dozen a parameter.
 */
export class FlatAdam {
  private values: Tensor1D
  private first: Tensor1D
  private second: Tensor1D
  private readonly sizes: number[]

  /**
   * @param weights the parameters' present values
   * @param moments `first/NAME` and `second/NAME` of a former run; none begins at zero
   */
  constructor(
    private readonly tf: TensorFlow,
    private readonly parameters: readonly Parameter[],
    private readonly settings: AdamSettings,
    weights: Weights,
    moments: NamedArrays | undefined,
  ) {
    this.sizes = parameters.map((parameter) => sizeOf(parameter.shape))
    const total = this.sizes.reduce((sum, size) => sum + size, 0)
    this.values = tf.keep(tf.tidy(() => this.lay(parameters.map((parameter) => weights[parameter.name]!))))
    const restored = (moment: 'first' | 'second'): Tensor1D => {
      const flat = new Float32Array(total)
      let offset = 0
      parameters.forEach(({ name }, i) => {
        const given = moments?.[`${moment}/${name}`]
        if (given) flat.set(given.data, offset)
        offset += this.sizes[i]!
      })
      return tf.keep(tf.tensor1d(flat))
    }
    this.first = restored('first')
    this.second = restored('second')
  }

  private lay(tensors: readonly Tensor[]): Tensor1D {
    return this.tf.concat1d(tensors.map((tensor) => tensor.flatten()))
  }

  /**
   * One step.
   * @param gradients in the order of the parameters
   * @param step number of this step, from 1
   * @returns the new values by name, outside any tidy; they belong to the caller
   */
  update(gradients: readonly Tensor[], learningRate: number, step: number): Record<string, Tensor> {
    const { tf } = this
    const { beta1, beta2 } = this.settings
    const { rate, epsilon } = correctedRate(this.settings, learningRate, step)
    const outcome = tf.tidy(() => {
      const gradient = this.lay(gradients)
      const first = tf.add(this.first, tf.mul(tf.sub(gradient, this.first), 1 - beta1)) as Tensor1D
      const second = tf.add(
        this.second,
        tf.mul(tf.sub(tf.square(gradient), this.second), 1 - beta2),
      ) as Tensor1D
      const direction = tf.div(first, tf.add(tf.sqrt(second), epsilon))
      const values = tf.sub(this.values, tf.mul(direction, rate)) as Tensor1D
      const parts = tf.split(values, this.sizes)
      const shaped = parts.map((part, i) => part.reshape([...this.parameters[i]!.shape]))
      return { first, second, values, shaped }
    })
    for (const former of [this.values, this.first, this.second]) former.dispose()
    this.values = tf.keep(outcome.values)
    this.first = tf.keep(outcome.first)
    this.second = tf.keep(outcome.second)
    return Object.fromEntries(this.parameters.map(({ name }, i) => [name, tf.keep(outcome.shaped[i]!)]))
  }

  /** The moments by name: `first/NAME` and `second/NAME`. */
  exportMoments(): NamedArrays {
    const arrays: NamedArrays = {}
    for (const [moment, tensor] of [
      ['first', this.first],
      ['second', this.second],
    ] as const) {
      const flat = tensor.dataSync<'float32'>()
      let offset = 0
      this.parameters.forEach(({ name, shape }, i) => {
        const size = this.sizes[i]!
        arrays[`${moment}/${name}`] = { shape, data: Float32Array.from(flat.subarray(offset, offset + size)) }
        offset += size
      })
    }
    return arrays
  }

  dispose(): void {
    for (const tensor of [this.values, this.first, this.second]) tensor.dispose()
  }
}
