import type { Scalar, Tensor, Tensor4D } from '@tensorflow/tfjs-node-gpu'
import { FlatAdam, type AdamSettings } from './adam'
import { scalePixels } from './batches'
import type { Network } from './network'
import type { NamedArrays } from './weights'

/** What the trainer asks of whoever computes a step: op by op here, or a graph that was captured once. */
export interface TrainingProgram {
  /**
   * One optimiser step on a batch; the network has the new weights afterwards.
   * @param pixels [count, height, width, channels], 0 … 255; must not change afterwards
   * @param step number of this step, from 1
   * @returns mean squared error per pixel before the step, pictures in [0, 1]
   */
  train(pixels: Uint8Array, count: number, learningRate: number, step: number): number
  /** Mean squared error per pixel of a batch, without training on it. */
  measure(pixels: Uint8Array, count: number): number
  /** The optimiser's moments: `first/NAME` and `second/NAME`. */
  exportMoments(): NamedArrays
  dispose(): void
}

/**
 * Mean squared error per pixel and its gradients in the order of the model's parameters.
 * @param pictures [n, height, width, channels] in [0, 1]; call within a tidy
 */
export function lossAndGradients(network: Network, pictures: Tensor4D): { value: Scalar; grads: Tensor[] } {
  const { tf } = network.backend
  const { encoder, decoder, parameters } = network.model
  const loss = (...tensors: Tensor[]): Scalar => {
    const weights = Object.fromEntries(parameters.map(({ name }, i) => [name, tensors[i]!]))
    const made = decoder.apply(tf, weights, encoder.apply(tf, weights, pictures))
    return tf.mean(tf.squaredDifference(made, pictures))
  }
  const present = network.weights
  return tf.valueAndGrads(loss)(parameters.map(({ name }) => present[name]!)) as {
    value: Scalar
    grads: Tensor[]
  }
}

/** Mean squared error per pixel of pictures 0 … 255, op by op. */
export function measureError(network: Network, pixels: Uint8Array, count: number): number {
  const { tf } = network.backend
  return tf.tidy(() => {
    const pictures = uploadPictures(network, pixels, count)
    const made = network.decode(network.encode(pictures))
    return tf.mean(tf.squaredDifference(made, pictures)).dataSync()[0]!
  })
}

function uploadPictures(network: Network, pixels: Uint8Array, count: number): Tensor4D {
  const { height, width, channels } = network.spec
  return network.backend.tf.tensor4d(scalePixels(pixels), [count, height, width, channels], 'float32')
}

/** Trains op by op through tfjs: runs on every backend, and is what a captured graph is compared with. */
export class EagerProgram implements TrainingProgram {
  private readonly adam: FlatAdam

  constructor(
    private readonly network: Network,
    settings: AdamSettings,
    moments?: NamedArrays,
  ) {
    const { backend, model, weights } = network
    this.adam = new FlatAdam(backend.tf, model.parameters, settings, weights, moments)
  }

  train(pixels: Uint8Array, count: number, learningRate: number, step: number): number {
    const { tf } = this.network.backend
    const { value, grads } = tf.tidy(() =>
      lossAndGradients(this.network, uploadPictures(this.network, pixels, count)),
    )
    this.network.replaceWeights(this.adam.update(grads, learningRate, step))
    const error = value.dataSync()[0]!
    tf.dispose([value, ...grads])
    return error
  }

  measure(pixels: Uint8Array, count: number): number {
    return measureError(this.network, pixels, count)
  }

  exportMoments(): NamedArrays {
    return this.adam.exportMoments()
  }

  dispose(): void {
    this.adam.dispose()
  }
}
