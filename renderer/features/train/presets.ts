import type { DataSummary, ModelParameters } from '../../../shared/contracts/study'
import { proposedModel, withNet } from '../../../shared/model-defaults'
import { defaultObjective, sameObjective } from '../../../shared/objectives'

/** Settings of a model by name. A preset sets only what its source states; the rest stays as it is. */
export interface Preset {
  readonly id: string
  readonly name: string
  readonly values: Partial<ModelParameters>
  /** Where the values are from, and what of the source this product's nets do not have. */
  readonly source: string
}

const gan = defaultObjective('gan')

type Pictures = Pick<DataSummary, 'height' | 'width' | 'channels'>

function proposed(pictures: Pictures): Preset {
  const { objective, kind, latent, width, learningRate, beta1, beta2, batch, epochs } =
    proposedModel(pictures)
  return {
    id: 'proposed',
    name: 'Proposed',
    values: { objective, kind, latent, width, learningRate, beta1, beta2, batch, epochs },
    source: 'What a new study of such pictures starts with.',
  }
}

/** Above this side the gated nets, which keep the picture's size in four layers, take too long. */
const gatedSide = 32

/** With the paper's nets, except on pictures larger than any of the paper. */
function swae({ height, width }: Pictures): Preset {
  const small = Math.max(height, width) <= gatedSide
  return {
    id: 'swae-mnist',
    name: 'SWAE, MNIST',
    values: {
      objective: { kind: 'swae', beta: 0.5, alpha: 1, pseudoInputs: 4000 },
      ...(small && { kind: 'ae-gated', width: 32 }),
      latent: 8,
      learningRate: 0.001,
      beta1: 0.9,
      beta2: 0.999,
      batch: 100,
      epochs: 200,
    },
    source: `Sun and Guo 2021, section 4${small ? ', with their nets; they binarise the pictures' : ', whose nets are gated convolutions on binarised pictures'}.`,
  }
}

/**
 * The papers' names stand only on values that are theirs. "AE-OT" is Lei et al., "A geometric understanding of deep
 * learning", Engineering 2020: its section 6.1 gives the optimiser, its published code the sizes of the CelebA net; the
 * code size for MNIST is that of An et al., "AE-OT-GAN", section 4.1.
 */
const fixed: readonly Preset[] = [
  {
    id: 'quick',
    name: 'Quick look',
    values: {
      objective: { kind: 'ae' },
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
    values: {
      objective: { kind: 'ae' },
      kind: 'ae-conv',
      latent: 64,
      learningRate: 0.003,
      beta1: 0.5,
      beta2: 0.999,
    },
    source: 'Optimiser and code size are the papers’; they give no batch, width or epochs, so those stay.',
  },
  {
    id: 'ae-ot-celeba',
    name: 'AE-OT, CelebA',
    values: {
      objective: { kind: 'ae' },
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
  {
    id: 'wae-mnist',
    name: 'WAE-MMD, MNIST',
    values: {
      objective: defaultObjective('wae-mmd'),
      latent: 8,
      learningRate: 0.001,
      beta1: 0.5,
      beta2: 0.999,
      batch: 100,
      epochs: 100,
    },
    source: 'Tolstikhin et al. 2018, section 4: their λ, code size and optimiser; the nets are those here.',
  },
  {
    id: 'dcgan',
    name: 'GAN, as DCGAN',
    values: {
      objective: defaultObjective('gan'),
      kind: 'ae-conv',
      latent: 100,
      learningRate: 0.0002,
      beta1: 0.5,
      beta2: 0.999,
      batch: 128,
    },
    source: 'Radford et al. 2016, section 4: optimiser, batch and code size. The net here has no batch norm.',
  },
  {
    id: 'wgan-gp',
    name: 'WGAN-GP',
    values: {
      objective: { ...gan, loss: 'wasserstein-gp', discriminatorSteps: 5, penalty: 10 },
      kind: 'ae-conv',
      latent: 128,
      learningRate: 0.0001,
      beta1: 0,
      beta2: 0.9,
      batch: 64,
    },
    source: 'Gulrajani et al. 2017, algorithm 1: penalty, critic steps, optimiser and batch.',
  },
  {
    id: 'wgan-qc',
    name: 'WGAN-QC',
    values: {
      objective: defaultObjective('wgan-qc'),
      kind: 'ae-conv',
      latent: 128,
      learningRate: 0.0001,
      beta1: 0.5,
      beta2: 0.999,
      batch: 64,
    },
    source:
      'Liu et al. 2019, their published code: γ, optimiser, batch and code size. Its nets are residual.',
  },
]

export const presetsFor = (pictures: Pictures): readonly Preset[] => [
  proposed(pictures),
  ...fixed,
  swae(pictures),
]

/** Whether parameters have all of the values given. */
export function fitsValues(values: Partial<ModelParameters>, parameters: ModelParameters): boolean {
  const { objective, ...numbers } = values
  return (
    (!objective || sameObjective(objective, parameters.objective)) &&
    Object.entries(numbers).every(([name, value]) => parameters[name as keyof ModelParameters] === value)
  )
}

export function apply({ values }: Preset, parameters: ModelParameters): ModelParameters {
  return { ...withNet(parameters, values.kind ?? parameters.kind), ...values }
}

/** The preset whose values these are; where several fit, the one that states most. */
export function presetOf(parameters: ModelParameters, among: readonly Preset[]): Preset | null {
  const fitting = among.filter(({ values }) => fitsValues(values, parameters))
  const stated = ({ values }: Preset) => Object.keys(values).length
  return fitting.sort((a, b) => stated(b) - stated(a))[0] ?? null
}
