import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-node-gpu'
import type { Backend } from './backend'
import { buildAutoencoder, type Autoencoder } from './models/autoencoder'
import type { ModelSpec } from './spec'
import { downloadArrays, initialArrays, uploadArrays, type NamedArrays, type Weights } from './weights'

/** An autoencoder with its weights on the backend. Dispose of it when done: tensors are not collected. */
export class Network {
  readonly model: Autoencoder
  private tensors: Record<string, Tensor>
  private newest: (() => NamedArrays) | undefined

  /**
   * @param arrays the weights by name
   * @throws BrenierError `bad-shape` where they are those of another model
   */
  constructor(
    readonly backend: Backend,
    readonly spec: ModelSpec,
    arrays: NamedArrays,
  ) {
    this.model = buildAutoencoder(spec)
    this.tensors = uploadArrays(backend.tf, this.model.parameters, arrays)
  }

  /** A network with initial weights; the same seed gives the same weights on every machine. */
  static initial(backend: Backend, spec: ModelSpec, seed: number): Network {
    return new Network(backend, spec, initialArrays(buildAutoencoder(spec).parameters, seed))
  }

  get weights(): Weights {
    const { newest } = this
    if (newest) {
      this.newest = undefined
      this.replaceWeights(uploadArrays(this.backend.tf, this.model.parameters, newest()))
    }
    return this.tensors
  }

  /** Says that newer weights lie elsewhere, to be fetched once when they are next asked for. */
  follow(newest: () => NamedArrays): void {
    this.newest = newest
  }

  /** Takes over the tensors as weights and disposes of the former ones. They must be kept out of any tidy. */
  replaceWeights(tensors: Record<string, Tensor>): void {
    const former = this.tensors
    this.tensors = tensors
    for (const tensor of Object.values(former)) tensor.dispose()
  }

  /**
   * Values of a tensor made by `make`, whose intermediate tensors are given back. (A tidy that returned the array itself
   * would look through it for tensors, number by number.)
   */
  values(make: () => Tensor): Float32Array {
    const { tf } = this.backend
    const tensor = tf.tidy(make)
    const values = tensor.dataSync<'float32'>()
    tensor.dispose()
    return values
  }

  /** @param pictures [n, height, width, channels] in [0, 1] → codes [n, latent]; call within a tidy */
  encode(pictures: Tensor4D): Tensor2D {
    return this.model.encoder.apply(this.backend.tf, this.weights, pictures) as Tensor2D
  }

  /** @param codes [n, latent] → pictures [n, height, width, channels] in [0, 1]; call within a tidy */
  decode(codes: Tensor2D): Tensor4D {
    return this.model.decoder.apply(this.backend.tf, this.weights, codes) as Tensor4D
  }

  exportWeights(): NamedArrays {
    return this.newest?.() ?? downloadArrays(this.tensors)
  }

  dispose(): void {
    for (const tensor of Object.values(this.tensors)) tensor.dispose()
    this.tensors = {}
  }
}
