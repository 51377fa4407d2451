import type { AdamSettings } from '../adam'
import type { PixelSource } from '../batches'
import type { MatchCosts } from '../matching'
import type { InputValues } from '../program/definition'
import type { NamedArrays } from '../weights'

/** A batch on its way to the program. */
export interface GivenBatch {
  /** Of its pictures among all. */
  readonly indices: Uint32Array
  /** [n, height, width, channels], 0 … 255 */
  readonly pictures: Uint8Array
  /** int32 [2], another in each step. */
  readonly seed: Int32Array
  /** From 0. */
  readonly epoch: number
  /** Of this step. */
  readonly learningRate: number
}

/** What an accompaniment works with. */
export interface AccompaniedTraining {
  readonly settings: AdamSettings
  readonly pictures: PixelSource
  /** Those trained on. */
  readonly indices: Uint32Array
  readonly match: MatchCosts
  /** Calls a function of the program. */
  run(name: string, inputs: Readonly<Record<string, InputValues>>): Promise<Record<string, Float32Array>>
}

/**
 * What a training does outside its program, before and after the steps of each batch: it solves a matching, or keeps a
 * code for each picture. It returns to the event loop as steps do.
 */
export interface Accompaniment {
  /** Values of the steps' own inputs. */
  before(batch: GivenBatch): Promise<Readonly<Record<string, InputValues>>>
  /** @param slopes of the loss, by the inputs that are learned, named as they are */
  after?(batch: GivenBatch, slopes: Readonly<Record<string, Float32Array>>): void
  /** Before the held-out pictures are measured. */
  epochEnded?(): Promise<void>
  /** What it goes on from after an interruption. */
  kept?(): NamedArrays
}
