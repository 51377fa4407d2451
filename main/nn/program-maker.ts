import type { Backend } from './backend'
import { CapturedProgram } from './capture/program'
import type { Definitions, Program } from './program/definition'
import { EagerProgram } from './program/eager'
import type { NamedArrays } from './weights'

/** @param arrays the variables with their first values */
export type ProgramMaker = (backend: Backend, definitions: Definitions, arrays: NamedArrays) => Program

export const eagerProgram: ProgramMaker = (backend, definitions, arrays) =>
  new EagerProgram(backend, definitions, arrays)

/** One TensorFlow graph on native TensorFlow, op by op elsewhere. */
export const fastestProgram: ProgramMaker = (backend, definitions, arrays) =>
  backend.native
    ? new CapturedProgram(backend, definitions, arrays)
    : new EagerProgram(backend, definitions, arrays)
