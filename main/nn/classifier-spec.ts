import type { PictureShape } from './spec'
import { real, refused, whole, wholes } from './spec-fields'

/** A net that tells classes of pictures: strided convolutions, a layer of features, a class for each. */
export interface ClassifierSpec extends PictureShape {
  readonly kind: 'classifier'
  readonly classes: number
  /** Filters of the stages, from the picture inwards; each stage halves height and width, rounding up. */
  readonly filters: readonly number[]
  /** Side of the square kernels. */
  readonly kernel: number
  /** Units of the last layer before the classes: what Fréchet distances are taken of. */
  readonly features: number
  /** Share of the features that a step of training leaves out. */
  readonly dropout: number
}

/** A classifier whose weights take less than 2 MB, for pictures of that size. */
export function defaultClassifier(picture: PictureShape, classes: number): ClassifierSpec {
  const { height, width, channels } = picture
  // Halve until at most 4 × 4 is left: 8×8 one stage, 28×28 three.
  const stages = Math.max(1, Math.ceil(Math.log2(Math.max(height, width) / 4)))
  return checkClassifier({
    kind: 'classifier',
    height,
    width,
    channels,
    classes,
    filters: Array.from({ length: stages }, (_, stage) => Math.min(32 * 2 ** stage, 128)),
    kernel: 4,
    features: 128,
    dropout: 0.3,
  })
}

/**
 * The value as a classifier's specification.
 * @throws BrenierError `bad-argument` that names the field, what it may be and what came
 */
export function checkClassifier(value: unknown): ClassifierSpec {
  if (typeof value !== 'object' || value === null) throw refused('the classifier', 'an object', value)
  const fields = value as Record<string, unknown>
  if (fields['kind'] !== 'classifier') throw refused('kind', 'classifier', fields['kind'])
  return {
    kind: 'classifier',
    height: whole(fields, 'height', 4, 256),
    width: whole(fields, 'width', 4, 256),
    channels: whole(fields, 'channels', 1, 4),
    classes: whole(fields, 'classes', 2, 10_000),
    filters: wholes(fields, 'filters', 1, 1024, [1, 7]),
    kernel: whole(fields, 'kernel', 2, 7),
    features: whole(fields, 'features', 1, 8192),
    dropout: real(fields, 'dropout', 0, 0.9),
  }
}
