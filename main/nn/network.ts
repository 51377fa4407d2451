import type { AdamSettings } from './adam'
import type { PictureCoder } from './coder'
import { buildAutoencoder } from './models/autoencoder'
import type { ModelSpec } from './spec'
import type { TensorProgram, Tensors } from './tensors'
import { checkArrays, initialArrays, type NamedArrays, type Parameter } from './weights'

/** What a network takes to be trained: the optimiser's constants and its variables at their start. */
export interface NetworkTraining {
  readonly settings: AdamSettings
  readonly moments: NamedArrays
  /** Whether it goes on with the decoder alone. */
  readonly refines: boolean
}

/** An autoencoder with its weights where tensors are computed. Dispose of it when done: sessions are not collected. */
export class Network implements PictureCoder {
  private constructor(
    readonly spec: ModelSpec,
    private readonly parameters: readonly Parameter[],
    /** Has the functions `encode`, `decode`, `reconstruct` and, where it is trained, `train` and `measure`. */
    readonly program: TensorProgram,
  ) {}

  /**
   * @param arrays the weights by name
   * @throws BrenierError `bad-shape` where they are those of another model, `not-finite` where one is NaN or infinite
   */
  static async open(
    tensors: Tensors,
    spec: ModelSpec,
    arrays: NamedArrays,
    training: NetworkTraining | null = null,
  ): Promise<Network> {
    const { parameters } = buildAutoencoder(spec)
    await checkArrays(parameters, arrays)
    const refines = training?.refines ?? false
    const programSpec = { model: spec, refines, training: training?.settings ?? null }
    const program = await tensors.open(programSpec, { ...arrays, ...training?.moments })
    return new Network(spec, parameters, program)
  }

  /** A network with initial weights; the same seed gives the same weights on every machine. */
  static initial(tensors: Tensors, spec: ModelSpec, seed: number): Promise<Network> {
    return Network.open(tensors, spec, initialArrays(buildAutoencoder(spec).parameters, seed))
  }

  /** @param pictures [n, height, width, channels], 0 … 255 → codes [n, latent] */
  async encode(pictures: Uint8Array): Promise<Float32Array> {
    return (await this.program.run('encode', { pictures }))['codes']!
  }

  /** @param codes [n, latent] → pictures [n, height, width, channels] in [0, 1] */
  async decode(codes: Float32Array): Promise<Float32Array> {
    return (await this.program.run('decode', { codes }))['pictures']!
  }

  /** @param pictures [n, height, width, channels], 0 … 255 → what the model makes of them, in [0, 1] */
  async reconstruct(pictures: Uint8Array): Promise<Float32Array> {
    return (await this.program.run('reconstruct', { pictures }))['pictures']!
  }

  exportWeights(): Promise<NamedArrays> {
    return this.program.read(this.parameters.map(({ name }) => name))
  }

  dispose(): void {
    this.program.dispose()
  }
}
