import type { Scalar, Tensor } from '@tensorflow/tfjs-node-gpu'
import type { AdamVariant } from '../adam'
import type { PixelSource } from '../batches'
import type { LayerContext } from '../layers'
import type { Nets } from '../models/nets'
import { meanSquaredDifference } from '../ops'
import type { Definitions, InputSpec } from '../program/definition'
import type { NamedArrays, Parameter } from '../weights'
import type { AccompaniedTraining, Accompaniment } from './accompaniment'

/** What a step learns from. */
export interface StepBatch {
  /** [n, height, width, channels] in [0, 1] */
  readonly pictures: Tensor
  /** Seed of the step's random numbers, int32 [2], another in each step. */
  readonly seed: Tensor
  /** The step's own inputs. */
  readonly inputs: Readonly<Record<string, Tensor>>
}

export interface StepLoss {
  /** What is made smaller. */
  readonly loss: Scalar
  /** What is recorded, by name in words for a person; the first step of an objective has `reconstruction` among them. */
  readonly figures: Readonly<Record<string, Scalar>>
}

/** One function of a training: a loss, and the parameters that are changed to make it smaller. */
export interface ObjectiveStep {
  /** Of the function in the program. */
  readonly name: string
  readonly changes: readonly Parameter[]
  /** Inputs of its own, which the objective's accompaniment gives. */
  readonly inputs?: Readonly<Record<string, InputSpec>>
  /** Those of them that are learned outside the program: it gives back the loss's gradients by them. */
  readonly learned?: readonly string[]
  /** Runs on the first of so many batches, then on the first of the next; on all where left out. */
  readonly every?: number
  /** Its learning rate, as a multiple of the training's; 1 where left out. */
  readonly rate?: number
  /** What it changes is kept within ± this number. */
  readonly clip?: number
  loss(context: LayerContext, batch: StepBatch): StepLoss
}

/** Where codes of new pictures come from, for objectives that shape the codes after a distribution. */
export interface Prior {
  /** Clusters that a code is drawn from with equal chances; 1 where there are none. */
  readonly clusters: number
  /**
   * Codes [n, latent].
   * @param noise standard normal, [n, latent]
   * @param choice clusters, int32 [n]
   */
  codes(context: LayerContext, noise: Tensor, choice: Tensor): Tensor
  /** The cluster of each picture, int32 [n], where pictures are learned from as members of one. */
  clusterOf?(context: LayerContext, pictures: Tensor): Tensor
}

/** What a model is trained for. Its steps are run one after another on each batch. */
export interface Objective {
  /** Parameters of its own beside the nets': further heads, discriminators, pseudo-inputs. */
  readonly parameters: readonly Parameter[]
  readonly steps: readonly ObjectiveStep[]
  readonly optimiser: AdamVariant
  /** Null where codes have no distribution of their own: transport makes one. */
  readonly prior: Prior | null
  /**
   * First values of parameters that begin from the data; the others begin as they say themselves.
   * @param indices the pictures of the training
   */
  initial?(pictures: PixelSource, indices: Uint32Array, seed: number): NamedArrays
  /** Functions that its accompaniment calls, of the same weights. */
  readonly functions?: Definitions
  /** @param kept what an earlier one kept; empty where the training begins */
  accompany?(training: AccompaniedTraining, kept: NamedArrays): Accompaniment
}

/** The parameters of layers that an optimiser changes. */
export function trainedOf(...layers: readonly { readonly parameters: readonly Parameter[] }[]): Parameter[] {
  return layers.flatMap(({ parameters }) => parameters.filter(({ trainable }) => trainable !== false))
}

/**
 * Parameters without the bias of the codes where nothing that is trained depends on it, for losses that an offset of all
 * codes leaves as they are: a first layer of the decoder without a bias is normalised over the batch, which takes the
 * offset away. Its gradient would be rounding alone, of which Adam makes steps as large as any.
 */
export function exceptOffset({ decoder }: Nets, parameters: readonly Parameter[]): readonly Parameter[] {
  const bias = decoder.parameters[0]?.name.replace(/kernel$/, 'bias')
  if (decoder.parameters.some(({ name }) => name === bias)) return parameters
  return parameters.filter(({ name }) => name !== 'encoder/code/bias')
}

/** A context in which layers behave as in training, but keep their running statistics as they are. */
export function withoutUpdates({ update: _, ...context }: LayerContext): LayerContext {
  return context
}

/** Values of one picture. */
export function valuesOf({ spec }: Nets): number {
  return spec.height * spec.width * spec.channels
}

/** Mean squared error per value. */
export function meanSquaredError({ tf }: LayerContext, made: Tensor, given: Tensor): Scalar {
  return meanSquaredDifference(tf, made, given)
}

/** A prior of codes that are uniform on [−1, 1]^d. */
export const uniformPrior: Prior = {
  clusters: 1,
  // The distribution function of a normal number is uniform on [0, 1], and erf(x/√2) twice that less one.
  codes: ({ tf }, noise) => tf.erf(tf.mul(noise, Math.SQRT1_2)),
}

/** A prior N(0, σ²I) of the codes. */
export function normalPrior(deviation: number): Prior {
  return { clusters: 1, codes: ({ tf }, noise) => tf.mul(noise, deviation) }
}
