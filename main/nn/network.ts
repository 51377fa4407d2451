import type { Backend } from './backend'
import { autoencoderFunctions } from './autoencoder-functions'
import { buildAutoencoder, type Autoencoder } from './models/autoencoder'
import type { Definitions, Program } from './program/definition'
import { fastestProgram, type ProgramMaker } from './program-maker'
import type { ModelSpec } from './spec'
import { checkArrays, initialArrays, type NamedArrays } from './weights'

/** What a network does besides encoding and decoding, with the variables that takes. */
export interface NetworkExtras {
  readonly functions: Definitions
  readonly variables: NamedArrays
}

const noExtras: NetworkExtras = { functions: {}, variables: {} }

/** An autoencoder with its weights on the backend. Dispose of it when done: sessions are not collected. */
export class Network {
  readonly model: Autoencoder
  /** Has the functions `encode`, `decode`, `reconstruct` and those of the extras. */
  readonly program: Program

  /**
   * @param arrays the weights by name
   * @throws BrenierError `bad-shape` where they are those of another model
   */
  constructor(
    readonly backend: Backend,
    readonly spec: ModelSpec,
    arrays: NamedArrays,
    extras: NetworkExtras = noExtras,
    makeProgram: ProgramMaker = fastestProgram,
  ) {
    this.model = buildAutoencoder(spec)
    checkArrays(this.model.parameters, arrays)
    const functions = { ...autoencoderFunctions(this.model), ...extras.functions }
    this.program = makeProgram(backend, functions, { ...arrays, ...extras.variables })
  }

  /** A network with initial weights; the same seed gives the same weights on every machine. */
  static initial(backend: Backend, spec: ModelSpec, seed: number): Network {
    return new Network(backend, spec, initialArrays(buildAutoencoder(spec).parameters, seed))
  }

  /** @param pictures [n, height, width, channels], 0 … 255 → codes [n, latent] */
  encode(pictures: Uint8Array): Float32Array {
    return this.program.run('encode', { pictures })['codes']!
  }

  /** @param codes [n, latent] → pictures [n, height, width, channels] in [0, 1] */
  decode(codes: Float32Array): Float32Array {
    return this.program.run('decode', { codes })['pictures']!
  }

  /** @param pictures [n, height, width, channels], 0 … 255 → what the model makes of them, in [0, 1] */
  reconstruct(pictures: Uint8Array): Float32Array {
    return this.program.run('reconstruct', { pictures })['pictures']!
  }

  exportWeights(): NamedArrays {
    return this.program.read(this.model.parameters.map(({ name }) => name))
  }

  dispose(): void {
    this.program.dispose()
  }
}
