import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { modelParameters, type ModelParameters } from '../../../shared/contracts/study'
import { proposedModel } from '../../../shared/model-defaults'
import { apply, presetOf, presetsFor } from './presets'

const study: ModelParameters = {
  objective: { kind: 'ae' },
  kind: 'ae-dense',
  latent: 3,
  width: 100,
  learningRate: 0.01,
  beta1: 0.8,
  beta2: 0.99,
  batch: 50,
  epochs: 7,
  refineEpochs: 0,
  heldOut: 0.2,
  seed: 42,
}

const presets = presetsFor({ height: 28, width: 28, channels: 1 })

describe.each(presets)('the preset $name', (preset) => {
  it('gives parameters that the engine accepts', () => {
    expect(v.safeParse(modelParameters, apply(preset, study)).success).toBe(true)
  })
  it('leaves seed and held-out share alone', () => {
    expect(apply(preset, study)).toMatchObject({ seed: 42, heldOut: 0.2 })
  })
  it('is recognised by its values', () => {
    expect(presetOf(apply(preset, study), presets)?.id).toBe(preset.id)
  })
})

it('values of nobody’s are nobody’s preset', () => {
  expect(presetOf(study, presets)).toBeNull()
})

it('a preset that states little keeps what it does not state', () => {
  const mnist = presets.find(({ id }) => id === 'ae-ot-mnist')!
  expect(apply(mnist, study)).toMatchObject({ batch: 50, epochs: 7, latent: 64, beta1: 0.5 })
  const convolutional = { ...study, kind: 'ae-conv', width: 20 } as const
  expect(apply(mnist, convolutional).width).toBe(20)
})

it('a dense width is not taken over by convolutions', () => {
  const mnist = presets.find(({ id }) => id === 'ae-ot-mnist')!
  expect(apply(mnist, { ...study, width: 512 }).width).toBe(16)
})

it('the first is what a new study of such pictures starts with', () => {
  expect(presetOf(proposedModel({ height: 64, width: 64, channels: 3 }), presets)?.id).not.toBe('proposed')
  expect(presetOf(proposedModel({ height: 28, width: 28, channels: 1 }), presets)?.id).toBe('proposed')
})
