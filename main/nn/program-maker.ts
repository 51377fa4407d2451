import type { AdamSettings } from './adam'
import { CapturedProgram } from './capture/program'
import type { Network } from './network'
import { EagerProgram, type TrainingProgram } from './training-program'
import type { NamedArrays } from './weights'

/** Makes what computes the steps; `batchSizes` are the numbers of pictures a step will get. */
export type ProgramMaker = (
  network: Network,
  settings: AdamSettings,
  batchSizes: readonly number[],
  moments: NamedArrays | undefined,
) => TrainingProgram

export const eagerProgram: ProgramMaker = (network, settings, _batchSizes, moments) =>
  new EagerProgram(network, settings, moments)

export const fastestProgram: ProgramMaker = (network, settings, batchSizes, moments) =>
  network.backend.native
    ? new CapturedProgram(network, settings, batchSizes, moments)
    : new EagerProgram(network, settings, moments)
