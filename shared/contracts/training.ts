import * as v from 'valibot'
import { count, declared, finite, float32, listOf, measured, text, uint32, uint8 } from './arrays'

/**
 * What theorem 1 of AE-OT-GAN (arXiv 2001.03698) says of the generated codes that a training has learned from, in the units of
 * the codes: W₂(μ_ε, μ̂) ≤ bound ≤ ε.
 */
export const trainingExtension = v.strictObject({
  /** Codes that the extended map T̃ made. */
  draws: count(),
  /** ε: the longest edge between two codes that were mixed. */
  epsilon: finite(),
  /** √mean ‖T̃(w) − T(w)‖² over the draws. */
  bound: finite(),
})
export type TrainingExtension = v.InferOutput<typeof trainingExtension>

/** The curves of a training, and which of its epochs can be looked at. */
export const trainingHistory = v.strictObject({
  run: text(),
  epoch: count(),
  epochs: count(),
  /** The last so many of these are of the decoder alone, the encoder frozen. */
  refineEpochs: count(),
  step: count(),
  stepsPerEpoch: count(),
  /** Mean loss of each finished epoch. */
  train: float32(),
  heldOut: float32(),
  /** Means over the finished epochs of what else the objective measures, by name: over those that are not of the decoder alone, or all. */
  figures: listOf(v.strictObject({ name: text(), values: float32() })),
  /** Null for a training that generated no codes through the study's map. */
  extension: v.nullable(trainingExtension),
  picturesPerSecond: finite(),
  etaSeconds: measured(),
  /** Epochs kept, ascending: `training.epoch` gives what each looked like. */
  kept: uint32(),
  /** Why epochs are kept no longer while it trains, in one sentence. */
  problem: v.nullable(text()),
})
export type TrainingHistory = v.InferOutput<typeof trainingHistory>

/** Pictures of the set beside what an epoch's model makes of them, both Uint8 [items, h, w, c]. */
export const pictureRow = v.strictObject({
  items: uint32(),
  pictures: uint8(),
  made: uint8(),
  /** Mean squared error a pixel over the row, pixels in [0, 1]. */
  loss: finite(),
})
export type PictureRow = v.InferOutput<typeof pictureRow>

/** Pictures that a model's prior is made of, and how many pictures of the set are nearest to each. */
export const pseudoInputs = v.pipe(
  v.strictObject({
    height: count(),
    width: count(),
    channels: count(),
    /** Pictures of the set that are nearest to each, the most first. */
    uses: uint32(),
    /** The first of them, as many as are shown, Uint8 [shown, h, w, c]. */
    pixels: uint8(),
  }),
  v.check(
    ({ height, width, channels, uses, pixels }) =>
      pixels.length % (height * width * channels) === 0 &&
      pixels.length <= uses.length * height * width * channels,
    'Expected the pixels to be those of whole pseudo-inputs.',
  ),
)
export type PseudoInputs = v.InferOutput<typeof pseudoInputs>

/** What a kept epoch looked like: held-out pictures in three choices, and where the codes of some pictures lay. */
export const epochView = v.pipe(
  v.strictObject({
    run: text(),
    epoch: count(),
    height: count(),
    width: count(),
    channels: count(),
    /** The same pictures at every epoch. */
    same: pictureRow,
    /** Those this epoch's model drew worst, the worst first, among `measured` held-out ones. */
    worst: pictureRow,
    measured: count(),
    /** Drawn anew for each epoch. */
    random: pictureRow,
    codes: v.pipe(
      v.strictObject({
        items: uint32(),
        /** Principal components [items, 3], turned onto those of the epoch kept before. */
        positions: float32(),
      }),
      declared(({ items, positions }) => [3 * items.length, positions.length], 'positions'),
    ),
  }),
  v.check(
    ({ height, width, channels, same, worst, random }) =>
      [same, worst, random].every(
        ({ items, pictures, made }) =>
          pictures.length === items.length * height * width * channels && made.length === pictures.length,
      ),
    'Expected the pixels of each row to have the declared length.',
  ),
)
export type EpochView = v.InferOutput<typeof epochView>
