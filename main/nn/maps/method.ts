import type { Matrix } from '../../../shared/matrix'
import type { Random } from '../../../shared/random'
import type { AdamSettings } from '../adam'
import type { Figures } from '../figures'
import type { Match } from '../matching'
import type { Definitions, FunctionDefinition, InputValues } from '../program/definition'
import type { Parameter } from '../weights'

/** What a method trains with. */
export interface MapSession {
  /** Codes to map onto, [n, d]. */
  readonly targets: Matrix
  readonly batchSize: number
  readonly match: Match
  /** Calls a function of the program that changes nothing. */
  run(name: string, inputs: Readonly<Record<string, InputValues>>): Promise<Record<string, Float32Array>>
  /** Calls one that has `adamInputs`, at the training's rate. */
  train(name: string, inputs: Readonly<Record<string, InputValues>>): Promise<Figures>
}

/** One step of a training: its figures, in words for a person. @param source random numbers of this step alone */
export type Round = (source: Random) => Promise<Figures>

/** How a map is learned: what runs on tensors, and what is done between. */
export interface MapTrainee {
  /** Of all nets. Names are stable: files refer to them. */
  readonly parameters: readonly Parameter[]
  /** noise [n, noiseDimension] → codes [n, dimension]. */
  readonly map: FunctionDefinition
  /** The functions of the training. */
  training(settings: AdamSettings): Definitions
  /** @param source random numbers of what is drawn once */
  begin(session: MapSession, source: Random): Promise<Round>
}
