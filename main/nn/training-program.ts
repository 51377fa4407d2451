import type { Tensor, Tensor4D } from '@tensorflow/tfjs-node-gpu'
import { FlatAdam, type AdamSettings } from './adam'
import type { Network } from './network'
import type { NamedArrays } from './weights'

/** What the trainer asks of whoever computes a step: op by op here, or a graph that was captured once. */
export interface TrainingProgram {
  /**
   * One optimiser step on a batch; the network has the new weights afterwards.
   * @param batch [count, height, width, channels] in [0, 1]
   * @param step number of this step, from 1
   * @returns mean squared error per pixel before the step
   */
  train(batch: Float32Array, count: number, learningRate: number, step: number): number
  /** Mean squared error per pixel of a batch, without training on it. */
  measure(batch: Float32Array, count: number): number
  /** The optimiser's moments: `first/NAME` and `second/NAME`. */
  exportMoments(): NamedArrays
  dispose(): void
}

/** Trains op by op through tfjs: runs on every backend, and is what a captured graph is compared with. */
export class EagerProgram implements TrainingProgram {
  private readonly adam: FlatAdam
  private readonly names: readonly string[]

  constructor(
    private readonly network: Network,
    settings: AdamSettings,
    moments?: NamedArrays,
  ) {
    const { parameters } = network.model
    this.names = parameters.map((parameter) => parameter.name)
    this.adam = new FlatAdam(network.backend.tf, parameters, settings, network.weights, moments)
  }

  train(batch: Float32Array, count: number, learningRate: number, step: number): number {
    const { tf } = this.network.backend
    const { encoder, decoder } = this.network.model
    const { value, grads } = tf.tidy(() => {
      const pictures = this.upload(batch, count)
      const loss = (...tensors: Tensor[]) => {
        const weights = Object.fromEntries(this.names.map((name, i) => [name, tensors[i]!]))
        const codes = encoder.apply(tf, weights, pictures)
        return tf.mean(tf.squaredDifference(decoder.apply(tf, weights, codes), pictures))
      }
      const present = this.network.weights
      return tf.valueAndGrads(loss)(this.names.map((name) => present[name]!))
    })
    this.network.replaceWeights(this.adam.update(grads, learningRate, step))
    const error = value.dataSync()[0]!
    tf.dispose([value, ...grads])
    return error
  }

  measure(batch: Float32Array, count: number): number {
    const { tf } = this.network.backend
    return tf.tidy(() => {
      const pictures = this.upload(batch, count)
      const made = this.network.decode(this.network.encode(pictures))
      return tf.mean(tf.squaredDifference(made, pictures)).dataSync()[0]!
    })
  }

  private upload(batch: Float32Array, count: number): Tensor4D {
    const { height, width, channels } = this.network.spec
    return this.network.backend.tf.tensor4d(batch, [count, height, width, channels], 'float32')
  }

  exportMoments(): NamedArrays {
    return this.adam.exportMoments()
  }

  dispose(): void {
    this.adam.dispose()
  }
}
