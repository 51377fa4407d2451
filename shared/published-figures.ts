import type { ObjectiveKind } from './objectives'

/** A measure that a paper reports as this product measures it. */
export type PublishedMeasure = 'perValue' | 'neighbours'

export interface PublishedFigure {
  /** The name of the set of pictures. */
  readonly data: string
  readonly measure: PublishedMeasure
  readonly objective: ObjectiveKind
  /** Code size; null where the paper does not name it. */
  readonly latent: number | null
  /** Weight of generation in SWAE's loss; null for all others. */
  readonly beta: number | null
  readonly value: number
  readonly source: string
}

const swae = 'Sun and Guo, Symmetric Wasserstein Autoencoders, UAI 2021, table 1: mean of five trainings'

const neighbours = (
  objective: ObjectiveKind,
  beta: number | null,
  ofSizes: readonly (readonly [latent: number, accuracy: number])[],
): PublishedFigure[] =>
  ofSizes.map(([latent, value]) => ({
    data: 'Fashion-MNIST',
    measure: 'neighbours',
    objective,
    latent,
    beta,
    value,
    source: swae,
  }))

/**
 * Figures of the papers that stand beside measured ones: the same measure on the same set. The papers train on its 60,000
 * pictures and with nets of their own. SWAE's reconstruction losses are left out: they are of binarised pictures.
 */
export const publishedFigures: readonly PublishedFigure[] = [
  {
    data: 'Fashion-MNIST',
    measure: 'perValue',
    objective: 'ae',
    latent: null,
    beta: null,
    value: 0.0026,
    source:
      'Lei et al., A Geometric Understanding of Deep Learning, Engineering 2020, table 1: before the encoder is frozen',
  },
  ...neighbours('swae', 1, [
    [8, 0.82],
    [40, 0.84],
    [80, 0.84],
  ]),
  ...neighbours('swae', 0.5, [
    [8, 0.81],
    [40, 0.83],
    [80, 0.83],
  ]),
  ...neighbours('swae', 0, [
    [8, 0.83],
    [40, 0.84],
    [80, 0.83],
  ]),
  ...neighbours('vae', null, [
    [8, 0.8],
    [40, 0.54],
    [80, 0.37],
  ]),
  ...neighbours('wae-gan', null, [
    [8, 0.71],
    [40, 0.62],
    [80, 0.54],
  ]),
  ...neighbours('wae-mmd', null, [
    [8, 0.8],
    [40, 0.82],
    [80, 0.76],
  ]),
]

/** What a run is compared by. */
interface PublishedRun {
  readonly objective: { readonly kind: ObjectiveKind; readonly beta?: number }
  readonly latent: number
}

/** What a paper reports of a model like this run's on this set; null where none does. */
export function publishedFigure(
  data: string,
  measure: PublishedMeasure,
  { objective, latent }: PublishedRun,
): PublishedFigure | null {
  const found = publishedFigures.find(
    (figure) =>
      figure.data === data &&
      figure.measure === measure &&
      figure.objective === objective.kind &&
      (figure.latent === null || figure.latent === latent) &&
      (figure.beta === null || figure.beta === objective.beta),
  )
  return found ?? null
}
