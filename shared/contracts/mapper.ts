import * as v from 'valibot'
import { count, finite, float32, listOf, text, uint32 } from './arrays'

const whole = (least: number, most: number) => v.pipe(count(), v.minValue(least), v.maxValue(most))
const real = (least: number, most: number) => v.pipe(finite(), v.minValue(least), v.maxValue(most))
const weight = () => real(0, 1e6)

const layers = (most: number) => v.pipe(v.array(whole(1, 8192)), v.minLength(1), v.maxLength(most))
const activation = v.picklist(['relu', 'leaky-relu', 'elu', 'silu'])

/** Noise points drawn once and kept; 0 draws each batch anew. One point has nothing to be told from. */
const pairs = v.pipe(
  whole(0, 20_000),
  v.check((value) => value !== 1, 'Expected 0 for noise drawn anew, or 2 and more points to keep, got 1.'),
)
const regression = v.picklist(['l1', 'l2'])

/** What a map from noise to codes is learned by, with the weights of its terms. */
export const mapMethod = v.variant('kind', [
  /** Optimal pairs of noise and codes, regressed (AE-OTtrans, algorithm 1). */
  v.strictObject({ kind: v.literal('ottrans'), regression, pairs }),
  /** What the map makes is matched with codes in each step, and regressed (AE-OTgen, algorithm 2); λ is `diversity`. */
  v.strictObject({ kind: v.literal('otgen'), regression, pairs, diversity: weight() }),
  /** Kantorovich's potential by a network D, x + ∇D(x) (arXiv 1809.05964). */
  v.strictObject({
    kind: v.literal('kantorovich'),
    pairs,
    /** λ, of the penalty on ∇D. */
    lambda: weight(),
    /** What the penalty compares of ∇D(x) and y − x: their norms, as equation 18 has it, or the vectors. */
    compares: v.picklist(['norms', 'vectors']),
    /**
     * ε of entropic potentials as a share of the mean cost; 0 for those of the exact transport. Exact ones are not unique
     * beyond a constant and jump from one batch to the next; maps kept before there was a choice have these.
     */
    entropy: v.optional(weight(), 0),
  }),
  /** The nearest code of what the map makes of `draws` noise points is drawn to each (IMLE, Li and Malik 2018). */
  v.strictObject({ kind: v.literal('imle'), draws: whole(2, 16_384) }),
  /** A generator against a discriminator that sees `pack` codes at once (PacGAN, Lin et al. 2018). */
  v.strictObject({
    kind: v.literal('gan'),
    game: v.picklist(['minimax', 'non-saturating', 'least-squares', 'wasserstein']),
    /** What keeps a critic Lipschitz: weights clipped to ±bound, or a penalty on its slope (WGAN, WGAN-GP). */
    lipschitz: v.variant('kind', [
      v.strictObject({ kind: v.literal('none') }),
      v.strictObject({ kind: v.literal('clipping'), bound: real(1e-6, 1e3) }),
      v.strictObject({ kind: v.literal('penalty'), weight: weight() }),
    ]),
    pack: whole(1, 16),
    /** Steps of the discriminator for each of the generator. */
    discriminatorSteps: whole(1, 100),
    discriminatorHidden: layers(12),
    /** `maxout`: the largest of five affine functions (Goodfellow et al. 2013), as in PacGAN's published code. */
    discriminatorActivation: v.picklist(['maxout', ...activation.options]),
  }),
])
export type MapMethod = v.InferOutput<typeof mapMethod>

/** A map from noise to codes. */
export const mapSpec = v.pipe(
  v.strictObject({
    /** Coordinates of a code. */
    dimension: whole(1, 4096),
    /** Uniform on [−1, 1] or standard normal, each coordinate by itself. */
    noise: v.picklist(['uniform', 'normal']),
    noiseDimension: whole(1, 4096),
    /** Units of the hidden layers of the map, or of the potential. */
    hidden: layers(12),
    activation,
    /** Of the hidden layers of a map, by the batch; a potential has none. */
    normalisation: v.picklist(['none', 'batch']),
    method: mapMethod,
  }),
  v.check(
    ({ dimension, noiseDimension, method }) =>
      dimension === noiseDimension || (method.kind !== 'ottrans' && method.kind !== 'kantorovich'),
    'Expected noise of as many coordinates as a code has, as this method moves noise itself.',
  ),
)
export type MapSpec = v.InferOutput<typeof mapSpec>

const share = real(0, 1)

/** All that decides the training of a map besides its specification and the codes. */
export const mapTraining = v.strictObject({
  /** Decides initial weights, noise, and which codes each step sees. */
  seed: whole(0, 0xffffffff),
  steps: whole(1, 10_000_000),
  batchSize: whole(2, 8192),
  learningRate: real(1e-9, 10),
  /** Of Adam. */
  beta1: real(0, 0.999999),
  beta2: real(0, 0.999999),
  /** How the learning rate runs over the training. */
  schedule: v.variant('kind', [
    v.strictObject({ kind: v.literal('constant') }),
    v.strictObject({ kind: v.literal('exponential'), end: share }),
    v.strictObject({ kind: v.literal('cosine'), warmup: share, end: share }),
  ]),
  /** Steps between two points of the curve. */
  reportEvery: whole(1, 100_000),
})
export type MapTraining = v.InferOutput<typeof mapTraining>

export const mapperParameters = v.strictObject({ spec: mapSpec, training: mapTraining })
export type MapperParameters = v.InferOutput<typeof mapperParameters>

/** The curve of a map's training: means of each figure since the point before. */
export const mapperHistory = v.pipe(
  v.strictObject({
    /** Steps planned, and the step of each point. */
    steps: count(),
    at: uint32(),
    figures: listOf(v.strictObject({ name: text(), values: float32() })),
  }),
  v.check(
    ({ at, figures }) => figures.every(({ values }) => values.length === at.length),
    'Expected a value of each figure at each point.',
  ),
)
export type MapperHistory = v.InferOutput<typeof mapperHistory>
