import { checkObjective, type ObjectiveSpec } from '../../shared/objectives'
import { refused, whole, wholes } from './spec-fields'

/** Height, width and channels of the pictures a model takes and makes. */
export interface PictureShape {
  readonly height: number
  readonly width: number
  readonly channels: number
}

export type Activation = 'relu' | 'leaky-relu' | 'elu' | 'silu'

interface AutoencoderSpec extends PictureShape {
  /** Dimension of the code. */
  readonly latent: number
  /** A plain autoencoder where it is left out. */
  readonly objective?: ObjectiveSpec
}

/** Fully connected encoder and decoder; the decoder mirrors the encoder. */
export interface DenseAutoencoderSpec extends AutoencoderSpec {
  readonly kind: 'ae-dense'
  /** Units of the encoder's hidden layers, from the picture inwards. */
  readonly hidden: readonly number[]
  readonly activation: Activation
}

/** Strided convolutions inwards, transposed ones outwards, as in InfoGAN and DCGAN. */
export interface ConvAutoencoderSpec extends AutoencoderSpec {
  readonly kind: 'ae-conv'
  /** Filters of the encoder's stages, from the picture inwards; each stage halves height and width, rounding up. */
  readonly filters: readonly number[]
  /** Side of the square kernels. */
  readonly kernel: number
  /** Units of a dense layer between the last stage and the code; 0 leaves it out. */
  readonly hidden: number
  readonly activation: Activation
  /** `batch` normalises after every layer but the first, the code and the picture, as DCGAN does. */
  readonly normalisation: 'none' | 'batch'
}

/** Residual blocks that pool inwards and enlarge outwards, as SNGAN's ResNet generator (Miyato et al. 2018). */
export interface ResnetAutoencoderSpec extends AutoencoderSpec {
  readonly kind: 'ae-resnet'
  /** Channels of the encoder's blocks, from the picture inwards; each block halves height and width, rounding up. */
  readonly filters: readonly number[]
  readonly activation: Activation
  /** `batch` normalises before every activation. */
  readonly normalisation: 'none' | 'batch'
}

/** Gated convolutions without other non-linearity: the nets of SWAE (Sun and Guo 2021). */
export interface GatedAutoencoderSpec extends AutoencoderSpec {
  readonly kind: 'ae-gated'
  /** Filters before and after the second halving of height and width; the decoder's have the latter. */
  readonly filters: readonly number[]
  /** Units of the layer between the code and the decoder's first map. */
  readonly hidden: number
}

/** A model as a plain value that goes into messages, checkpoints and studies. */
export type ModelSpec =
  DenseAutoencoderSpec | ConvAutoencoderSpec | ResnetAutoencoderSpec | GatedAutoencoderSpec

export type ModelKind = ModelSpec['kind']

export const modelKinds: readonly ModelKind[] = ['ae-dense', 'ae-conv', 'ae-resnet', 'ae-gated']
const activations: readonly Activation[] = ['relu', 'leaky-relu', 'elu', 'silu']

const pictureSide = [8, 256] as const
/** Where nothing is halved: points are rows of values. */
const denseSide = [1, 256] as const

/**
 * A model whose sizes fit the pictures: the settings the product proposes.
 * @param latent dimension of the code
 */
export function defaultSpec(kind: ModelKind, picture: PictureShape, latent: number): ModelSpec {
  const { height, width, channels } = picture
  const shape = { height, width, channels, latent }
  if (kind === 'ae-dense') {
    // 784 pixels: 512-256, as the papers have it; more pixels widen the first layer until its weights pass 4 million.
    const pixels = height * width * channels
    const wide = 512 * Math.sqrt(pixels / 784)
    const first = clampToStep(Math.min(Math.max(wide, 256), 4e6 / pixels), 64, 64, 1024)
    return checkSpec({ kind, ...shape, hidden: [first, first / 2], activation: 'silu' })
  }
  if (kind === 'ae-gated') return checkSpec({ kind, ...shape, filters: [32, 64], hidden: 300 })
  // Halve until 4 × 4 to 7 × 7 is left: 8×8 one stage, 28×28 two, 64×64 four, 128×128 five.
  const stages = Math.max(1, Math.floor(Math.log2(Math.min(height, width) / 4)))
  const filters = Array.from({ length: stages }, (_, i) => Math.min(16 * 2 ** i, 256))
  if (kind === 'ae-resnet') {
    return checkSpec({ kind, ...shape, filters, activation: 'relu', normalisation: 'batch' })
  }
  return checkSpec({
    kind,
    ...shape,
    filters,
    kernel: 4,
    hidden: 256,
    activation: 'silu',
    normalisation: 'none',
  })
}

function clampToStep(value: number, step: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, Math.round(value / step) * step))
}

/**
 * The value as a model specification.
 * @throws BrenierError `bad-argument` that names the field, what it may be and what came
 */
export function checkSpec(value: unknown): ModelSpec {
  if (typeof value !== 'object' || value === null) throw refused('the model', 'an object', value)
  const fields = value as Record<string, unknown>
  const kind = modelKinds.find((known) => known === fields['kind'])
  if (!kind) throw refused('kind', modelKinds.join(', '), fields['kind'])
  const [least, most] = kind === 'ae-dense' ? denseSide : pictureSide
  const common = {
    height: whole(fields, 'height', least, most),
    width: whole(fields, 'width', least, most),
    channels: whole(fields, 'channels', 1, 4),
    latent: whole(fields, 'latent', 1, 4096),
    ...(fields['objective'] !== undefined && { objective: checkObjective(fields['objective']) }),
  }
  if (kind === 'ae-gated') {
    const filters = wholes(fields, 'filters', 1, 1024, [2, 2])
    return { kind, ...common, filters, hidden: whole(fields, 'hidden', 1, 8192) }
  }
  const activation = activations.find((known) => known === fields['activation'])
  if (!activation) throw refused('activation', activations.join(', '), fields['activation'])
  if (kind === 'ae-dense') {
    return { kind, ...common, hidden: wholes(fields, 'hidden', 1, 8192, [0, 8]), activation }
  }
  const filters = wholes(fields, 'filters', 1, 1024, [1, 7])
  // Models saved before there was a choice have none.
  const normalisation = fields['normalisation'] ?? 'none'
  if (normalisation !== 'none' && normalisation !== 'batch') {
    throw refused('normalisation', 'none or batch', normalisation)
  }
  if (kind === 'ae-resnet') return { kind, ...common, filters, activation, normalisation }
  const kernel = whole(fields, 'kernel', 2, 7)
  const hidden = whole(fields, 'hidden', 0, 8192)
  return { kind, ...common, filters, kernel, hidden, activation, normalisation }
}
