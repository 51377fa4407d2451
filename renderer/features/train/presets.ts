import type { ModelParameters } from '../../../shared/contracts/study'

/** Settings of a model by name. A preset sets only what its source states; the rest stays as it is. */
export interface Preset {
  readonly id: string
  readonly name: string
  readonly values: Partial<ModelParameters>
  /** Where the values are from, and what of the source this product's nets do not have. */
  readonly source: string
}

/**
 * The papers' names stand only on values that are theirs. "AE-OT" is Lei et al., "A geometric understanding of deep
 * learning", Engineering 2020: its section 6.1 gives the optimiser, its published code the sizes of the CelebA net; the
 * code size for MNIST is that of An et al., "AE-OT-GAN", section 4.1.
 */
export const presets: readonly Preset[] = [
  {
    id: 'proposed',
    name: 'Proposed',
    values: {
      kind: 'ae-conv',
      latent: 16,
      width: 32,
      learningRate: 0.002,
      beta1: 0.9,
      beta2: 0.999,
      batch: 128,
      epochs: 20,
    },
    source: 'What a new study of pictures starts with.',
  },
  {
    id: 'quick',
    name: 'Quick look',
    values: {
      kind: 'ae-conv',
      latent: 8,
      width: 16,
      learningRate: 0.002,
      beta1: 0.9,
      beta2: 0.999,
      batch: 128,
      epochs: 5,
    },
    source: 'A small net for a few epochs: rough pictures, soon.',
  },
  {
    id: 'ae-ot-mnist',
    name: 'AE-OT, MNIST',
    values: { kind: 'ae-conv', latent: 64, learningRate: 0.003, beta1: 0.5, beta2: 0.999 },
    source: 'Optimiser and code size are the papers’; they give no batch, width or epochs, so those stay.',
  },
  {
    id: 'ae-ot-celeba',
    name: 'AE-OT, CelebA',
    values: {
      kind: 'ae-conv',
      latent: 100,
      width: 80,
      learningRate: 0.003,
      beta1: 0.5,
      beta2: 0.999,
      batch: 512,
      epochs: 500,
    },
    source: 'Optimiser from the paper, sizes from its published code. The net here has no batch norm.',
  },
]

/** Whether all that a preset sets has just these values. */
export function matches(preset: Preset, parameters: ModelParameters): boolean {
  return Object.entries(preset.values).every(
    ([name, value]) => parameters[name as keyof ModelParameters] === value,
  )
}

export function apply(preset: Preset, parameters: ModelParameters): ModelParameters {
  return { ...parameters, ...preset.values }
}

/** The preset whose values these are; where several fit, the one that states most. */
export function presetOf(parameters: ModelParameters): Preset | null {
  const fitting = presets.filter((preset) => matches(preset, parameters))
  const stated = (preset: Preset) => Object.keys(preset.values).length
  return fitting.sort((a, b) => stated(b) - stated(a))[0] ?? null
}
