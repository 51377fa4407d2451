import type { AdamSettings } from '../adam'
import type { Schedule } from '../schedule'
import type { Activation } from '../spec'

/** What noise is drawn from: uniform on [−1, 1] or standard normal, each coordinate by itself. */
export type Noise = 'uniform' | 'normal'

/** What a map from noise to codes is learned by, with the weights of its terms. */
export type MapMethod =
  /** Optimal pairs of noise and codes, regressed (AE-OTtrans, algorithm 1). */
  | {
      readonly kind: 'ottrans'
      readonly regression: 'l1' | 'l2'
      /** Pairs matched once and kept; 0 matches each batch anew. */
      readonly pairs: number
    }
  /** What the map makes is matched with codes in each step, and regressed (AE-OTgen, algorithm 2). */
  | {
      readonly kind: 'otgen'
      readonly regression: 'l1' | 'l2'
      /** Noise points drawn once; 0 draws each batch anew. */
      readonly pairs: number
      /** λ, the weight of the diversity term. */
      readonly diversity: number
    }
  /** Kantorovich's potential by a network D, x + ∇D(x) (AE-OT, arXiv 1809.05964). */
  | {
      readonly kind: 'kantorovich'
      readonly pairs: number
      /** λ, the weight of the penalty on ∇D. */
      readonly lambda: number
      /** What the penalty compares of ∇D(x) and y − x: their norms, as equation 18 has it, or the vectors. */
      readonly compares: 'norms' | 'vectors'
    }

export type MapKind = MapMethod['kind']

export const mapKinds: readonly MapKind[] = ['ottrans', 'otgen', 'kantorovich']

/** A map from noise to codes as a plain value that goes into messages and studies. */
export interface MapSpec {
  /** Coordinates of a code. */
  readonly dimension: number
  readonly noise: Noise
  /** Coordinates of a noise point; those of a code for all methods that move noise itself. */
  readonly noiseDimension: number
  /** Units of the hidden layers of the map, or of the potential. */
  readonly hidden: readonly number[]
  readonly activation: Activation
  readonly method: MapMethod
}

/** All that decides the training of a map besides its specification and the codes, as a plain value. */
export interface MapTraining extends AdamSettings {
  /** Decides initial weights, noise, and which codes each step sees. */
  readonly seed: number
  readonly steps: number
  readonly batchSize: number
  readonly learningRate: number
  readonly schedule: Schedule
  /** Steps between two points of the curve. */
  readonly reportEvery: number
}
