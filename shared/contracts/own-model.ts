/** A model of the person's own: an encoder and a decoder in files, how they take and give pictures, and what a round trip shows. */
import * as v from 'valibot'
import { count, finite, listOf, measured, text, uint8 } from './arrays'

/** The numbers a net takes or gives for the values 0 … 255 of a picture. */
export const pictureRange = v.variant('kind', [
  /** 0 … 1. */
  v.strictObject({ kind: v.literal('unit') }),
  /** −1 … 1. */
  v.strictObject({ kind: v.literal('signed') }),
  /** 0 … 255. */
  v.strictObject({ kind: v.literal('bytes') }),
  /** 0 … 1 less a mean, over a deviation, one of each a channel. */
  v.strictObject({
    kind: v.literal('standard'),
    mean: v.pipe(v.array(finite()), v.minLength(1), v.readonly()),
    deviation: v.pipe(v.array(finite()), v.minLength(1), v.readonly()),
  }),
])
export type PictureRange = v.InferOutput<typeof pictureRange>

/** What a person may choose of a net; null takes its first output, and the range that a round trip speaks for. */
const netSettings = { output: v.nullable(text()), range: v.nullable(pictureRange) }

/** Two nets by the files that hold them (tokens of granted ones in the window, paths in recipes), as a person chose them. */
export const ownNets = v.strictObject({
  /** Null where codes came with the pictures: pictures of one's own then get no code. */
  encoder: v.nullable(v.strictObject({ file: text(), ...netSettings })),
  decoder: v.strictObject({ file: text(), ...netSettings }),
})
export type OwnNets = v.InferOutput<typeof ownNets>

/** A tensor of a net: a side is a number, or a name where it is open. */
const netTensor = v.strictObject({ name: text(), shape: listOf(v.union([finite(), text()])) })
export type NetTensor = v.InferOutput<typeof netTensor>

const netReport = v.strictObject({
  /** The file's name, and the first digits of the SHA-256 of its bytes. */
  name: text(),
  hash: text(),
  input: netTensor,
  outputs: listOf(netTensor),
  /** Which of the outputs is taken. */
  output: text(),
  range: pictureRange,
})
export type NetReport = v.InferOutput<typeof netReport>

/** How well pictures come back from a pair of ranges. */
const triedRanges = v.strictObject({
  encoder: v.nullable(pictureRange),
  decoder: pictureRange,
  error: finite(),
})
export type TriedRanges = v.InferOutput<typeof triedRanges>

/** What two nets make of the study's pictures. */
export const ownModelReport = v.pipe(
  v.strictObject({
    encoder: v.nullable(netReport),
    decoder: netReport,
    /** Coordinates of a code. */
    latent: count(),
    /** Pictures as the decoder makes them; the study shows them at its own size. */
    made: v.strictObject({ height: count(), width: count(), channels: count() }),
    /** Pictures that went through both nets, or whose own codes were decoded, Uint8 [items, height, width, channels]; none where the study has no pictures. */
    items: listOf(count()),
    height: count(),
    width: count(),
    channels: count(),
    pictures: uint8(),
    rebuilt: uint8(),
    /** Mean squared error a value over them, pictures in [0, 1]; null where there are none. */
    error: measured(),
    /** Ranges that were compared, the best first; empty where all were named. */
    tried: listOf(triedRanges),
    /** What looks wrong, in sentences. */
    warnings: listOf(text()),
  }),
  v.check(
    ({ items, height, width, channels, pictures, rebuilt }) =>
      rebuilt.length === items.length * height * width * channels &&
      (pictures.length === rebuilt.length || pictures.length === 0),
    'Expected whole pictures, as many rebuilt as given.',
  ),
)
export type OwnModelReport = v.InferOutput<typeof ownModelReport>

/** A study's own model in short. */
export const ownModelSummary = v.strictObject({
  encoder: v.nullable(text()),
  decoder: text(),
  latent: count(),
  /** Of the round trip when the model was taken; null where it was not made. */
  error: measured(),
})
export type OwnModelSummary = v.InferOutput<typeof ownModelSummary>
