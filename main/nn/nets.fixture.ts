import type { ModelKind, ModelSpec, PictureShape } from './spec'

/** A small net of each kind. */
export const smallNets = (shape: PictureShape, latent: number): Readonly<Record<ModelKind, ModelSpec>> => ({
  'ae-dense': { kind: 'ae-dense', ...shape, latent, hidden: [48, 24], activation: 'silu' },
  'ae-conv': {
    kind: 'ae-conv',
    ...shape,
    latent,
    filters: [8, 12],
    kernel: 4,
    hidden: 16,
    activation: 'elu',
    normalisation: 'batch',
  },
  // Rounding that carries a value over a rectifier's kink would change its gradient at once.
  'ae-resnet': {
    kind: 'ae-resnet',
    ...shape,
    latent,
    filters: [6],
    activation: 'elu',
    normalisation: 'batch',
  },
  'ae-gated': { kind: 'ae-gated', ...shape, latent, filters: [6, 8], hidden: 24 },
})
