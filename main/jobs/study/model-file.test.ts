import { expect, it } from 'vitest'
import { safetensorsPieces } from '../../data/safetensors'
import { defaultSpec } from '../../nn/spec'
import { defaultTraining } from '../../nn/training'
import { decodeModel } from './model-file'

it('a model of an earlier study, with one count of pictures for all its figures, is read', () => {
  const sums = { sums: { reconstruction: 3, 'KL divergence': 6 }, pictures: 2 }
  const description = {
    format: 1,
    spec: defaultSpec('ae-dense', { height: 8, width: 8, channels: 1 }, 2),
    settings: defaultTraining,
    pictures: 100,
    step: 1,
    seconds: 1,
    losses: [],
    epochs: [],
    sincePoint: sums,
    sinceEpoch: sums,
  }
  const file = Buffer.concat(safetensorsPieces({}, { brenier: JSON.stringify(description) }))
  expect(decodeModel(file, 'model.safetensors').sinceEpoch).toEqual({
    sums: sums.sums,
    pictures: { reconstruction: 2, 'KL divergence': 2 },
  })
})
