import type { AdamSettings } from './adam'
import { autoencoderFunctions } from './autoencoder-functions'
import { loadBackend, type Backend } from './backend'
import { writeSavedModel } from './capture/saved-model'
import { classifierFunctions } from './classifier-functions'
import type { ClassifierSpec } from './classifier-spec'
import { mapOf } from './maps/registry'
import type { MapSpec } from '../../shared/contracts/mapper'
import { buildAutoencoder } from './models/autoencoder'
import { buildClassifier } from './models/classifier'
import type { Definitions, InputValues } from './program/definition'
import { fastestProgram, type ProgramMaker } from './program-maker'
import type { ModelSpec } from './spec'
import { trainingFunctions } from './training-functions'
import type { NamedArrays } from './weights'

/** The backend in words: what of it can be told across threads. */
export type BackendFacts = Omit<Backend, 'tf'>

/** A program as a plain value, from which any thread can build it: an autoencoder, a map from noise to codes, or a classifier. */
export type ProgramSpec = (
  | {
      readonly model: ModelSpec
      /** Whether its training goes on with the decoder alone. */
      readonly refines?: boolean
    }
  | { readonly map: MapSpec }
  | { readonly classifier: ClassifierSpec }
) & {
  /** Constants of the optimiser; null for what is not trained. */
  readonly training: AdamSettings | null
}

/** A `Program` that may run in another thread. Calls are carried out in the order in which they are made. */
export interface TensorProgram {
  /**
   * @param inputs row-major values by name
   * @param unwanted what the names of results begin with that are left out
   * @throws BrenierError `bad-shape` where an input does not fit its declaration
   */
  run(
    name: string,
    inputs: Readonly<Record<string, InputValues>>,
    unwanted?: string,
  ): Promise<Record<string, Float32Array>>
  /** Values of variables, all or those named, copied. */
  read(names?: readonly string[]): Promise<NamedArrays>
  /** Gives back its memory once the calls before are through. */
  dispose(): void
}

/** Whatever computes with tensors, in this thread or another. */
export interface Tensors {
  /** Loads TensorFlow at the first call, which takes seconds. @throws BrenierError `no-backend` */
  facts(): Promise<BackendFacts>
  /**
   * @param arrays the program's variables with their first values
   * @throws BrenierError `no-backend`, or `internal` where a function cannot be captured
   */
  open(spec: ProgramSpec, arrays: NamedArrays): Promise<TensorProgram>
  /** Writes encode, decode and reconstruct as a TensorFlow SavedModel. @throws BrenierError `no-backend` */
  saveModel(model: ModelSpec, weights: NamedArrays, folder: string): Promise<void>
  close(): Promise<void>
}

/** The functions of a program. */
export function definitionsOf(spec: ProgramSpec): Definitions {
  if ('map' in spec) {
    const { map, training } = mapOf(spec.map)
    return { map, ...(spec.training && training(spec.training)) }
  }
  if ('classifier' in spec) return classifierFunctions(buildClassifier(spec.classifier), spec.training)
  const model = buildAutoencoder(spec.model)
  return {
    ...autoencoderFunctions(model),
    ...(spec.training && trainingFunctions(model, spec.training, spec.refines)),
  }
}

/**
 * Tensors of the calling thread, which each call blocks until it is through.
 * @param makeProgram what computes: a captured graph on native TensorFlow, op by op elsewhere
 */
export function tensorsHere(
  load: () => Promise<Backend> = loadBackend,
  makeProgram: ProgramMaker = fastestProgram,
): Tensors {
  return {
    async facts() {
      const { tf: _, ...facts } = await load()
      return facts
    },
    async open(spec, arrays) {
      const program = makeProgram(await load(), definitionsOf(spec), arrays)
      return {
        run: async (...call) => program.run(...call),
        read: async (names) => program.read(names),
        dispose: () => program.dispose(),
      }
    },
    async saveModel(model, weights, folder) {
      const functions = autoencoderFunctions(buildAutoencoder(model))
      await writeSavedModel(await load(), functions, weights, folder)
    },
    close: async () => undefined,
  }
}
